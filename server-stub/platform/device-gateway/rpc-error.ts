import { unreachable } from "../../../common/result.ts";
import { rpcCodes, type RpcError } from "../../../common/wire/json-rpc.ts";
import type { MediaError } from "../../media/media-engine.ts";

/** How a media engine's refusal reaches the device (bandwidth.md 4.9 and section 10). */
export function rpcErrorOf(error: MediaError): RpcError {
  switch (error.code) {
    case "sdp-invalid":
      return { code: rpcCodes.invalidParams, message: `SDP refused: ${error.detail}` };
    case "not-permitted":
      return { code: rpcCodes.forbidden, message: `not permitted to publish ${error.kind}` };
    case "wrong-state":
      return { code: rpcCodes.conflict, message: `wrong state: ${error.detail}` };
    default:
      return unreachable(error);
  }
}
