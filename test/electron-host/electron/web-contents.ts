import type { IpcMainInvokeEvent, WebContents as ElectronWebContents, WebFrameMain } from "electron";
import type { CdpSession } from "../chromium/connection.ts";
import type { PausedRequest } from "../chromium/protocol.ts";
import { mappedUrlPattern, originOf, toAppUrl, toWebUrl } from "../host-url.ts";
import {
  hookChannels,
  isolatedWorldName,
  type DisplayMediaAnswer,
  type DisplayMediaAsk,
  type PermissionAsk,
  type WindowOpenAsk,
} from "../world/protocol.ts";
import type { DisplayMedia } from "./display-media.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";
import type { IpcMain } from "./ipc-main.ts";
import { PageLink } from "./page-link.ts";
import type { Schemes } from "./protocol.ts";
import { answerRequest } from "./request-answer.ts";
import type { HostSession, PermissionContext } from "./session.ts";
import type { DocumentScripts } from "./world-sources.ts";

export interface WebContentsPorts {
  readonly id: number;
  readonly session: HostSession;
  readonly schemes: Schemes;
  readonly ipcMain: IpcMain;
  readonly scripts: DocumentScripts;
  readonly displayMedia: DisplayMedia;
  /** Tells Chromium what the app's permission handlers decided. */
  readonly setPermission: (name: string, setting: "granted" | "denied", origin: string) => Promise<void>;
  readonly closeWindow: () => void;
}

type OpenHandler = (details: { url: string; frameName: string; features: string }) => {
  action: "allow" | "deny";
};

interface Evaluated {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

type Implemented = Pick<
  ElectronWebContents,
  | (
      | "id"
      | "loadURL"
      | "send"
      | "reload"
      | "forcefullyCrashRenderer"
      | "executeJavaScript"
      | "getURL"
      | "close"
    )
  | ("isDestroyed" | "focus" | "setBackgroundThrottling" | "setVisualZoomLevelLimits")
>;

/** `webContents` of one window, over the session of its target. */
export class WebContents extends GuardedEmitter implements Implemented {
  readonly id: number;
  readonly session: HostSession;
  readonly mainFrame: object;
  readonly #ports: WebContentsPorts;
  readonly #attached: Promise<void>;
  #attachDone: () => void = () => {};
  #cdp: CdpSession | null = null;
  #targetId = "";
  #frameId = "";
  #url = "";
  readonly #link: PageLink;
  #navigationByHost = false;
  #openHandler: OpenHandler = () => ({ action: "allow" });
  #destroyed = false;

