/** Composition root of the page: store, media and views, which do not know each other. */
import "./no-eval.ts";
import { render } from "preact";
import { Scope } from "../common/scope.ts";
import { startMediaHost } from "./media-host/media-host.ts";
import { host } from "./platform/host.ts";
import { provideAudioTest } from "./store/audio-test.ts";
import { reportBugs } from "./store/bug-reports.ts";
import { providePreviews } from "./store/previews.ts";
import { startStore } from "./store/store.ts";
import { provideStage } from "./store/video.ts";
import { App } from "./views/app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

const page = new Scope();
page.add(reportBugs(host, window));
page.add(startStore(host));
const media = startMediaHost({ host });
page.add(() => media.dispose());
page.add(provideAudioTest(media));
page.add(providePreviews(media));
page.add(provideStage(media));
render(<App />, root);
page.add(() => render(null, root));
window.addEventListener("pagehide", () => page.end(), { once: true });
