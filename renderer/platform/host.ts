/** The only file that touches `window.host`. */
import type { Host } from "../../common/contract/contract.ts";
import { hostKey } from "../../common/contract/names.ts";

/** Finds the host API that preload put on `page`. Throws when it is missing: then preload did not run, which is a bug. */
export function hostOf(page: object): Host {
  const found: unknown = Reflect.get(page, hostKey);
  if (typeof found !== "object" || found === null) throw new Error(`window.${hostKey} is missing`);
  // Preload derives it from the same contract, and main has checked every payload against its schema.
  return found as Host;
}

/** This window's host; looked up at the first use, so that importing it needs no window. */
export const host: Host = {
  request: (name, input) => hostOf(window).request(name, input),
  on: (name, listener) => hostOf(window).on(name, listener),
};