  constructor(ports: WebContentsPorts) {
    super("webContents");
    this.#ports = ports;
    this.id = ports.id;
    this.session = ports.session;
    const url = (): string => this.#url;
    this.mainFrame = {
      get url() {
        return url();
      },
      get origin() {
        return originOf(url());
      },
      parent: null,
    };
    this.#link = new PageLink({
      bindingName: ports.scripts.bindingName,
      onSend: (channel, args) => this.#sent(channel, args),
      onInvoke: (channel, args) => this.#invoked(channel, args),
      onPreloadError: (cause) => this.emit("preload-error", createEvent({}), "", cause),
    });
    this.#attached = new Promise((resolve) => {
      this.#attachDone = resolve;
    });
  }

  get targetId(): string {
    return this.#targetId;
  }

  /** Prepares the paused target and lets it go. */
  async attach(targetId: string, cdp: CdpSession, browserSession: (id: string) => CdpSession): Promise<void> {
    this.#targetId = targetId;
    this.#frameId = targetId; // Chromium names a page's main frame after its target
    this.#cdp = cdp;
    this.#link.attach(cdp);
    this.#listen(cdp, browserSession);
    const { bindingName, main, isolated } = this.#ports.scripts;
    const world = { worldName: isolatedWorldName };
    await Promise.all([
      cdp.send("Page.enable"),
      cdp.send("Runtime.enable"),
      cdp.send("Runtime.addBinding", { name: bindingName, executionContextName: isolatedWorldName }),
      cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: main }),
      cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: isolated, ...world }),
      cdp.send("Fetch.enable", {
        patterns: [{ urlPattern: mappedUrlPattern }, { urlPattern: "*", resourceType: "Document" }],
      }),
      cdp.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
    ]);
    await cdp.send("Runtime.runIfWaitingForDebugger");
    this.#attachDone();
  }

  #listen(cdp: CdpSession, browserSession: (id: string) => CdpSession): void {
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#frameId = frame.id;
      this.#url = toAppUrl(frame.url);
      this.emit("did-navigate", createEvent({}), this.#url, 200, "");
    });
    cdp.on("Page.navigatedWithinDocument", ({ url }) => (this.#url = toAppUrl(url)));
    cdp.on("Page.domContentEventFired", () => this.emit("dom-ready", createEvent({})));
    cdp.on("Page.loadEventFired", () => this.emit("did-finish-load", createEvent({})));
    cdp.on("Page.windowOpen", ({ url, windowName }) =>
      this.#opens({ url, frameName: windowName, features: "" }),
    );
    cdp.on("Inspector.targetCrashed", () =>
      this.emit("render-process-gone", createEvent({}), { reason: "crashed", exitCode: 1 }),
    );
    cdp.on("Fetch.requestPaused", (request) => void this.#answer(request, cdp));
    cdp.on("Target.attachedToTarget", ({ sessionId }) => {
      const worker = browserSession(sessionId);
      worker.sendQuietly("Runtime.runIfWaitingForDebugger");
    });
  }

  #sent(channel: string, args: unknown[]): void {
    if (channel === hookChannels.windowOpen) return this.#opens(args[0] as WindowOpenAsk);
    if (channel === hookChannels.displayMediaStarted)
      return this.#ports.displayMedia.started(args[0] as number);
    this.#ports.ipcMain.emit(channel, this.#ipcEvent(), ...args);
  }

  async #invoked(channel: string, args: unknown[]): Promise<unknown> {
    if (channel === hookChannels.permission) return this.#askPermission(args[0] as PermissionAsk);
    if (channel === hookChannels.displayMedia) return this.#askDisplayMedia(args[0] as DisplayMediaAsk);
    const event = this.#ipcEvent() as IpcMainInvokeEvent;
    return this.#ports.ipcMain.handlerOf(channel)(event, ...args) as unknown;
  }

  #ipcEvent(): object {
    return createEvent({
      sender: this,
      senderFrame: this.mainFrame,
      frameId: 1,
      processId: 1,
      type: "frame",
    });
  }

  #permissionContext(): PermissionContext {
    return {
      contents: this as unknown as ElectronWebContents,
      frame: this.mainFrame as WebFrameMain,
      url: this.#url,
      origin: originOf(this.#url),
    };
  }

  /** The user's gesture may be over when the app has decided; in Electron it counts when the page asks. */
  async #askDisplayMedia(ask: DisplayMediaAsk): Promise<DisplayMediaAnswer> {
    const answer = await this.#ports.displayMedia.request(
      ask,
      this.#permissionContext(),
      this.#link.document,
    );
    await this.#cdp?.send("Runtime.evaluate", { expression: "0", userGesture: true });
    return answer;
  }

  async #askPermission(ask: PermissionAsk): Promise<boolean> {
    const granted = await this.session.isGranted(ask, this.#permissionContext());
    const names =
      ask.permission === "media"
        ? [...(ask.audio ? ["microphone"] : []), ...(ask.video ? ["camera"] : [])]
        : [ask.permission];
    const webOrigin = new URL(toWebUrl(this.#url, this.#ports.schemes.isClaimed)).origin;
    for (const name of names)
      await this.#ports.setPermission(name, granted ? "granted" : "denied", webOrigin);
    return granted;
  }

  #opens(ask: WindowOpenAsk): void {
    const { action } = this.#openHandler({ ...ask, url: toAppUrl(ask.url) });
    if (action === "allow") throw new Error("electron-host: allowing window.open is not in this host");
  }

  /** A navigation of the page itself is put to the app first, as `will-navigate`. */
  async #answer(request: PausedRequest, cdp: CdpSession): Promise<void> {
    const { requestId } = request;
    if (request.resourceType === "Document" && request.frameId === this.#frameId) {
      const byHost = this.#navigationByHost || toAppUrl(request.request.url) === this.#url; // or a reload
      this.#navigationByHost = false;
      const url = toAppUrl(request.request.url);
      const event = createEvent({ url, isMainFrame: true, isSameDocument: false });
      if (!byHost) this.emit("will-navigate", event, url);
      if (event.defaultPrevented)
        return cdp.sendQuietly("Fetch.failRequest", { requestId, errorReason: "Aborted" });
    }
    await answerRequest(request, cdp, this.#ports.schemes);
  }

  async loadURL(url: string): Promise<void> {
    await this.#attached;
    this.#navigationByHost = true;
    const loaded = new Promise<void>((resolve) => this.once("did-finish-load", () => resolve()));
    const target = toWebUrl(url, this.#ports.schemes.isClaimed);
    const result = await this.#cdp?.send("Page.navigate", { url: target });
    if (result?.errorText !== undefined) throw new Error(`${result.errorText} loading '${url}'`);
    await loaded;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
    this.#link.send(channel, args);
  }

  /** `prefers-color-scheme` of the page; the system's own when empty. */
  setColorScheme(scheme: "" | "light" | "dark"): void {
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    this.#cdp?.sendQuietly("Emulation.setEmulatedMedia", { features });
  }

  reload(): void {
    this.#navigationByHost = true;
    this.#cdp?.sendQuietly("Page.reload");
  }

  forcefullyCrashRenderer(): void {
    this.#cdp?.sendQuietly("Page.crash");
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    await this.#attached;
    const params = { expression: code, awaitPromise: true, returnByValue: true, userGesture };
    const answer = (await this.#cdp?.send("Runtime.evaluate", params)) as Evaluated | undefined;
    const failed = answer?.exceptionDetails;
    if (failed !== undefined) throw new Error(failed.exception?.description ?? failed.text);
    return answer?.result?.value;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Chromium was started with throttling off, and without a user's zoom. */
  setBackgroundThrottling(_allowed: boolean): void {}
  setVisualZoomLevelLimits(_minimum: number, _maximum: number): Promise<void> {
    return Promise.resolve();
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    this.#ports.closeWindow();
  }

  /** Brings the page to the front of its browser. */
  focus(): void {
    this.#cdp?.sendQuietly("Page.bringToFront");
  }

  /** Called by the window when it is gone. */
  markDestroyed(): void {
    this.#destroyed = true;
    this.#link.documentGone();
    this.emit("destroyed");
  }
}
