import { EventEmitter } from "node:events";
import type { App } from "electron/main";
import { describe, expect, it } from "vitest";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { claimSingleInstance, followLifecycle, startOrEnd } from "./lifecycle.ts";

/** As much of Electron's app as ends it: `quit` asks, and counts as done when nobody prevents it. */
class FakeApp extends EventEmitter {
  quits = 0;
  constructor(readonly isFirst: boolean) {
    super();
  }
  requestSingleInstanceLock = (): boolean => this.isFirst;
  quit = (): void => {
    let prevented = false;
    this.emit("before-quit", { preventDefault: () => (prevented = true) });
    if (!prevented) this.quits += 1;
  };
}

const electron = (app: FakeApp): App => app as unknown as App; // only what FakeApp has is used

function bench() {
  const app = new FakeApp(true);
  const done = deferred<void>();
  const seen: string[] = [];
  followLifecycle(electron(app), {
    showWindow: () => seen.push("show"),
    openArguments: (argv) => seen.push(`arguments ${argv.join(" ")}`),
    openLink: (link) => seen.push(`link ${link}`),
    beforeQuit: () => {
      seen.push("leaving");
      return done.promise;
    },
  });
  return { app, done, seen };
}

describe("the life of the app", () => {
  it("goes on as the first instance and ends at once as a second one", () => {
    const [first, second] = [new FakeApp(true), new FakeApp(false)];
    expect([claimSingleInstance(electron(first)), claimSingleInstance(electron(second))]).toEqual([
      true,
      false,
    ]);
    expect([first.quits, second.quits]).toEqual([0, 1]);
  });

  it("ends when its start fails, after it has said so", async () => {
    const seen: unknown[] = [];
    const exits = { exit: (code?: number) => void seen.push(code) };
    const tell = (cause: unknown): void => void seen.push(String(cause));
    await startOrEnd(exits, () => Promise.resolve(), tell);
    expect(seen).toEqual([]);
    await startOrEnd(exits, () => Promise.reject(new Error("no disk")), tell);
    expect(seen).toEqual(["Error: no disk", 1]);
  });

  it("shows the window when it is started a second time", () => {
    const { app, seen } = bench();
    app.emit("second-instance", {}, ["deskline", "tel:1"]);
    expect(seen).toEqual(["show", "arguments deskline tel:1"]);
  });

  it("takes the links that macOS hands over", () => {
    const { app, seen } = bench();
    let prevented = false;
    app.emit("open-url", { preventDefault: () => (prevented = true) }, "tel:1");
    expect([seen, prevented]).toEqual([["link tel:1"], true]);
  });

  it("quits when the window is closed, after what has to be said was said", async () => {
    const { app, done, seen } = bench();
    app.emit("window-all-closed");
    await settle();
    expect([seen, app.quits]).toEqual([["leaving"], 0]);
    done.resolve();
    await settle();
    expect(app.quits).toBe(1);
  });

  it("says it once, however often it is told to quit", async () => {
    const { app, done, seen } = bench();
    app.quit();
    app.quit();
    done.resolve();
    await settle();
    expect([seen, app.quits]).toEqual([["leaving"], 1]);
  });
});
