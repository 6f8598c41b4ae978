import type { Host } from "../../common/contract/contract.ts";
import { CallError, type Failure } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import { err, type Result } from "../../common/result.ts";
import type { Negotiator } from "../media/publishing-peer.ts";
import type { Answerer } from "../media/subscribing-peer.ts";

/** One link's way to the device gateway: through main, which owns the socket. */
export function hostSignaling(host: Host, link: LinkId): Negotiator & Answerer {
  return {
    offer: async (input) => callResult(await host.request("media.offer", { link, ...input })),
    answer: async (input) => callResult(await host.request("media.answer", { link, ...input })),
  };
}

/** A request can fail in ways that are no call error, such as a refused input: for the call they all mean no media. */
function callResult<T>(result: Result<T, Failure>): Result<T, CallError> {
  if (result.ok) return result;
  const known = CallError.safeParse(result.error);
  return err(known.success ? known.data : { code: "media-failed" });
}
