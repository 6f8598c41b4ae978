import type { Clock } from "../../../common/clock.ts";
import type { Log } from "../../log.ts";
import { parseUri } from "./address.ts";
import { allowHeader, type AgentPorts, type DialogOwner } from "./agent-ports.ts";
import { dialogIdOf } from "./dialog.ts";
import type { DigestClient } from "./digest-client.ts";
import { tagOf, type Envelope } from "./envelope.ts";
import { IncomingInvite } from "./incoming-invite.ts";
import { headerList, type SipHeader, type SipRequest, type SipResponse } from "./message.ts";
import { buildResponse } from "./responses.ts";
import { TransactionLayer, type IncomingRequest, type TransactionUser } from "./transaction-layer.ts";
import { hostOf, type Remote, type SipTransport } from "./transport.ts";

export interface UserAgentOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly transport: SipTransport;
  readonly digest: DigestClient;
  /** User part of our Contact. */
  readonly contactUser: string;
  /** Decides on a request of somebody with whom we have no dialog: undefined lets it in. */
  readonly admit: (incoming: IncomingRequest) => SipResponse | undefined;
  readonly onInvite: (invite: IncomingInvite) => void;
}

/** Takes requests apart: dialogs that we have, new calls, and everything else (RFC 3261 section 8.2). */
export class UserAgent implements TransactionUser {
  readonly ports: AgentPorts;
  readonly #options: UserAgentOptions;
  readonly #dialogs = new Map<string, DialogOwner>();
  /** New calls that are not decided, by what stays the same on every path (section 8.2.2.2). */
  readonly #offered = new Map<IncomingRequest, { readonly key: string; readonly invite: IncomingInvite }>();

  constructor(options: UserAgentOptions) {
    this.#options = options;
    const { clock, log, transport, digest } = options;
    const layer = new TransactionLayer({ clock, log, transport, user: this });
    this.ports = {
      clock,
      layer,
      digest,
      contact: (remote) => this.#contact(remote),
      isConnected: (remote) => transport.isConnected(remote),
      own: (id, owner) => {
        this.#dialogs.set(id, owner);
        return () => {
          if (this.#dialogs.get(id) === owner) this.#dialogs.delete(id);
        };
      },
    };
  }

  listen(): () => void {
    return this.#options.transport.onMessage((data, from) => this.ports.layer.receive(data, from));
  }

  onRequest(incoming: IncomingRequest): void {
    const refusal = this.#refusal(incoming);
    if (refusal !== undefined) return void incoming.respond(refusal);
    const { request, envelope } = incoming;
    const dialog = this.#dialogs.get(dialogIdOf(envelope));
    if (dialog !== undefined) return dialog.receive(incoming);
    if (tagOf(envelope.to) !== "") return void incoming.respond(buildResponse(request, 481));
    const denied = this.#options.admit(incoming);
    if (denied !== undefined) return void incoming.respond(denied);
    if (request.method === "INVITE") return this.#offer(incoming);
    const known = request.method === "OPTIONS";
    incoming.respond(buildResponse(request, known ? 200 : 405, { headers: [allowHeader] }));
  }

  onAck(request: SipRequest, envelope: Envelope): void {
    this.#dialogs.get(dialogIdOf(envelope))?.receiveAck(request, envelope.cseq.number);
  }

  onCancel(invite: IncomingRequest): void {
    this.#offered.get(invite)?.invite.cancelled();
  }

  /** What is refused whoever asks (sections 8.2.2 and 16.3). */
  #refusal({ request }: IncomingRequest): SipResponse | undefined {
    if (parseUri(request.uri) === undefined) return buildResponse(request, 416);
    const required = headerList(request, "require");
    if (required.length === 0 || request.method === "CANCEL") return undefined;
    const unsupported: SipHeader = ["unsupported", required.join(", ")];
    return buildResponse(request, 420, { headers: [unsupported] });
  }

  #offer(incoming: IncomingRequest): void {
    const { envelope, request } = incoming;
    const key = [envelope.callId, tagOf(envelope.from), envelope.cseq.number].join("\n");
    if ([...this.#offered.values()].some((known) => known.key === key))
      return void incoming.respond(buildResponse(request, 482));
    const invite = new IncomingInvite(this.ports, incoming, () => this.#offered.delete(incoming));
    this.#offered.set(incoming, { key, invite });
    this.#options.onInvite(invite);
  }

  #contact({ protocol }: Remote): SipHeader {
    const { address, port } = this.#options.transport;
    const parameter = protocol === "tcp" ? ";transport=tcp" : "";
    return ["contact", `<sip:${this.#options.contactUser}@${hostOf(address)}:${port}${parameter}>`];
  }
}
