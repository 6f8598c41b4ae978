import { readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 25;

/**
 * Waits until no living Chromium has this profile. After a kill of the host its Chromium needs a moment to go; a new
 * one would hand over to it and end. Throws after `limitMs`.
 */
export async function profileReleased(folder: string, limitMs = 10_000): Promise<void> {
  const giveUp = Date.now() + limitMs;
  while (isHeld(folder)) {
    if (Date.now() > giveUp) throw new Error(`electron-host: another Chromium has the profile ${folder}`);
    await delay(pollMs);
  }
}

/** Chromium's lock is a link to `hostname-pid`. */
function isHeld(folder: string): boolean {
  try {
    const pid = Number(/-(\d+)$/.exec(readlinkSync(path.join(folder, "SingletonLock")))?.[1]);
    if (!Number.isInteger(pid)) return false;
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no lock, or its holder is gone
  }
}
