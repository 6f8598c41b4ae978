import { appOrigin } from "./asset-path.ts";

export interface PermissionQuestion {
  readonly permission: string;
  /** With or without a trailing slash. */
  readonly origin: string;
  readonly isMainFrame: boolean;
  /** For `media`: what is wanted, as far as Electron says. */
  readonly mediaTypes: readonly string[];
}

const allowedMedia: ReadonlySet<string> = new Set(["audio", "video"]);

/** Writing text to the clipboard, on the user's click, and never reading what they copied elsewhere. */
const allowed: ReadonlySet<string> = new Set([
  "speaker-selection",
  "display-capture",
  "clipboard-sanitized-write",
]);

/**
 * Our own page may use microphone, camera and loudspeaker, and ask for a capture, which then is decided by
 * `main/screen/capture-gate.ts`, and copy a link. Nothing else, and nobody else.
 */
export function isPermitted({ permission, origin, isMainFrame, mediaTypes }: PermissionQuestion): boolean {
  if (!isMainFrame || origin.replace(/\/$/, "") !== appOrigin) return false;
  if (allowed.has(permission)) return true;
  return (
    permission === "media" && mediaTypes.length > 0 && mediaTypes.every((type) => allowedMedia.has(type))
  );
}
