import type { NoUpdates } from "../../common/contract/updates.ts";

/** How this copy of the app came onto the computer. */
export interface Installation {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  /** It was told while packaging where updates come from. */
  readonly hasService: boolean;
  /** Windows: the per-user installer put it there. What an administrator installed is theirs to update. */
  readonly forOneUser: boolean;
  /** Linux: it runs as an AppImage, or a deb or rpm says that it put it there. */
  readonly knownKind: boolean;
}

/** Null when the app can update itself. */
export function whyNoUpdates(installation: Installation): NoUpdates | null {
  const { platform, packaged, hasService, forOneUser, knownKind } = installation;
  if (!packaged) return "unpackaged";
  if (!hasService) return "no-service";
  if (platform === "win32" && !forOneUser) return "administrator";
  if (platform === "linux" && !knownKind) return "other-kind";
  return null;
}
