import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SecondInstance, SingleInstanceLock } from "./single-instance.ts";

const mine: SecondInstance = { argv: ["app", "--x"], workingDirectory: "/", additionalData: { a: 1 } };

describe("single-instance lock", () => {
  let userData: string;
  const taken: SingleInstanceLock[] = [];
  const lockOf = (): SingleInstanceLock => {
    const lock = new SingleInstanceLock(userData);
    taken.push(lock);
    return lock;
  };

  beforeEach(() => {
    userData = mkdtempSync(path.join(os.tmpdir(), "single-instance-"));
  });
  afterEach(() => {
    for (const lock of taken.splice(0)) lock.release();
    rmSync(userData, { recursive: true });
  });

  it("goes to the first and tells it of the second", async () => {
    const alice = lockOf();
    const heard = new Promise<SecondInstance>((resolve) => {
      expect(alice.acquire(mine, resolve)).toBe(true);
    });
    expect(lockOf().acquire({ ...mine, argv: ["second"] }, () => undefined)).toBe(false);
    expect(await heard).toEqual({ ...mine, argv: ["second"] });
  });

  it("is free again after a release", () => {
    const alice = lockOf();
    alice.acquire(mine, () => undefined);
    alice.release();
    expect(lockOf().acquire(mine, () => undefined)).toBe(true);
  });

  it("is taken over from a process that no longer lives", () => {
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    writeFileSync(path.join(userData, "electron-host.lock"), String(gone));
    expect(lockOf().acquire(mine, () => undefined)).toBe(true);
  });

  it("is taken over when the holder's process id belongs to another program now", () => {
    writeFileSync(path.join(userData, "electron-host.lock"), String(process.pid));
    expect(lockOf().acquire(mine, () => undefined)).toBe(true);
  });

  it("is one lock a folder", () => {
    expect(lockOf().acquire(mine, () => undefined)).toBe(true);
    const other = new SingleInstanceLock(path.join(userData, "other"));
    taken.push(other);
    expect(other.acquire(mine, () => undefined)).toBe(true);
  });
});
