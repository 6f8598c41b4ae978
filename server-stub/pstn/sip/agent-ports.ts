import type { Clock } from "../../../common/clock.ts";
import type { DigestClient } from "./digest-client.ts";
import type { SipHeader, SipRequest } from "./message.ts";
import type { IncomingRequest, TransactionLayer } from "./transaction-layer.ts";
import type { Remote } from "./transport.ts";

/** Who takes the requests of one dialog. */
export interface DialogOwner {
  receive(incoming: IncomingRequest): void;
  receiveAck(request: SipRequest, sequence: number): void;
}

/** What calls need of the user agent. */
export interface AgentPorts {
  readonly clock: Clock;
  readonly layer: TransactionLayer;
  readonly digest: DigestClient;
  /** Our Contact for that protocol. */
  readonly contact: (remote: Remote) => SipHeader;
  readonly isConnected: (remote: Remote) => boolean;
  /** Requests with that dialog id go to `owner` until disposed. */
  readonly own: (id: string, owner: DialogOwner) => () => void;
}

export const sdpType: SipHeader = ["content-type", "application/sdp"];
/** Nothing of 100rel, timer or replaces: what is not here, nobody may require of us. */
export const allowHeader: SipHeader = ["allow", "INVITE, ACK, BYE, CANCEL, OPTIONS"];
