/**
 * Unattended: two apps under a virtual display. People call, a phone is dialled and answers keys, a session with a shared
 * screen and chat, a call answered in the tray. Prints a report; exit code 0 only if all of it held.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { buildElectronHost } from "../test/electron-host/build.ts";
import { type Cast, pictureFile } from "./demo/cast.ts";
import { runStages } from "./lib/stages.ts";
import { buildAll } from "./lib/build.ts";
import { startVirtualDisplay } from "./lib/display.ts";
import { realElectron } from "./lib/electron.ts";
import { root, say } from "./lib/run.ts";
import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

await ensureSystemPackages(allNeeds);
await buildAll();
if (realElectron() === null) process.env.ELECTRON_OVERRIDE_DIST_PATH = await buildElectronHost();
const display = process.platform === "linux" ? await startVirtualDisplay("1280x900") : null;
Object.assign(process.env, display?.env);

// The fixture reads the environment when it is loaded, so what uses it comes after it has been set.
const { Office } = await import("../test/e2e/support/office.ts");
const { runtimeName } = await import("../test/e2e/support/desktop.ts");
const { openTestCard } = await import("../test/e2e/support/test-card.ts");
const { startKeyring } = await import("../test/e2e/support/keyring.ts");
const { peopleStages } = await import("./demo/people.ts");
const { phoneStages } = await import("./demo/phone.ts");
const { sessionStages } = await import("./demo/session.ts");
const { trayStages } = await import("./demo/tray.ts");

const pictures = path.join(root, "test-results", "demo");
await mkdir(pictures, { recursive: true });
const shots: string[] = [];
const office = await Office.open();
const card = await openTestCard();
const keyring = process.platform === "linux" ? await startKeyring() : null;
const cast: Cast = {
  office,
  seats: {},
  env: keyring?.env ?? {},
  card,
  picture: async (page, name) => {
    const file = pictureFile(pictures, name);
    await page.screenshot({ path: file, animations: "disabled" });
    shots.push(path.relative(root, file));
  },
};

say(`Runtime: ${runtimeName()}\n`);
const held = await runStages([
  ...peopleStages(cast),
  ...phoneStages(cast),
  ...sessionStages(cast),
  ...trayStages(cast),
]);
say(`\nScreenshots: ${shots.join(", ")}`);
say(held ? "\nAll of it held." : "\nThe demonstration failed.");
await office.close();
await card.close();
await keyring?.stop();
await display?.stop();
process.exit(held ? 0 : 1);
