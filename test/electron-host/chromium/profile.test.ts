import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { profileReleased } from "./profile.ts";

describe("Chromium's profile", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "profile-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const lockFor = (pid: number): void =>
    symlinkSync(`${os.hostname()}-${pid}`, path.join(folder, "SingletonLock"));

  it("is free when nobody has locked it", async () => {
    await expect(profileReleased(folder)).resolves.toBeUndefined();
  });

  it("is free when the one who locked it is gone", async () => {
    lockFor(spawnSync(process.execPath, ["-e", ""]).pid);
    await expect(profileReleased(folder)).resolves.toBeUndefined();
  });

  it("is refused while its holder lives on", async () => {
    lockFor(process.pid);
    await expect(profileReleased(folder, 0)).rejects.toThrow("another Chromium has the profile");
  });
});
