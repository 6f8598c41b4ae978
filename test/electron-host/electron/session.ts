import type {
  DisplayMediaRequestHandlerHandlerRequest,
  Session,
  Streams,
  WebContents,
  WebFrameMain,
} from "electron";
import type { DisplayMediaAsk, PermissionAsk } from "../world/protocol.ts";
import type { Schemes } from "./protocol.ts";
import { GuardedEmitter } from "./guarded-emitter.ts";

type RequestHandler = NonNullable<Parameters<Session["setPermissionRequestHandler"]>[0]>;
type CheckHandler = NonNullable<Parameters<Session["setPermissionCheckHandler"]>[0]>;

export interface PermissionContext {
  readonly contents: WebContents;
  readonly frame: WebFrameMain;
  readonly url: string;
  readonly origin: string;
}

type DisplayMediaHandler = Parameters<Session["setDisplayMediaRequestHandler"]>[0];

type Implemented = Pick<
  Session,
  | ("setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler")
  | "setDisplayMediaRequestHandler"
>;

/** The default session, as far as the app's permission handlers go. Others are not in this host. */
export class HostSession extends GuardedEmitter implements Implemented {
  readonly protocol: Schemes["protocol"];
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #displayMedia: DisplayMediaHandler = null;

  constructor(schemes: Schemes) {
    super("session");
    this.protocol = schemes.protocol;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  /** No device of these kinds is in this host, so there is nothing to ask the handlers for. */
  setDevicePermissionHandler(_handler: unknown): void {}

  /** The system's own picker is on macOS only, so its option changes nothing. */
  setDisplayMediaRequestHandler(
    handler: DisplayMediaHandler,
    _options?: Parameters<Session["setDisplayMediaRequestHandler"]>[1],
  ): void {
    this.#displayMedia = handler;
  }

  get hasDisplayMediaHandler(): boolean {
    return this.#displayMedia !== null;
  }

  /** The id of the source that the app wants shared; null when it wants none. */
  chooseDisplayMedia(ask: DisplayMediaAsk, context: PermissionContext): Promise<string | null> {
    const request: DisplayMediaRequestHandlerHandlerRequest = {
      frame: context.frame,
      securityOrigin: `${context.origin}/`,
      videoRequested: ask.video,
      audioRequested: ask.audio,
      userGesture: true, // the page has asked for one already
    };
    return new Promise((resolve) =>
      this.#displayMedia?.(request, (streams) => {
        try {
          resolve(sourceOf(streams));
        } catch (cause) {
          resolve(null);
          throw cause;
        }
      }),
    );
  }

  /** Asks as Electron does: the silent check first, then the request. Without handlers everything is granted. */
  async isGranted(ask: PermissionAsk, { contents, url, origin }: PermissionContext): Promise<boolean> {
    const types = ask.permission === "notifications" ? [] : mediaTypesOf(ask);
    const checks = ask.permission !== "media" ? [{}] : types.map((mediaType) => ({ mediaType }));
    const common = { isMainFrame: true, requestingUrl: url, securityOrigin: `${origin}/` };
    for (const check of checks) {
      if (this.#check?.(contents, ask.permission, `${origin}/`, { ...common, ...check }) === false)
        return false;
    }
    const request = this.#request;
    if (request === null) return true;
    return new Promise((resolve) =>
      request(contents, ask.permission, resolve, { ...common, mediaTypes: types }),
    );
  }
}

function sourceOf(streams: Streams | null): string | null {
  if (streams === null) return null;
  if (streams.video === undefined)
    throw new TypeError("Video was requested, but no video stream was provided");
  if (!("id" in streams.video)) throw new Error("electron-host: sharing a frame is not in this host");
  return streams.video.id;
}

function mediaTypesOf({ video, audio }: { video: boolean; audio: boolean }): ("video" | "audio")[] {
  return [...(video ? (["video"] as const) : []), ...(audio ? (["audio"] as const) : [])];
}
