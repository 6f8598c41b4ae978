import { existsSync } from "node:fs";
import path from "node:path";
import type { App } from "electron/main";
import type { AppUpdater } from "electron-updater";
import type { Updater } from "./updater.ts";

/** electron-builder writes it into the app when it is packaged with an update service. */
const updateServiceFile = "app-update.yml";

/** Null where there is nothing to ask. The library is loaded on first use: it costs the start nothing. */
export function createElectronUpdater(app: App): Updater | null {
  if (!app.isPackaged || !existsSync(path.join(process.resourcesPath, updateServiceFile))) return null;
  if (process.platform === "win32" && !isInstalledForOneUser(app.getName())) return null;
  const loaded = once(loadUpdater);
  return {
    check: async () => {
      const result = await (await loaded()).checkForUpdates();
      return result?.isUpdateAvailable === true ? result.updateInfo.version : null;
    },
    download: async (signal) => {
      const { CancellationToken } = await import("electron-updater");
      const token = new CancellationToken();
      signal.addEventListener("abort", () => token.cancel(), { once: true });
      await (await loaded()).downloadUpdate(token);
    },
    install: () => void loaded().then((updater) => updater.quitAndInstall(true, true)),
  };
}

/** The per-user installer leaves its uninstaller beside the app. What an administrator installed is theirs to update. */
const isInstalledForOneUser = (name: string): boolean =>
  existsSync(path.join(path.dirname(process.execPath), `Uninstall ${name}.exe`));

/** The policy says when to fetch and when to install; a version that is ready is installed on quitting. */
async function loadUpdater(): Promise<AppUpdater> {
  const { autoUpdater } = await import("electron-updater");
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.autoRunAppAfterInstall = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.disableWebInstaller = true;
  autoUpdater.logger = null;
  autoUpdater.on("error", () => undefined); // told by the rejection as well; unheard it would end the app
  return autoUpdater;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
