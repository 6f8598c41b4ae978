/** Puts the host together: the `electron` module for the app, and the Chromium behind it. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Rectangle } from "electron";
import type { CdpSession } from "./chromium/connection.ts";
import { startDevToolsProxy } from "./chromium/devtools-proxy.ts";
import { type Chromium, launchChromium, openerUrl } from "./chromium/launch.ts";
import { profileReleased } from "./chromium/profile.ts";
import type { TargetInfo } from "./chromium/protocol.ts";
import { chromiumSwitches } from "./chromium/switches.ts";
import { App } from "./electron/app.ts";
import { BrowserWindow, setWindowManager, webContentsModule } from "./electron/browser-window.ts";
import { DisplayMedia } from "./electron/display-media.ts";
import { createEvent } from "./electron/guarded-emitter.ts";
import { GlobalShortcut } from "./electron/global-shortcut.ts";
import { IpcMain } from "./electron/ipc-main.ts";
import { Menu, MenuItem, setRoleAction } from "./electron/menus.ts";
import { nativeImageModule } from "./electron/native-image.ts";
import { Notification } from "./electron/notification.ts";
import { Schemes } from "./electron/protocol.ts";
import { ScreenCapture } from "./electron/screen-capture.ts";
import { HostScreen } from "./electron/screen.ts";
import { HostSession } from "./electron/session.ts";
import {
  createClipboard,
  createDialog,
  createPowerSaveBlocker,
  createShell,
  createSystemPreferences,
  NativeTheme,
  PowerMonitor,
} from "./electron/system.ts";
import { Tray } from "./electron/tray.ts";
import { guarded } from "./not-in-host.ts";
import { XDisplay } from "./x11/windows.ts";

export interface HostOptions {
  /** Where the built host lies, with its world scripts. */
  readonly hostFolder: string;
  readonly appPath: string;
  readonly name: string;
  readonly version: string;
  readonly isPackaged: boolean;
  readonly switches: Map<string, string>;
  readonly headless: boolean;
  readonly extraSwitches: readonly string[];
}

export interface Host {
  /** What `require("electron")` gives the app. */
  readonly electron: object;
  /** Starts Chromium, then the app's `ready`. */
  start(): Promise<void>;
}

type OpenedTarget = (target: { targetId: string; cdp: CdpSession }) => void;

