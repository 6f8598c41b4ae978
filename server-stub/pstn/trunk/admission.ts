import type { Clock } from "../../../common/clock.ts";
import { maskAddress, type Log } from "../../log.ts";
import { DigestServer } from "../sip/digest-server.ts";
import type { SipResponse } from "../sip/message.ts";
import { buildResponse } from "../sip/responses.ts";
import type { IncomingRequest } from "../sip/transaction-layer.ts";
import type { TrunkOptions } from "./trunk-options.ts";
import type { TrunkServer } from "./trunk-server.ts";

/**
 * Who may begin something with us: nobody but the addresses of the configuration, and with credentials configured only
 * those of them who know these. Refusals are 403 and 401; undefined lets the request in.
 */
export function createAdmission(ports: {
  options: TrunkOptions;
  server: TrunkServer;
  clock: Clock;
  log: Log;
  realm: string;
}): (incoming: IncomingRequest) => SipResponse | undefined {
  const { allowFrom, expectAuthFrom } = ports.options;
  const isAllowed = (address: string): boolean => allowFrom?.includes(address) ?? ports.server.isAt(address);
  const digest =
    expectAuthFrom &&
    new DigestServer({
      realm: ports.realm,
      credentials: expectAuthFrom,
      algorithms: expectAuthFrom.algorithms,
      clock: ports.clock,
    });
  return ({ request, source }) => {
    if (!isAllowed(source.address)) {
      ports.log("warn", "sip request from a stranger refused", {
        method: request.method,
        from: maskAddress(source.address),
      });
      return buildResponse(request, 403);
    }
    if (digest === undefined || request.method === "OPTIONS") return undefined;
    const verdict = digest.check(request);
    return verdict.ok ? undefined : buildResponse(request, 401, { headers: verdict.challenges });
  };
}
