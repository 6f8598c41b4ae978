import { isIP } from "node:net";
import { formatAddress, parseAddress, parseUri } from "./address.ts";
import { tagOf, type Envelope } from "./envelope.ts";
import {
  header,
  headerList,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from "./message.ts";
import type { Remote } from "./transport.ts";

interface DialogState {
  readonly callId: string;
  /** Our From or To with our tag, and the far end's with its own. */
  readonly local: string;
  readonly remote: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly routes: readonly string[];
  /** Where messages of this dialog have come from. */
  readonly flow: Remote;
  remoteTarget: string;
  localSequence: number;
  remoteSequence: number;
}

/** RFC 3261 section 12: what two ends of a call know of each other between requests. */
export class Dialog {
  readonly #state: DialogState;

  private constructor(state: DialogState) {
    this.#state = state;
  }

  /** For who placed the call, from a response with a To tag (section 12.1.2). */
  static ofCaller(request: SipRequest, response: SipResponse, envelope: Envelope, flow: Remote): Dialog {
    return new Dialog({
      callId: envelope.callId,
      local: header(request, "from") ?? "",
      remote: header(response, "to") ?? "",
      localTag: tagOf(envelope.from),
      remoteTag: tagOf(envelope.to),
      routes: headerList(response, "record-route").reverse(),
      flow,
      remoteTarget: contactUri(response) ?? request.uri,
      localSequence: envelope.cseq.number,
      remoteSequence: -1,
    });
  }

  /** For who was called (section 12.1.1). `localTag` is the one of our responses. */
  static ofCallee(request: SipRequest, envelope: Envelope, localTag: string, flow: Remote): Dialog {
    const to = { ...envelope.to, params: new Map([...envelope.to.params, ["tag", localTag]]) };
    return new Dialog({
      callId: envelope.callId,
      local: formatAddress(to),
      remote: header(request, "from") ?? "",
      localTag,
      remoteTag: tagOf(envelope.from),
      routes: headerList(request, "record-route"),
      flow,
      remoteTarget: contactUri(request) ?? envelope.from.uri,
      localSequence: Math.floor(Math.random() * 10_000),
      remoteSequence: envelope.cseq.number,
    });
  }

  /** How a request of the far end names this dialog. */
  get id(): string {
    return dialogId(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  get callId(): string {
    return this.#state.callId;
  }

  get remoteTag(): string {
    return this.#state.remoteTag;
  }

  /** A new request inside the dialog (section 12.2.1.1). */
  request(method: string, extras: { headers?: readonly SipHeader[]; body?: string } = {}): SipRequest {
    this.#state.localSequence += 1;
    return this.#build(method, this.#state.localSequence, extras);
  }

  /** The ACK of a 2xx carries the INVITE's number (section 13.2.2.4). */
  ack(sequence: number, extras: { headers?: readonly SipHeader[]; body?: string } = {}): SipRequest {
    return this.#build("ACK", sequence, extras);
  }

  /** False when the request is older than one that we have seen (section 12.2.2). */
  accepts(envelope: Envelope): boolean {
    if (envelope.cseq.number <= this.#state.remoteSequence) return false;
    this.#state.remoteSequence = envelope.cseq.number;
    return true;
  }

  /** A target refresh: re-INVITE or its answer. */
  refreshTarget(message: SipMessage): void {
    this.#state.remoteTarget = contactUri(message) ?? this.#state.remoteTarget;
  }

  /**
   * The first route or the far end's contact, when it is an IP address; else where its messages come from. On TCP the
   * connection that the dialog began on, since a phone behind NAT can be reached in no other way (RFC 5923 section 5).
   */
  nextHop(isConnected: (remote: Remote) => boolean): Remote {
    const { flow, routes, remoteTarget } = this.#state;
    if (flow.protocol === "tcp" && isConnected(flow)) return flow;
    const uri = parseUri(routes[0] === undefined ? remoteTarget : (parseAddress(routes[0])?.uri ?? ""));
    const address = uri?.host.replace(/^\[|\]$/g, "") ?? "";
    if (uri === undefined || isIP(address) === 0) return flow;
    const named = uri.params.get("transport")?.toLowerCase();
    const protocol = named === "udp" || named === "tcp" ? named : flow.protocol;
    return { protocol, address, port: uri.port ?? 5_060 };
  }

  #build(
    method: string,
    sequence: number,
    { headers = [], body = "" }: { headers?: readonly SipHeader[]; body?: string },
  ): SipRequest {
    const { local, remote, callId, routes, remoteTarget } = this.#state;
    return {
      kind: "request",
      method,
      uri: remoteTarget,
      headers: [
        ["max-forwards", "70"],
        ...routes.map((route): SipHeader => ["route", route]),
        ["from", local],
        ["to", remote],
        ["call-id", callId],
        ["cseq", `${sequence} ${method}`],
        ...headers,
      ],
      body,
    };
  }
}

export const dialogId = (callId: string, localTag: string, remoteTag: string): string =>
  [callId, localTag, remoteTag].join("\n");

/** Of a request of the far end: its From is remote, its To is us. */
export const dialogIdOf = ({ callId, to, from }: Envelope): string =>
  dialogId(callId, tagOf(to), tagOf(from));

function contactUri(message: SipMessage): string | undefined {
  const uri = parseAddress(headerList(message, "contact")[0] ?? "")?.uri;
  return uri !== undefined && parseUri(uri) !== undefined ? uri : undefined;
}
