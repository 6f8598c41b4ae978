import { dialog } from "electron/main";
import { words } from "../strings/en.ts";

/** To the user in a box, and the cause to whoever started it: the log may be what failed. */
export function tellNotStarted(cause: unknown): void {
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  process.stderr.write(`${detail}\n`);
  dialog.showErrorBox(words.notStarted.title, words.notStarted.detail);
}
