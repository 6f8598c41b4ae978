import { err, ok, type Result } from "../../../common/result.ts";
import { Scope } from "../../../common/scope.ts";
import { allowHeader, sdpType, type AgentPorts, type DialogOwner } from "./agent-ports.ts";
import type { Dialog } from "./dialog.ts";
import type { SipRequest } from "./message.ts";
import { Reinvite, type ReinviteFailure } from "./reinvite.ts";
import { buildResponse } from "./responses.ts";
import { retransmit, t2, transactionLifeMs } from "./timers.ts";
import type { IncomingRequest } from "./transaction-layer.ts";

/** How the user of a dialog negotiates media and hears of the end. */
export interface InviteDialogUser {
  /** An offer in a re-INVITE: its answer, or undefined when it cannot be had (488). */
  onOffer(sdp: string): string | undefined;
  /** A re-INVITE without offer wants ours. */
  makeOffer(): string;
  /** The answer to an offer that went out in a 200: in the ACK. */
  onAnswer(sdp: string): void;
  /** `lost`: the far end no longer answers or knows nothing of the call. */
  onEnded(reason: "bye" | "lost"): void;
}

/**
 * A confirmed INVITE dialog: BYE and re-INVITE in both directions, and the 2xx that is repeated until its ACK comes
 * (RFC 3261 sections 12 to 15, with 13.3.1.4 and 14).
 */
export class InviteDialog implements DialogOwner {
  readonly #ports: AgentPorts;
  readonly #dialog: Dialog;
  readonly #user: InviteDialogUser;
  readonly #scope = new Scope();
  readonly #ownsCallId: boolean;
  /** Our 2xx that waits for its ACK, and whether the ACK is to carry an answer. */
  #unacknowledged: { readonly sequence: number; readonly offered: boolean; readonly stop: Scope } | undefined;
  #reinvite: Reinvite | undefined;
  #ended = false;

  constructor(options: { ports: AgentPorts; dialog: Dialog; user: InviteDialogUser; ownsCallId: boolean }) {
    this.#ports = options.ports;
    this.#dialog = options.dialog;
    this.#user = options.user;
    this.#ownsCallId = options.ownsCallId;
    this.#scope.add(options.ports.own(options.dialog.id, this));
  }

  /** Sends 200 to an INVITE of this dialog, again and again until the ACK comes. */
  accept(invite: IncomingRequest, body: string, options: { offered: boolean; toTag?: string }): void {
    const response = buildResponse(invite.request, 200, {
      ...(options.toTag === undefined ? {} : { toTag: options.toTag }),
      headers: [this.#ports.contact(invite.source), allowHeader, sdpType],
      body,
    });
    const stop = new Scope();
    const { clock } = this.#ports;
    this.#unacknowledged = { sequence: invite.envelope.cseq.number, offered: options.offered, stop };
    stop.add(retransmit(clock, t2, () => invite.respond(response)));
    stop.add(clock.after(transactionLifeMs, () => this.#neverAcknowledged()));
    this.#scope.add(() => stop.end());
    invite.respond(response);
  }

  receive(incoming: IncomingRequest): void {
    const { request, envelope } = incoming;
    const refuse = (status: number): void => void incoming.respond(buildResponse(request, status));
    if (this.#ended) return refuse(481);
    if (!this.#dialog.accepts(envelope)) return refuse(500);
    if (request.method === "INVITE") return this.#receiveReinvite(incoming);
    if (request.method === "OPTIONS") {
      incoming.respond(buildResponse(request, 200, { headers: [allowHeader] }));
    } else if (request.method === "BYE") {
      incoming.respond(buildResponse(request, 200));
      this.#end();
      this.#user.onEnded("bye");
    } else {
      incoming.respond(buildResponse(request, 405, { headers: [allowHeader] }));
    }
  }

  receiveAck(request: SipRequest, sequence: number): void {
    const waiting = this.#unacknowledged;
    if (waiting === undefined || waiting.sequence !== sequence) return;
    this.#unacknowledged = undefined;
    waiting.stop.end();
    if (waiting.offered && request.body !== "") this.#user.onAnswer(request.body);
  }

  /** The user has ended the call. */
  bye(): void {
    if (this.#ended) return;
    this.#end();
    const { layer, digest, isConnected } = this.#ports;
    const send = (again: boolean): void => {
      const request = digest.sign(this.#dialog.request("BYE"));
      layer.send(request, this.#dialog.nextHop(isConnected), {
        onResponse: ({ response }) => {
          if (!again && digest.learn(response, request)) send(true);
        },
        onFailure: () => {},
      });
    };
    send(false);
  }

  /** Offers `makeOffer()` in a re-INVITE; the answer's SDP. One at a time: the user waits for the last. */
  async reinvite(makeOffer: () => string): Promise<Result<string, ReinviteFailure>> {
    if (this.#ended) return err("ended");
    if (this.#reinvite !== undefined) return err("pending");
    const reinvite = new Reinvite({
      ports: this.#ports,
      dialog: this.#dialog,
      ownsCallId: this.#ownsCallId,
      makeOffer,
    });
    this.#reinvite = reinvite;
    const leave = this.#scope.add(() => reinvite.abandon());
    const result = await reinvite.run();
    this.#reinvite = undefined;
    if (!this.#ended) leave();
    // These two say that the far end has lost the dialog (section 12.2.1.2).
    if (!result.ok && (result.error === 481 || result.error === 408) && !this.#ended) {
      this.bye();
      this.#user.onEnded("lost");
    }
    return result.ok ? ok(result.value) : result;
  }

  #receiveReinvite(invite: IncomingRequest): void {
    const { request } = invite;
    // Section 14.2: their earlier INVITE is not finished, or ours is under way.
    if (this.#unacknowledged !== undefined) {
      invite.respond(buildResponse(request, 500, { headers: [["retry-after", "2"]] }));
      return;
    }
    if (this.#reinvite?.isWaiting === true) {
      invite.respond(buildResponse(request, 491));
      return;
    }
    const offered = request.body === "";
    const body = offered ? this.#user.makeOffer() : this.#user.onOffer(request.body);
    if (body === undefined) {
      invite.respond(buildResponse(request, 488));
      return;
    }
    this.#dialog.refreshTarget(request);
    this.accept(invite, body, { offered });
  }

  #neverAcknowledged(): void {
    this.#unacknowledged = undefined;
    if (this.#ended) return;
    this.bye();
    this.#user.onEnded("lost");
  }

  #end(): void {
    this.#ended = true;
    this.#scope.end();
  }
}
