import { Scope } from "../../../common/scope.ts";
import { allowHeader, sdpType, type AgentPorts } from "./agent-ports.ts";
import { Dialog } from "./dialog.ts";
import { tagOf } from "./envelope.ts";
import { InviteDialog, type InviteDialogUser } from "./invite-dialog.ts";
import type { SipHeader, SipRequest } from "./message.ts";
import { newTag } from "./responses.ts";
import { transactionLifeMs } from "./timers.ts";
import type { IncomingResponse, SentRequest } from "./transaction-layer.ts";
import type { Remote } from "./transport.ts";

export interface OutgoingInviteOptions {
  readonly ports: AgentPorts;
  readonly remote: Remote;
  /** Request-URI and To. */
  readonly uri: string;
  /** From, without tag. */
  readonly from: string;
  readonly headers: readonly SipHeader[];
  readonly offer: string;
  readonly user: OutgoingInviteUser;
}

export interface OutgoingInviteUser extends InviteDialogUser {
  /** 101 to 199; `sdp` is empty without early media. Several phones may ring, told apart by their tags. */
  onProgress(progress: { readonly status: number; readonly tag: string; readonly sdp: string }): void;
  /** 2xx: the dialog is there, its ACK is sent. */
  onAnswered(answer: { readonly dialog: InviteDialog; readonly sdp: string }): void;
  /** The final status, 408 when nobody answered at all, 503 when the message could not be sent. */
  onFailed(status: number): void;
}

/**
 * A call that we place, up to its answer (RFC 3261 sections 8.1, 9.1 and 13.2): credentials when they are asked for,
 * forks, and the race between CANCEL and answer. Nothing is reported any more after `cancel`.
 */
export class OutgoingInvite {
  readonly #options: OutgoingInviteOptions;
  readonly #callId = newTag() + newTag();
  readonly #tag = newTag();
  readonly #scope = new Scope();
  /** By the tag of whoever answered. The first is the call, the others get a BYE. */
  readonly #answers = new Map<string, () => void>();
  #sequence = 0;
  #sent: SentRequest | undefined;
  #progressed = false;
  #state: "open" | "cancelled" | "over" = "open";
  #attempts = 0;

  constructor(options: OutgoingInviteOptions) {
    this.#options = options;
  }

  start(): void {
    const { ports, remote } = this.#options;
    this.#sequence += 1;
    this.#attempts += 1;
    this.#progressed = false;
    const request = ports.digest.sign(this.#request());
    this.#sent = ports.layer.send(request, remote, {
      onResponse: (incoming) => this.#receive(incoming, request),
      onFailure: (reason) => this.#fail(reason === "timeout" ? 408 : 503),
    });
  }

  cancel(): void {
    if (this.#state !== "open") return;
    this.#state = "cancelled";
    // Without a provisional response it has to wait for one (section 9.1): the INVITE may not even have arrived.
    if (this.#progressed) this.#sendCancel();
  }

  #request(): SipRequest {
    const { uri, from, headers, offer, ports, remote } = this.#options;
    return {
      kind: "request",
      method: "INVITE",
      uri,
      headers: [
        ["max-forwards", "70"],
        ["from", `${from};tag=${this.#tag}`],
        ["to", `<${uri}>`],
        ["call-id", this.#callId],
        ["cseq", `${this.#sequence} INVITE`],
        ports.contact(remote),
        allowHeader,
        ...headers,
        sdpType,
      ],
      body: offer,
    };
  }

  #receive(incoming: IncomingResponse, request: SipRequest): void {
    const { response, envelope } = incoming;
    const { status } = response;
    if (status < 200) return this.#progress(status, tagOf(envelope.to), response.body);
    if (status < 300) return this.#answered(incoming, request);
    // Two challenges at most: the trunk's, and one more when its nonce has become stale or a proxy asks too.
    const asked = this.#state === "open" && this.#attempts < 3;
    if (asked && this.#options.ports.digest.learn(response, request)) return this.start();
    this.#fail(status);
  }

  #progress(status: number, tag: string, sdp: string): void {
    const first = !this.#progressed;
    this.#progressed = true;
    if (this.#state === "cancelled" && first) this.#sendCancel();
    if (this.#state === "open" && status > 100) this.#options.user.onProgress({ status, tag, sdp });
  }

  #answered(incoming: IncomingResponse, request: SipRequest): void {
    const tag = tagOf(incoming.envelope.to);
    const acknowledge = this.#answers.get(tag);
    if (acknowledge !== undefined) return acknowledge();
    const { ports, user } = this.#options;
    const isFirst = this.#answers.size === 0 && this.#state === "open";
    const dialog = Dialog.ofCaller(request, incoming.response, incoming.envelope, incoming.source);
    const ack = dialog.ack(incoming.envelope.cseq.number);
    const sendAck = (): void => ports.layer.sendOnce(ack, dialog.nextHop(ports.isConnected));
    this.#answers.set(tag, sendAck);
    sendAck();
    // Another phone was quicker, or we have given up: this one is told so (sections 13.2.2.4 and 15).
    const ours = new InviteDialog({ ports, dialog, user: isFirst ? user : nobody, ownsCallId: true });
    this.#finish();
    if (isFirst) user.onAnswered({ dialog: ours, sdp: incoming.response.body });
    else ours.bye();
  }

  #sendCancel(): void {
    const { ports } = this.#options;
    if (this.#sent !== undefined) ports.layer.cancel(this.#sent);
    // A far end that does not answer its INVITE even now is gone (section 9.1).
    this.#scope.add(ports.clock.after(transactionLifeMs, () => this.#finish()));
  }

  #fail(status: number): void {
    const report = this.#state === "open";
    this.#finish();
    if (report) this.#options.user.onFailed(status);
  }

  #finish(): void {
    this.#state = "over";
    this.#scope.end();
  }
}

const nobody: InviteDialogUser = {
  onOffer: () => undefined,
  makeOffer: () => "",
  onAnswer: () => {},
  onEnded: () => {},
};
