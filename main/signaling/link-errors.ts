/** How a link that failed, or a request on it, is told to the call. */
import type { CallError } from "../../common/errors.ts";
import type { RpcFailure } from "./rpc-calls.ts";

export const lost = { code: "signaling-lost" } as const satisfies CallError;
export const refused = { code: "signaling-refused" } as const satisfies CallError;

/** The service said no, or nobody said anything. */
export function linkErrorOf(failure: RpcFailure): CallError {
  return failure.code === "refused" ? refused : lost;
}

/** For the log: the service's code, never its text. */
export function describeFailure(failure: RpcFailure): Record<string, string | number> {
  return failure.code === "refused"
    ? { code: failure.code, rpcCode: failure.error.code }
    : { code: failure.code };
}
