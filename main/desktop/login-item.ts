import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { App } from "electron/main";
import type { Log } from "../log/log.ts";

/** The argument that a start at login gives: the window stays hidden, the tray is there. */
export const hiddenArgument = "--hidden";

export interface LoginItemPorts {
  readonly app: Pick<App, "setLoginItemSettings" | "isPackaged">;
  readonly platform: NodeJS.Platform;
  /** What starts Deskline: its executable. */
  readonly executable: string;
  /** XDG_CONFIG_HOME, for Linux. */
  readonly configFolder: string;
  readonly log: Log;
}

/** Starts Deskline when the user signs in to the system, or does not. Electron knows how on Windows and macOS; on Linux it is a file. */
export function setStartAtLogin(ports: LoginItemPorts, start: boolean): void {
  if (ports.platform !== "linux") {
    ports.app.setLoginItemSettings({ openAtLogin: start, args: [hiddenArgument] });
    return;
  }
  const file = path.join(ports.configFolder, "autostart", "deskline.desktop");
  try {
    if (!start) return rmSync(file, { force: true });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, autostartEntry(ports.executable), { mode: 0o644 });
  } catch (cause) {
    ports.log.error("start at login not changed", { cause: String(cause) });
  }
}

/** Desktop Entry Specification 1.5: within quotes, these four characters are escaped; a percent sign is doubled. */
function autostartEntry(executable: string): string {
  const quoted = `"${executable.replace(/(["`$\\])/g, "\\$1").replaceAll("%", "%%")}"`;
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Deskline",
    `Exec=${quoted} ${hiddenArgument}`,
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}