export function createHost(options: HostOptions): Host {
  let chromium: Chromium | null = null;
  let opener: CdpSession | null = null;
  let openerTargetId = "";
  let expected: OpenedTarget | null = null;
  let opening: Promise<unknown> = Promise.resolve();
  const schemes = new Schemes();
  const ipcMain = new IpcMain();
  const defaultSession = new HostSession(schemes);
  const capture = new ScreenCapture(`electron-host-${randomBytes(8).toString("hex")}`);
  const screen = new HostScreen();

  const app = new App({
    ...options,
    closeBrowser: () => chromium?.close() ?? Promise.resolve(),
    closeWindows: () =>
      BrowserWindow.getAllWindows().every((window) => (window.close(), window.isDestroyed())),
  });

  setRoleAction((role) => {
    if (role === "quit") app.quit();
  });

  const running = (): Chromium => {
    if (chromium === null) throw new Error("electron-host: Chromium is not running");
    return chromium;
  };

  /** One at a time, as the next target that the opener makes is taken for it. */
  const open = (bounds: Rectangle): Promise<{ targetId: string; cdp: CdpSession }> => {
    const opened = opening.then(async () => {
      const target = new Promise<{ targetId: string; cdp: CdpSession }>((resolve) => (expected = resolve));
      const { x, y, width, height } = bounds;
      const features = `popup,noopener,width=${width},height=${height},left=${x},top=${y}`;
      const expression = `void window.open("about:blank", "_blank", ${JSON.stringify(features)})`;
      await opener?.send("Runtime.evaluate", { expression, userGesture: true });
      return target;
    });
    opening = opened;
    return opened;
  };

  setWindowManager({
    root: () => running().cdp.root,
    isReady: () => app.isReady(),
    hostFolder: options.hostFolder,
    webContents: {
      session: defaultSession,
      schemes,
      ipcMain,
      displayMedia: new DisplayMedia(defaultSession, capture),
      setPermission: async (name, setting, origin) => {
        await running().cdp.root.send("Browser.setPermission", { permission: { name }, setting, origin });
      },
    },
    open,
    browserSession: (id) => running().cdp.session(id),
    workArea: () => screen.getPrimaryDisplay().workArea,
    focused: (window) => app.emit("browser-window-focus", createEvent({}), window),
    blurred: (window) => app.emit("browser-window-blur", createEvent({}), window),
    created: (window) => {
      app.emit("browser-window-created", createEvent({}), window);
      app.emit("web-contents-created", createEvent({}), window.webContents);
      window.webContents.on("render-process-gone", (_event, details) =>
        app.emit("render-process-gone", createEvent({}), window.webContents, details),
      );
    },
    allClosed: () => {
      if (app.quitting) return;
      if (app.listenerCount("window-all-closed") > 0) app.emit("window-all-closed");
      else app.quit();
    },
  });

  function attached(sessionId: string, target: TargetInfo, openerFound: () => void): void {
    const cdp = running().cdp.session(sessionId);
    if (target.type === "page" && target.url === openerUrl && opener === null) {
      opener = cdp;
      openerTargetId = target.targetId;
      cdp.sendQuietly("Runtime.runIfWaitingForDebugger");
      return openerFound();
    }
    if (target.type === "page" && target.openerId === openerTargetId && expected !== null) {
      const give = expected;
      expected = null;
      return give({ targetId: target.targetId, cdp });
    }
    cdp.sendQuietly("Runtime.runIfWaitingForDebugger");
    // A page that another page opened: Electron would ask the app, and only 'deny' is in this host.
    if (target.type === "page")
      running().cdp.root.sendQuietly("Target.closeTarget", { targetId: target.targetId });
  }

  /** Headless Chromium captures the X display as well, where there is one. */
  async function useDisplay(): Promise<void> {
    const name = process.env.DISPLAY ?? "";
    const display = name === "" ? null : await XDisplay.open(name).catch(() => null);
    capture.use(display);
    if (display !== null) screen.setDisplays([{ id: 1, bounds: { x: 0, y: 0, ...display.size } }]);
  }

  async function start(): Promise<void> {
    if (app.quitting) return; // a second instance ends before it has a browser
    const userDataDir = path.join(app.getPath("userData"), "chromium");
    await profileReleased(userDataDir);
    await useDisplay();
    const switches = chromiumSwitches({
      headless: options.headless,
      isRoot: process.getuid?.() === 0,
      userDataDir,
      debuggingPort: true,
      appSwitches: new Map([...capture.switches, ...options.switches]),
      screenSize: screen.getPrimaryDisplay().size,
      extra: options.extraSwitches,
    });
    // What was asked of a browser that is going away stays unanswered; Electron says nothing of it either.
    process.on("unhandledRejection", (cause) => {
      if (!app.quitting) throw cause;
    });
    chromium = launchChromium(switches, () => {
      if (!app.quitting) process.exit(3);
    });
    const { child, root } = { child: chromium.process, root: chromium.cdp.root };
    process.once("exit", () => child.kill("SIGKILL"));
    const openerReady = new Promise<void>((resolve) => {
      root.on("Target.attachedToTarget", ({ sessionId, targetInfo }) =>
        attached(sessionId, targetInfo, resolve),
      );
    });
    root.on("Target.targetDestroyed", ({ targetId }) => {
      const contents = webContentsModule.fromDevToolsTargetId(targetId);
      BrowserWindow.fromWebContents(contents)?.destroy();
    });
    await root.send("Target.setDiscoverTargets", { discover: true });
    await root.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
    await openerReady;
    const { windowId } = await root.send("Browser.getWindowForTarget", { targetId: openerTargetId });
    await root.send("Browser.setWindowBounds", { windowId, bounds: { windowState: "minimized" } });
    const address = await startDevToolsProxy(await chromium.devTools, openerTargetId);
    // Playwright reads this line, as it does from Electron itself.
    process.stderr.write(`DevTools listening on ${address}\n`);
    app.announceReady();
  }

  const electron = guarded("electron", {
    ...{ Menu, MenuItem, Tray, Notification, nativeImage: nativeImageModule },
    globalShortcut: new GlobalShortcut(),
    powerSaveBlocker: createPowerSaveBlocker(),
    powerMonitor: new PowerMonitor(),
    nativeTheme: new NativeTheme((scheme) => {
      for (const window of BrowserWindow.getAllWindows()) window.webContents.setColorScheme(scheme);
    }),
    clipboard: createClipboard(),
    shell: createShell(),
    dialog: createDialog(),
    systemPreferences: createSystemPreferences(),
    app,
    screen,
    desktopCapturer: guarded("desktopCapturer", {
      getSources: (...args: Parameters<ScreenCapture["getSources"]>) => capture.getSources(...args),
    }),
    BrowserWindow,
    webContents: webContentsModule,
    ipcMain,
    protocol: schemes.protocol,
    session: guarded("session (module)", { defaultSession }),
    net: guarded("net", {
      fetch: (url: string, init?: RequestInit) => fetch(url, init),
      isOnline: () => true,
      online: true,
    }),
  });
  return { electron, start };
}
