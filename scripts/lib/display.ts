import { type ChildProcess, spawn } from "node:child_process";
import { end, fail } from "./run.ts";

export interface Display {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** True when there is a screen to open windows on. */
export const hasDisplay = (): boolean =>
  process.platform !== "linux" || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** A virtual screen with a window manager (without one there is no minimise, no window list). */
export async function startVirtualDisplay(size = "1280x900"): Promise<Display> {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${size}x24`, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await displayNumber(screen);
  const env = { DISPLAY: `:${number}` };
  const manager = spawn("openbox", [], { env: { ...process.env, ...env }, stdio: "ignore" });
  manager.on("error", () => undefined);
  return {
    env,
    stop: async () => {
      await end(manager);
      await end(screen);
    },
  };
}

/** Xvfb chooses a free number itself and writes it when it is ready. */
function displayNumber(screen: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const ended = (code: number | null): never => fail(`Xvfb ended with code ${code}`);
    let text = "";
    screen.stdio[3]?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes("\n")) return;
      screen.removeListener("exit", ended);
      resolve(text.trim());
    });
    screen.once("error", (cause) => fail(`Xvfb could not be started: ${cause.message}`));
    screen.once("exit", ended);
  });
}
