import type { LoginItemSettings } from "electron";

/** Linux has no login items in Electron: setting them does nothing, and none is ever there. */
export const noLoginItem = (): LoginItemSettings => ({
  openAtLogin: false,
  wasOpenedAtLogin: false,
  status: "not-found",
  executableWillLaunchAtLogin: false,
  launchItems: [],
});
