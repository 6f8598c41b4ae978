import { existsSync } from "node:fs";
import path from "node:path";
import { type App, autoUpdater as systemUpdater } from "electron/main";
import type { AppUpdater, ProgressInfo } from "electron-updater";
import type { NoUpdates } from "../../common/contract/updates.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Updater } from "./updater.ts";
import { type Installation, whyNoUpdates } from "./why-no-updates.ts";

/** electron-builder writes it into the app when it is packaged with an update service. */
const updateServiceFile = "app-update.yml";
/** electron-builder writes it into a deb and an rpm: what kind it is. */
const packageTypeFile = "package-type";

/**
 * The library is loaded on first use: it costs the start nothing. `leave` is called before windows are closed for the new
 * version; from then on none may hide instead.
 */
export function createElectronUpdater(app: App, leave: () => void): Result<Updater, NoUpdates> {
  const reason = whyNoUpdates(installationOf(app));
  if (reason !== null) return err(reason);
  const loaded = once(() => loadUpdater(leave));
  return ok({
    check: async () => {
      const result = await (await loaded()).checkForUpdates();
      return result?.isUpdateAvailable === true ? result.updateInfo.version : null;
    },
    download: async (signal, onPercent) => {
      const { CancellationToken } = await import("electron-updater");
      const token = new CancellationToken();
      signal.addEventListener("abort", () => token.cancel(), { once: true });
      const updater = await loaded();
      const progress = ({ percent }: ProgressInfo): void => onPercent(percent);
      updater.on("download-progress", progress);
      try {
        await updater.downloadUpdate(token);
      } finally {
        updater.off("download-progress", progress);
      }
    },
    install: async () => {
      const updater = await loaded();
      return new Promise<never>((_, reject) => {
        updater.once("error", reject);
        updater.quitAndInstall(true, true);
      });
    },
  });
}

function installationOf(app: App): Installation {
  const resource = (name: string): boolean =>
    app.isPackaged && existsSync(path.join(process.resourcesPath, name));
  return {
    platform: process.platform,
    packaged: app.isPackaged,
    hasService: resource(updateServiceFile),
    // The per-user installer leaves its uninstaller beside the app.
    forOneUser: existsSync(path.join(path.dirname(process.execPath), `Uninstall ${app.getName()}.exe`)),
    knownKind: process.env.APPIMAGE !== undefined || resource(packageTypeFile),
  };
}

/** The policy says when to fetch and when to install; a version that is ready is installed on quitting. */
async function loadUpdater(leave: () => void): Promise<AppUpdater> {
  const { autoUpdater } = await import("electron-updater");
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.autoRunAppAfterInstall = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.disableWebInstaller = true;
  autoUpdater.logger = null;
  autoUpdater.on("error", () => undefined); // told by the rejection as well; unheard it would end the app
  // macOS closes all windows first and asks the app to quit only when they are gone.
  systemUpdater.on("before-quit-for-update", leave);
  return autoUpdater;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
