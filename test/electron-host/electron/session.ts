import type { PermissionAsk } from "../world/protocol.ts";
import type { Schemes } from "./protocol.ts";
import { GuardedEmitter } from "./guarded-emitter.ts";

type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: Record<string, unknown>,
) => void;
type CheckHandler = (
  contents: unknown,
  permission: string,
  origin: string,
  details: Record<string, unknown>,
) => boolean;

export interface PermissionContext {
  readonly contents: unknown;
  readonly url: string;
  readonly origin: string;
}

/** The default session, as far as the app's permission handlers go. Others are not in this host. */
export class HostSession extends GuardedEmitter {
  readonly protocol: Schemes["protocol"];
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

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
  setDisplayMediaRequestHandler(_handler: unknown): void {}

  /** Asks as Electron does: the silent check first, then the request. Without handlers everything is granted. */
  async isGranted(ask: PermissionAsk, { contents, url, origin }: PermissionContext): Promise<boolean> {
    const types = ask.permission === "media" ? mediaTypesOf(ask) : [];
    const checks = types.length === 0 ? [{}] : types.map((mediaType) => ({ mediaType }));
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

function mediaTypesOf({ video, audio }: { video: boolean; audio: boolean }): ("video" | "audio")[] {
  return [...(video ? (["video"] as const) : []), ...(audio ? (["audio"] as const) : [])];
}
