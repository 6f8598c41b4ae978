/** What electron-builder is told beside its own file, which it reads itself: only the moment of packaging knows it. */
import path from "node:path";
import type { Configuration } from "electron-builder";
import { root } from "./run.ts";

export const packagingFile = path.join(root, "electron-builder.yml");

export interface PackagingOptions {
  /** Folder of the update service, https only. The packaged app never looks for updates without one. */
  readonly updateUrl?: string;
}

/** Throws when the update service's address is not one that can be trusted to be what it says. */
export function packagingOverrides({ updateUrl = "" }: PackagingOptions = {}): Configuration {
  if (updateUrl === "") return {};
  if (!URL.canParse(updateUrl) || new URL(updateUrl).protocol !== "https:")
    throw new Error(`DESKLINE_UPDATE_URL must be an https address, not "${updateUrl}"`);
  return { publish: { provider: "generic", url: updateUrl } };
}
