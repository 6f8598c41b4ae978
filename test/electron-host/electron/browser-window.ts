import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, Rectangle } from "electron";
import type { CdpSession } from "../chromium/connection.ts";
import { guarded } from "../not-in-host.ts";
import { createEvent } from "./guarded-emitter.ts";
import { WebContents, type WebContentsPorts } from "./web-contents.ts";
import { WindowBoundsQueue } from "./window-bounds.ts";
import { WindowTraits } from "./window-traits.ts";
import { documentScripts } from "./world-sources.ts";

/** What windows need of the host. */
export interface WindowManager {
  readonly root: () => CdpSession;
  readonly isReady: () => boolean;
  readonly hostFolder: string;
  readonly webContents: Pick<
    WebContentsPorts,
    "session" | "schemes" | "ipcMain" | "setPermission" | "displayMedia"
  >;
  /** Opens a real window and gives its paused target. */
  readonly open: (bounds: Rectangle) => Promise<{ targetId: string; cdp: CdpSession }>;
  readonly browserSession: (id: string) => CdpSession;
  /** Where a window may be. */
  readonly workArea: () => Rectangle;
  readonly created: (window: BrowserWindow) => void;
  readonly focused: (window: BrowserWindow) => void;
  readonly blurred: (window: BrowserWindow) => void;
  readonly allClosed: () => void;
}

let manager: WindowManager | null = null;
const windows = new Map<number, BrowserWindow>();
let lastId = 0;

/** The host gives itself once, before the app's main file runs. */
export function setWindowManager(value: WindowManager): void {
  manager = value;
}

type Mode = "normal" | "minimized" | "maximized" | "fullscreen";
type Implemented = Pick<
  ElectronWindow,
  | ("id" | "loadURL" | "show" | "showInactive" | "hide" | "focus" | "blur" | "close" | "destroy" | "reload")
  | ("minimize" | "restore" | "maximize" | "unmaximize" | "setFullScreen" | "center")
  | ("isVisible" | "isFocused" | "isMinimized" | "isMaximized" | "isFullScreen" | "isNormal" | "isDestroyed")
  | ("setBounds" | "getBounds" | "getNormalBounds" | "setSize" | "getSize" | "setPosition" | "getPosition")
  | "getMediaSourceId"
  | ("setContentSize" | "getContentSize" | "getContentBounds" | "isEnabled" | "isModal")
>;

