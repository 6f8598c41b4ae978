import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, NativeImage } from "electron";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";

type Level = Parameters<ElectronWindow["setAlwaysOnTop"]>[1];

/** Options that have an effect here, or none that a page or a test could see. All others throw. */
const knownOptions: ReadonlySet<string> = new Set<keyof BrowserWindowConstructorOptions>([
  ...(["x", "y", "width", "height", "center", "useContentSize"] as const),
  ...([
    "minWidth",
    "minHeight",
    "maxWidth",
    "maxHeight",
    "title",
    "icon",
    "show",
    "frame",
    "parent",
  ] as const),
  ...(["alwaysOnTop", "skipTaskbar", "focusable", "resizable", "movable", "minimizable"] as const),
  ...(["maximizable", "closable", "fullscreen", "fullscreenable", "transparent", "hasShadow"] as const),
  ...(["backgroundColor", "opacity", "autoHideMenuBar", "paintWhenInitiallyHidden", "type"] as const),
  ...(["titleBarStyle", "titleBarOverlay", "trafficLightPosition", "vibrancy", "visualEffectState"] as const),
  ...(["backgroundMaterial", "roundedCorners", "acceptFirstMouse", "hiddenInMissionControl"] as const),
  ...(["thickFrame", "darkTheme", "disableAutoHideCursor", "webPreferences"] as const),
]);
const knownPreferences: ReadonlySet<string> = new Set<
  keyof NonNullable<BrowserWindowConstructorOptions["webPreferences"]>
>([
  ...(["preload", "sandbox", "contextIsolation", "nodeIntegration", "webSecurity", "spellcheck"] as const),
  ...(["backgroundThrottling", "devTools", "additionalArguments", "autoplayPolicy", "webgl"] as const),
  ...(["disableBlinkFeatures", "enableBlinkFeatures", "navigateOnDragDrop", "safeDialogs"] as const),
  ...(["nodeIntegrationInSubFrames", "nodeIntegrationInWorker", "webviewTag", "plugins"] as const),
  ...(["allowRunningInsecureContent", "experimentalFeatures", "defaultEncoding", "images"] as const),
  ...(["disableHtmlFullscreenWindowResize", "enableWebSQL", "v8CacheOptions", "zoomFactor"] as const),
]);

export function checkOptions(options: BrowserWindowConstructorOptions): void {
  for (const name of Object.keys(options))
    if (!knownOptions.has(name))
      throw new Error(`electron-host: the BrowserWindow option ${name} is not in this host`);
  for (const name of Object.keys(options.webPreferences ?? {}))
    if (!knownPreferences.has(name))
      throw new Error(`electron-host: the web preference ${name} is not in this host`);
}

type Implemented = Pick<
  ElectronWindow,
  | ("setAlwaysOnTop" | "isAlwaysOnTop" | "setSkipTaskbar" | "setFocusable" | "isFocusable")
  | ("setContentProtection" | "isContentProtected" | "setVisibleOnAllWorkspaces")
  | ("isVisibleOnAllWorkspaces" | "setTitle" | "getTitle" | "setOpacity" | "getOpacity")
  | ("setResizable" | "isResizable" | "setMovable" | "isMovable" | "setMinimizable" | "isMinimizable")
  | ("setMaximizable" | "isMaximizable" | "setClosable" | "isClosable" | "setFullScreenable")
  | ("isFullScreenable" | "setHasShadow" | "hasShadow" | "setMinimumSize" | "getMinimumSize")
  | ("setMaximumSize" | "getMaximumSize" | "setBackgroundColor" | "getBackgroundColor")
  | ("flashFrame" | "setMenu" | "removeMenu" | "setMenuBarVisibility" | "isMenuBarVisible")
  | ("setAutoHideMenuBar" | "isMenuBarAutoHide" | "setIcon" | "setOverlayIcon" | "setProgressBar")
  | ("setIgnoreMouseEvents" | "setAspectRatio" | "setAppDetails" | "moveTop" | "setVibrancy")
  | ("setWindowButtonVisibility" | "setTitleBarOverlay")
>;

