/** The configuration of electron-builder: the file, and what only the moment of packaging knows. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Configuration } from "electron-builder";
import { parse } from "yaml";
import { root } from "./run.ts";

export interface PackagingOptions {
  /** Folder of the update service, https only. The packaged app never looks for updates without one. */
  readonly updateUrl?: string;
}

/** Throws when the update service's address is not one that can be trusted to be what it says. */
export function packagingConfiguration({ updateUrl }: PackagingOptions = {}): Configuration {
  const file = parse(readFileSync(path.join(root, "electron-builder.yml"), "utf8")) as Configuration;
  if (updateUrl === undefined || updateUrl === "") return file;
  if (!URL.canParse(updateUrl) || new URL(updateUrl).protocol !== "https:")
    throw new Error(`DESKLINE_UPDATE_URL must be an https address, not "${updateUrl}"`);
  return { ...file, publish: { provider: "generic", url: updateUrl } };
}
