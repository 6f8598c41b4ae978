import path from "node:path";
import type { App } from "electron/main";
import type { MediaPort } from "../calls/ports.ts";
import { setStartAtLogin } from "../desktop/login-item.ts";
import { audioOf, videoOf } from "../ipc/handlers.ts";
import type { System } from "./open-system.ts";

/** What a changed setting does at once, besides being shown. */
export function followSettings(app: App, { settings, log }: System, media: MediaPort): void {
  const loginItem = {
    app,
    platform: process.platform,
    executable: process.env.APPIMAGE ?? process.execPath,
    configFolder: process.env.XDG_CONFIG_HOME ?? path.join(app.getPath("home"), ".config"),
    log,
  };
  let { startAtLogin } = settings.settings;
  settings.onChange(() => {
    if (settings.settings.startAtLogin !== startAtLogin) {
      startAtLogin = settings.settings.startAtLogin;
      setStartAtLogin(loginItem, startAtLogin);
    }
    media.send({ type: "audio", audio: audioOf(settings.settings) });
    media.send({ type: "video", video: videoOf(settings.settings) });
  });
}