/** `BrowserWindow`: a model that answers at once, and a real Chromium window that follows it. */
export class BrowserWindow extends WindowTraits implements Implemented {
  readonly id: number;
  readonly webContents: WebContents;
  readonly #manager: WindowManager;
  readonly #real: WindowBoundsQueue;
  #bounds: Rectangle;
  #mode: Mode = "normal";
  #visible: boolean;
  #focused = false;
  #destroyed = false;
  readonly #parent: BrowserWindow | null;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super(options);
    if (manager?.isReady() !== true) throw new Error("Cannot create BrowserWindow before app is ready");
    this.#manager = manager;
    this.id = ++lastId;
    const { x = 40 * this.id, y = 40 * this.id, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#visible = options.show !== false;
    this.#parent = (options.parent as unknown as BrowserWindow | undefined) ?? null;
    const { preload, additionalArguments = [] } = options.webPreferences ?? {};
    const argv = [process.execPath, "--type=renderer", ...additionalArguments];
    this.webContents = new WebContents({
      ...manager.webContents,
      id: this.id,
      scripts: documentScripts(manager.hostFolder, preload, argv),
      closeWindow: () => this.close(),
    });
    windows.set(this.id, this);
    manager.created(this);
    this.webContents.once("dom-ready", () => this.emit("ready-to-show", createEvent({})));
    this.#real = new WindowBoundsQueue(manager.root(), this.#open());
    this.#real.set(this.#place());
    if (!this.#visible) this.#real.set({ windowState: "minimized" });
  }

  async #open(): Promise<number> {
    const { targetId, cdp } = await this.#manager.open(this.#bounds);
    await this.webContents.attach(targetId, cdp, this.#manager.browserSession);
    return (await this.#manager.root().send("Browser.getWindowForTarget", { targetId })).windowId;
  }

  #place(): { left: number; top: number; width: number; height: number } {
    const { x, y, width, height } = this.#bounds;
    return { left: x, top: y, width, height };
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    this.#alive();
    const was = this.#visible;
    this.#visible = true;
    this.#real.set({ windowState: this.#mode });
    if (!was) this.emit("show", createEvent({}));
  }

  hide(): void {
    this.#alive();
    if (!this.#visible) return;
    this.#visible = false;
    this.#real.set({ windowState: "minimized" });
    this.emit("hide", createEvent({}));
    this.blur();
  }

  focus(): void {
    this.#alive();
    if (!this.#visible || this.#focused || !this.isFocusable()) return;
    for (const other of windows.values()) if (other !== this) other.blur();
    this.#focused = true;
    this.webContents.focus();
    this.emit("focus", createEvent({}));
    this.#manager.focused(this);
  }

  blur(): void {
    if (!this.#focused) return;
    this.#focused = false;
    this.emit("blur", createEvent({}));
    this.#manager.blurred(this);
  }

  minimize(): void {
    this.#setMode("minimized", "minimize");
    this.blur();
  }

  restore(): void {
    this.#setMode("normal", "restore");
  }

  maximize(): void {
    this.#setMode("maximized", "maximize");
  }

  unmaximize(): void {
    this.#setMode("normal", "unmaximize");
  }

  setFullScreen(full: boolean): void {
    if (full) this.#setMode("fullscreen", "enter-full-screen");
    else if (this.#mode === "fullscreen") this.#setMode("normal", "leave-full-screen");
  }

  #setMode(mode: Mode, event: string): void {
    this.#alive();
    if (this.#mode === mode) return;
    this.#mode = mode;
    this.#real.set({ windowState: mode });
    this.emit(event, createEvent({}));
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#alive();
    const before = this.#bounds;
    this.#bounds = { ...before, ...bounds };
    this.#real.set(this.#place());
    const { x, y, width, height } = this.#bounds;
    if (before.width !== width || before.height !== height) this.emit("resize", createEvent({}));
    if (before.x !== x || before.y !== y) this.emit("move", createEvent({}));
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  /** No frame is counted here: a window's content is as large as the window. */
  getContentBounds(): Rectangle {
    return this.getBounds();
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }

  center(): void {
    const area = this.#manager.workArea();
    const { width, height } = this.#bounds;
    const x = area.x + Math.round((area.width - width) / 2);
    this.setBounds({ x, y: area.y + Math.round((area.height - height) / 2) });
  }

  reload(): void {
    this.webContents.reload();
  }

  getParentWindow(): BrowserWindow | null {
    return this.#parent;
  }

  getChildWindows(): BrowserWindow[] {
    return [...windows.values()].filter((window) => window.#parent === this);
  }

  close(): void {
    if (this.#destroyed) return;
    const event = createEvent({});
    this.emit("close", event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    for (const child of this.getChildWindows()) child.destroy();
    windows.delete(this.id);
    this.#manager.root().sendQuietly("Target.closeTarget", { targetId: this.webContents.targetId });
    this.webContents.markDestroyed();
    this.emit("closed");
    if (windows.size === 0) this.#manager.allClosed();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** In the form of a capture source. No source has it: headless windows are none, and headed ones are not told apart. */
  getMediaSourceId(): string {
    return `window:${this.id}:1`;
  }

  isVisible(): boolean {
    return this.#visible && this.#mode !== "minimized";
  }

  isFocused(): boolean {
    return this.#focused;
  }

  isMinimized(): boolean {
    return this.#mode === "minimized";
  }

  isMaximized(): boolean {
    return this.#mode === "maximized";
  }

  isFullScreen(): boolean {
    return this.#mode === "fullscreen";
  }

  isNormal(): boolean {
    return this.#mode === "normal";
  }

  isEnabled(): boolean {
    return true;
  }

  isModal(): boolean {
    return false;
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows.values()].find((window) => window.isFocused()) ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return [...windows.values()].find((window) => window.webContents === contents) ?? null;
  }
}

/** `webContents`, the module. Playwright finds a page's window through it. */
export const webContentsModule = guarded("webContents", {
  getAllWebContents: (): WebContents[] => [...windows.values()].map((window) => window.webContents),
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    [...windows.values()].find((window) => window.webContents.targetId === targetId)?.webContents,
});
