import { createRequire } from "node:module";
import type Koffi from "koffi";

/** Any pointer: a Buffer for its bytes, an address, or null. */
export const pointer = "void *";
export type Address = bigint | null;
/** A function of the C side. Whoever declares one knows its parameters; a wrong declaration breaks the process. */
export type Foreign<Result> = (...parameters: readonly (number | Buffer | Address)[]) => Result;

export interface ForeignLibrary {
  declare<Result>(name: string, result: string, parameters: readonly string[]): Foreign<Result>;
}

/**
 * What `make` gives, made at the first call and kept, also when it is nothing: an optional way, without which the same work is
 * done by Node's own modules. A throw is nothing.
 */
export function tryOnce<T>(make: () => T | undefined): () => T | undefined {
  let tried = false;
  let made: T | undefined;
  return () => {
    if (tried) return made;
    tried = true;
    try {
      made = make();
    } catch {
      made = undefined;
    }
    return made;
  };
}

/**
 * The C functions that this process has anyway: those of OpenSSL, which Node exports, and the C library's. Undefined where
 * koffi is not installed for the platform, or `DESKLINE_PURE_NODE=1` says not to.
 */
export const foreignLibrary = tryOnce((): ForeignLibrary | undefined => {
  if (process.env.DESKLINE_PURE_NODE === "1") return undefined;
  const koffi = createRequire(import.meta.url)("koffi") as typeof Koffi;
  const loaded = koffi.load(null);
  return {
    declare<Result>(name: string, result: string, parameters: readonly string[]) {
      const declared: unknown = loaded.func(name, result, [...parameters]);
      return declared as Foreign<Result>;
    },
  };
});
