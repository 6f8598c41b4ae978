/**
 * Unattended: two apps under a virtual display, a call from alice to bob, each one's tone heard at the other's end and
 * not at their own. Prints a report; exit code 0 only if all of it held.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { buildElectronHost } from "../test/electron-host/build.ts";
import { type Stage, runStages } from "./lib/stages.ts";
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

// The fixture reads the environment when it is loaded, so it comes after it has been set.
const { Office, accept, call, expectNoLiveCall, expectTalking, hangUp, people } =
  await import("../test/e2e/support/office.ts");
const { expectTone } = await import("../test/e2e/support/listen.ts");
const { runtimeName } = await import("../test/e2e/support/desktop.ts");
const { startKeyring } = await import("../test/e2e/support/keyring.ts");
const { firstRemoteAudio } = await import("../test/e2e/support/first-audio.ts");

const pictures = path.join(root, "test-results", "demo");
await mkdir(pictures, { recursive: true });
const shots: string[] = [];
const office = await Office.open();
const keyring = process.platform === "linux" ? await startKeyring() : null;
type Seat = Awaited<ReturnType<typeof office.seat>>;
let alice: Seat;
let bob: Seat;

async function picture(seat: Seat, name: string): Promise<void> {
  const file = path.join(pictures, `${name}.png`);
  await seat.page.screenshot({ path: file, animations: "disabled" });
  shots.push(path.relative(root, file));
}

const stages: readonly Stage[] = [
  {
    name: "alice signs in",
    run: async () => {
      alice = await office.seat("alice", { env: keyring?.env ?? {} });
    },
  },
  {
    name: "bob signs in",
    run: async () => {
      bob = await office.seat("bob", { env: keyring?.env ?? {} });
    },
  },
  {
    name: "alice clicks bob, bob's app rings",
    run: async () => {
      const rings = bob.page.getByRole("button", { name: /^Accept/ }).waitFor({ timeout: 15_000 });
      const ms = await elapsed(async () => {
        await call(alice, "bob");
        await rings;
      });
      await picture(bob, "incoming");
      await picture(alice, "ringing");
      return `click to ring ${ms} ms`;
    },
  },
  {
    name: "bob accepts, both are connected",
    run: async () => {
      const heard = firstRemoteAudio(bob.page);
      const start = Date.now();
      await accept(bob);
      const ms = (await heard) - start;
      await expectTalking(alice, bob);
      return `accept to first audio ${ms} ms`;
    },
  },
  {
    name: `alice hears ${people.bob.hz} Hz and not ${people.alice.hz} Hz`,
    run: () => hears(() => alice, "bob", "alice"),
  },
  {
    name: `bob hears ${people.alice.hz} Hz and not ${people.bob.hz} Hz`,
    run: () => hears(() => bob, "alice", "bob"),
  },
  {
    name: "alice hangs up, both are back",
    run: async () => {
      await picture(alice, "call");
      await hangUp(alice);
      await expectNoLiveCall(alice, bob);
      await picture(bob, "ended");
    },
  },
];

async function hears(
  listener: () => Seat,
  wanted: "alice" | "bob",
  absent: "alice" | "bob",
): Promise<string> {
  const heard = await expectTone(listener().page, people[wanted].hz, { absent: people[absent].hz });
  return `peak at ${heard.peakHz.toFixed(0)} Hz`;
}

async function elapsed(work: () => Promise<void>): Promise<number> {
  const start = Date.now();
  await work();
  return Date.now() - start;
}

say(`Runtime: ${runtimeName()}\n`);
const held = await runStages(stages);
say(`\nScreenshots: ${shots.join(", ")}`);
say(held ? "\nAll of it held." : "\nThe demonstration failed.");
await office.close();
await keyring?.stop();
await display?.stop();
process.exit(held ? 0 : 1);
