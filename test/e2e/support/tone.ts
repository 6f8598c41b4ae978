import { writeFile } from "node:fs/promises";
import { wavTone } from "../../support/wav.ts";

/** A file for `--use-file-for-fake-audio-capture`, which plays it in a loop. */
export async function writeToneWav(file: string, hz: number, seconds: number): Promise<void> {
  await writeFile(file, wavTone(hz, seconds));
}
