/** The host that actions talk to, once the store runs. */
import type { Host, Input, Output } from "../../common/contract/contract.ts";
import type { RequestName } from "../../common/contract/names.ts";
import type { Failure } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";

let current: Host | null = null;

export function useHost(host: Host): Dispose {
  current = host;
  return () => {
    if (current === host) current = null;
  };
}

/** Sends a request to main. Throws when the store does not run: then a view outlived it, which is a bug. */
export function send<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>, Failure>> {
  if (current === null) throw new Error("the store does not run");
  return current.request(name, input);
}
