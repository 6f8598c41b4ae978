import type { KeytarApi } from "./keytar-keychain.ts";

/** The native module, asked for only when a secret is to be read or kept: where it is missing, the app still starts. */
export async function loadKeytar(): Promise<KeytarApi> {
  const module = await import("keytar");
  return "default" in module ? module.default : module;
}
