/** What the isolated world and the host say to each other, as JSON; `data` is text of the codec. */
export type ToHost =
  | { op: "ready" }
  | { op: "preload-error"; data: string }
  | { op: "send"; channel: string; data: string }
  | { op: "invoke"; id: number; channel: string; data: string };

export type ToPage =
  { op: "message"; channel: string; data: string } | { op: "answer"; id: number; ok: boolean; data: string };

/** Function in the isolated world that takes one `ToPage`. */
export const receiverName = "__electronHostReceive";

/** Name that the host gives its world, the same as Electron's. */
export const isolatedWorldName = "Electron Isolated Context";

/** Key under which the isolated world gives the main world its `PageHooks`; no app can choose it. */
export const hooksKey = "\0hooks";

/** Channels of the hooks; the host answers them itself. */
export const hookChannels = {
  permission: "\0permission",
  windowOpen: "\0windowOpen",
  displayMedia: "\0displayMedia",
  displayMediaStarted: "\0displayMediaStarted",
} as const;

/** What the main world needs from the host in place of Chromium's own behaviour. */
export interface PageHooks {
  permission(request: PermissionAsk): Promise<boolean>;
  windowOpen(request: WindowOpenAsk): void;
  displayMedia(request: DisplayMediaAsk): Promise<DisplayMediaAnswer>;
  displayMediaStarted(id: number): void;
}

export type PermissionAsk =
  | { readonly permission: "media"; readonly video: boolean; readonly audio: boolean }
  | { readonly permission: "display-capture"; readonly video: boolean; readonly audio: boolean }
  | { readonly permission: "notifications" };

export interface DisplayMediaAsk {
  readonly video: boolean;
  readonly audio: boolean;
}

/** What to ask Chromium for, or the `DOMException` to reject with. */
export type DisplayMediaAnswer =
  | { readonly ok: true; readonly id: number; readonly displaySurface: "monitor" | "window" }
  | { readonly ok: false; readonly name: string; readonly message: string };

export interface WindowOpenAsk {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
}

/** What a preload can learn about the process. */
export interface PageInfo {
  readonly secret: string;
  readonly bindingName: string;
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
}