/** What a window merely remembers: the window manager would act on it, and no page can tell. */
export class WindowTraits extends GuardedEmitter implements Implemented {
  #onTop: boolean;
  #onTopLevel: Level = "floating";
  #skipTaskbar: boolean;
  #focusable: boolean;
  #protected = false;
  #everywhere = false;
  #title: string;
  #opacity: number;
  #can: Record<"resize" | "move" | "minimize" | "maximize" | "close" | "fullScreen", boolean>;
  #shadow: boolean;
  #minimum: number[];
  #maximum: number[];
  #background: string;
  #menuBarVisible = true;
  #menuBarHides: boolean;
  #flashing = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super("BrowserWindow");
    checkOptions(options);
    this.#onTop = options.alwaysOnTop ?? false;
    this.#skipTaskbar = options.skipTaskbar ?? false;
    this.#focusable = options.focusable ?? true;
    this.#title = options.title ?? "Electron";
    this.#opacity = options.opacity ?? 1;
    this.#can = {
      resize: options.resizable ?? true,
      move: options.movable ?? true,
      minimize: options.minimizable ?? true,
      maximize: options.maximizable ?? true,
      close: options.closable ?? true,
      fullScreen: options.fullscreenable ?? true,
    };
    this.#shadow = options.hasShadow ?? true;
    this.#minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#maximum = [options.maxWidth ?? 0, options.maxHeight ?? 0];
    this.#background = options.backgroundColor ?? "#FFF";
    this.#menuBarHides = options.autoHideMenuBar ?? false;
  }

  setAlwaysOnTop(onTop: boolean, level: Level = "floating"): void {
    const changed = this.#onTop !== onTop;
    this.#onTop = onTop;
    this.#onTopLevel = level;
    if (changed) this.emit("always-on-top-changed", createEvent({}), onTop);
  }

  isAlwaysOnTop(): boolean {
    return this.#onTop;
  }

  /** For tests, as the three below: Electron has no way to ask. */
  get alwaysOnTopLevel(): Level {
    return this.#onTopLevel;
  }

  get skipsTaskbar(): boolean {
    return this.#skipTaskbar;
  }

  get isFlashing(): boolean {
    return this.#flashing;
  }

  flashFrame(flashing: boolean): void {
    this.#flashing = flashing;
  }

  setSkipTaskbar(skip: boolean): void {
    this.#skipTaskbar = skip;
  }

  setFocusable(focusable: boolean): void {
    this.#focusable = focusable;
  }

  isFocusable(): boolean {
    return this.#focusable;
  }

  setContentProtection(enable: boolean): void {
    this.#protected = enable;
  }

  isContentProtected(): boolean {
    return this.#protected;
  }

  setVisibleOnAllWorkspaces(visible: boolean): void {
    this.#everywhere = visible;
  }

  isVisibleOnAllWorkspaces(): boolean {
    return this.#everywhere;
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setOpacity(opacity: number): void {
    this.#opacity = Math.min(1, Math.max(0, opacity));
  }

  getOpacity(): number {
    return this.#opacity;
  }

  setResizable(can: boolean): void {
    this.#can.resize = can;
  }

  isResizable(): boolean {
    return this.#can.resize;
  }

  setMovable(can: boolean): void {
    this.#can.move = can;
  }

  isMovable(): boolean {
    return this.#can.move;
  }

  setMinimizable(can: boolean): void {
    this.#can.minimize = can;
  }

  isMinimizable(): boolean {
    return this.#can.minimize;
  }

  setMaximizable(can: boolean): void {
    this.#can.maximize = can;
  }

  isMaximizable(): boolean {
    return this.#can.maximize;
  }

  setClosable(can: boolean): void {
    this.#can.close = can;
  }

  isClosable(): boolean {
    return this.#can.close;
  }

  setFullScreenable(can: boolean): void {
    this.#can.fullScreen = can;
  }

  isFullScreenable(): boolean {
    return this.#can.fullScreen;
  }

  setHasShadow(shadow: boolean): void {
    this.#shadow = shadow;
  }

  hasShadow(): boolean {
    return this.#shadow;
  }

  setMinimumSize(width: number, height: number): void {
    this.#minimum = [width, height];
  }

  getMinimumSize(): number[] {
    return [...this.#minimum];
  }

  setMaximumSize(width: number, height: number): void {
    this.#maximum = [width, height];
  }

  getMaximumSize(): number[] {
    return [...this.#maximum];
  }

  setBackgroundColor(color: string): void {
    this.#background = color;
  }

  getBackgroundColor(): string {
    return this.#background;
  }

  setMenuBarVisibility(visible: boolean): void {
    this.#menuBarVisible = visible;
  }

  isMenuBarVisible(): boolean {
    return this.#menuBarVisible;
  }

  setAutoHideMenuBar(hide: boolean): void {
    this.#menuBarHides = hide;
  }

  isMenuBarAutoHide(): boolean {
    return this.#menuBarHides;
  }

  setMenu(_menu: unknown): void {}
  removeMenu(): void {}
  setIcon(_icon: NativeImage | string): void {}
  setOverlayIcon(_overlay: NativeImage | null, _description: string): void {}
  setProgressBar(_progress: number, _options?: unknown): void {}
  setIgnoreMouseEvents(_ignore: boolean, _options?: unknown): void {}
  setAspectRatio(_ratio: number, _extra?: unknown): void {}
  setAppDetails(_options: unknown): void {}
  setVibrancy(_type: unknown, _options?: unknown): void {}
  setWindowButtonVisibility(_visible: boolean): void {}
  setTitleBarOverlay(_options: unknown): void {}
  moveTop(): void {}
}
