/** Composition root of the small windows: store and one card. No media: that is the main window's. */
import "./no-eval.ts";
import { render } from "preact";
import { Scope } from "../common/scope.ts";
import { host } from "./platform/host.ts";
import { reportBugs } from "./store/bug-reports.ts";
import { startStore } from "./store/store.ts";
import { Card } from "./views/cards/card.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("card.html has no #root");

const page = new Scope();
page.add(reportBugs(host, window));
page.add(startStore(host));
render(<Card name={location.hash.slice(1)} />, root);
page.add(() => render(null, root));
window.addEventListener("pagehide", () => page.end(), { once: true });
