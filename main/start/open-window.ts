import { type App, dialog, session as webSession } from "electron/main";
import { hiddenArgument } from "../desktop/login-item.ts";
import { words } from "../strings/en.ts";
import { serveAppScheme } from "../windows/app-protocol.ts";
import { refusePermissions } from "../windows/harden.ts";
import { MainWindow, type MainWindowPorts } from "../windows/main-window.ts";
import type { System } from "./open-system.ts";

/** The session of all pages is closed to everything before the first page is made. */
export function openWindow(app: App, system: System, onClose: MainWindowPorts["onClose"]): MainWindow {
  refusePermissions(webSession.defaultSession);
  serveAppScheme(webSession.defaultSession, system.rendererFolder);
  return new MainWindow({
    ...system,
    onClose,
    startHidden: process.argv.includes(hiddenArgument),
    onHopeless: () => {
      dialog.showErrorBox(words.hopeless.title, words.hopeless.detail);
      app.quit();
    },
  });
}
