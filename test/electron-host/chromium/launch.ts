import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { CdpConnection } from "./connection.ts";

/** The title tells the window from which all others are opened. */
export const openerUrl = "data:text/html,<title>electron-host</title>";

export interface Chromium {
  readonly cdp: CdpConnection;
  readonly process: ChildProcess;
  /** Address of the DevTools endpoint for a second client. */
  readonly devTools: Promise<string>;
  close(): Promise<void>;
}

/** Starts Chromium with a pipe for us and one window, the opener. `onGone` is called when it ends, however. */
export function launchChromium(switches: readonly string[], onGone: () => void): Chromium {
  const child = spawn(findChromium(), [...switches, `--app=${openerUrl}`], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  const cdp = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable, onGone);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    cdp,
    process: child,
    devTools: devToolsAddress(child),
    close: async () => {
      cdp.root.sendQuietly("Browser.close");
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

function findChromium(): string {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = [process.env.CHROMIUM, ...places].find((place) => place !== undefined && existsSync(place));
  if (found === undefined) throw new Error("electron-host: no Chromium found; install it or set CHROMIUM");
  return found;
}

/** Chromium says it on standard error; what it says before that is only of interest when it ends at once. */
function devToolsAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-20_000);
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", (code) =>
      reject(new Error(`electron-host: Chromium ended with code ${code}\n${text}`)),
    );
  });
}
