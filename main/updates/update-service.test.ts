import { beforeEach, describe, expect, it } from "vitest";
import type { UpdateState } from "../../common/contract/updates.ts";
import { err, ok } from "../../common/result.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { checkEveryMs, firstCheckAfterMs, UpdateService } from "./update-service.ts";
import type { Updater } from "./updater.ts";

class FakeUpdater implements Updater {
  offered: string | null = null;
  problem: Error | null = null;
  checks = 0;
  installs = 0;
  downloads: { signal: AbortSignal; onPercent: (percent: number) => void; finish: () => void }[] = [];
  failInstall: (cause: Error) => void = () => undefined;

  check(): Promise<string | null> {
    this.checks++;
    return this.problem === null ? Promise.resolve(this.offered) : Promise.reject(this.problem);
  }

  download(signal: AbortSignal, onPercent: (percent: number) => void): Promise<void> {
    return new Promise((finish) => this.downloads.push({ signal, onPercent, finish }));
  }

  install(): Promise<never> {
    this.installs++;
    return new Promise((_, reject) => (this.failInstall = reject));
  }
}

describe("update service", () => {
  let clock: FakeClock;
  let log: KeptLog;
  let updater: FakeUpdater;
  let updates: UpdateService;
  beforeEach(() => {
    clock = new FakeClock();
    log = new KeptLog();
    updater = new FakeUpdater();
    updates = new UpdateService({ updater: ok(updater), clock, log });
  });

  /** Up to where version 2.0.0 can be started. */
  async function untilReady(): Promise<void> {
    updater.offered = "2.0.0";
    updates.check();
    await settle();
    updater.downloads[0]!.finish();
    await settle();
  }

  it("looks a minute after the start, then every hour", async () => {
    updates.start();
    await clock.pass(firstCheckAfterMs - 1);
    expect(updater.checks).toBe(0);
    await clock.pass(1);
    expect(updater.checks).toBe(1);
    await clock.pass(3 * checkEveryMs);
    expect(updater.checks).toBe(4);
  });

  it("fetches a new version and offers it; installs when the user agrees", async () => {
    const phases: UpdateState["phase"][] = [];
    updates.onChange(() => phases.push(updates.state.phase));
    updater.offered = "2.0.0";
    updates.start();
    await clock.pass(firstCheckAfterMs);
    updater.downloads[0]!.finish();
    await clock.pass(0);
    expect(phases).toEqual(["checking", "downloading", "ready"]);
    expect(updates.state).toEqual({ phase: "ready", version: "2.0.0", agreed: false, problem: null });
    expect(updater.installs).toBe(0);
    updates.agree();
    expect(updater.installs).toBe(1);
  });

  it("breaks a download off for a call, and takes it up again after it", async () => {
    updater.offered = "2.0.0";
    updates.start();
    await clock.pass(firstCheckAfterMs);
    updates.callsChanged(true);
    expect([updater.downloads[0]!.signal.aborted, updates.state]).toEqual([
      true,
      { phase: "idle", version: "2.0.0", checkedAt: clock.now(), problem: null },
    ]);
    updater.downloads[0]!.finish(); // too late: it was broken off
    await clock.pass(0);
    expect(updates.state.phase).toBe("idle");
    updates.callsChanged(false);
    updater.downloads[1]!.finish();
    await clock.pass(0);
    expect(updates.state.phase).toBe("ready");
  });

  it("waits for the end of the call when the user agrees in one", async () => {
    await untilReady();
    updates.callsChanged(true);
    updates.agree();
    expect(updater.installs).toBe(0);
    updates.callsChanged(false);
    expect(updater.installs).toBe(1);
  });

  it("tells of trouble, not as an error, and tries again an hour later", async () => {
    updater.problem = new Error("no such host");
    updates.start();
    await clock.pass(firstCheckAfterMs);
    expect(updates.state).toEqual({ phase: "idle", version: null, checkedAt: null, problem: "check" });
    expect(log.lines).toContainEqual({
      ...{ level: "info", message: "update check failed", data: { reason: "no such host" } },
    });
    expect(log.lines.every((line) => line.level === "info")).toBe(true);
    updater.problem = null;
    await clock.pass(checkEveryMs);
    expect(updater.checks).toBe(2);
    expect(updates.state).toMatchObject({ problem: null, checkedAt: clock.now() });
  });

  it("looks at once when the user asks, and not twice at a time", async () => {
    updates.check();
    updates.check();
    expect([updater.checks, updates.state]).toEqual([1, { phase: "checking" }]);
    await settle();
    expect(updates.state).toEqual({ phase: "idle", version: null, checkedAt: clock.now(), problem: null });
  });

  it("tells how much of a version is here, until a call breaks it off", async () => {
    updater.offered = "2.0.0";
    updates.check();
    await settle();
    const [download] = updater.downloads;
    download!.onPercent(41.7);
    expect(updates.state).toEqual({ phase: "downloading", version: "2.0.0", percent: 41 });
    updates.callsChanged(true);
    download!.onPercent(60);
    expect(updates.state.phase).toBe("idle");
  });

  it("offers a version again that could not be installed, and says so", async () => {
    await untilReady();
    updates.agree();
    updater.failInstall(new Error("no password"));
    await settle();
    expect(updates.state).toEqual({ phase: "ready", version: "2.0.0", agreed: false, problem: "install" });
    updates.callsChanged(true);
    updates.callsChanged(false);
    expect(updater.installs).toBe(1); // the user has to ask again
    updates.agree();
    expect([updater.installs, updates.state]).toEqual([
      2,
      { phase: "ready", version: "2.0.0", agreed: true, problem: null },
    ]);
  });

  it("is off where the app cannot be updated, and does nothing then", async () => {
    const off = new UpdateService({ updater: err("no-service"), clock, log });
    off.start();
    off.callsChanged(true);
    off.check();
    off.agree();
    await clock.pass(checkEveryMs);
    expect([off.state, clock.running, log.lines]).toEqual([{ phase: "off", reason: "no-service" }, 0, []]);
  });
});
