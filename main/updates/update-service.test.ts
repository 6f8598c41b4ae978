import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { checkEveryMs, firstCheckAfterMs, UpdateService } from "./update-service.ts";
import type { Updater } from "./updater.ts";

class FakeUpdater implements Updater {
  offered: string | null = null;
  problem: Error | null = null;
  checks = 0;
  installs = 0;
  downloads: { signal: AbortSignal; finish: () => void }[] = [];

  check(): Promise<string | null> {
    this.checks++;
    return this.problem === null ? Promise.resolve(this.offered) : Promise.reject(this.problem);
  }

  download(signal: AbortSignal): Promise<void> {
    return new Promise((finish) => this.downloads.push({ signal, finish }));
  }

  install(): void {
    this.installs++;
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
    updates = new UpdateService({ updater, clock, log });
  });

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
    const phases: unknown[] = [];
    updates.onChange(() => phases.push(updates.state));
    updater.offered = "2.0.0";
    updates.start();
    await clock.pass(firstCheckAfterMs);
    updater.downloads[0]!.finish();
    await clock.pass(0);
    expect(phases).toEqual([
      { phase: "checking" },
      { phase: "downloading", version: "2.0.0" },
      { phase: "ready", version: "2.0.0" },
    ]);
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
      { phase: "idle", version: "2.0.0" },
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
    updater.offered = "2.0.0";
    updates.start();
    await clock.pass(firstCheckAfterMs);
    updater.downloads[0]!.finish();
    await clock.pass(0);
    updates.callsChanged(true);
    updates.agree();
    expect(updater.installs).toBe(0);
    updates.callsChanged(false);
    expect(updater.installs).toBe(1);
  });

  it("tells of trouble in the log only, and tries again an hour later", async () => {
    updater.problem = new Error("no such host");
    updates.start();
    await clock.pass(firstCheckAfterMs);
    expect(updates.state).toEqual({ phase: "idle" });
    expect(log.lines).toContainEqual({
      ...{ level: "info", message: "update check failed", data: { reason: "no such host" } },
    });
    expect(log.lines.every((line) => line.level === "info")).toBe(true);
    updater.problem = null;
    await clock.pass(checkEveryMs);
    expect(updater.checks).toBe(2);
  });

  it("is off where the app cannot be updated, and does nothing then", async () => {
    const off = new UpdateService({ updater: null, clock, log });
    off.start();
    off.callsChanged(true);
    off.agree();
    await clock.pass(checkEveryMs);
    expect([off.state, clock.running, log.lines]).toEqual([{ phase: "off" }, 0, []]);
  });
});
