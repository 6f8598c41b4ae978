import { sdpType, type AgentPorts, type DialogOwner } from "./agent-ports.ts";
import { Dialog } from "./dialog.ts";
import { InviteDialog, type InviteDialogUser } from "./invite-dialog.ts";
import type { SipHeader } from "./message.ts";
import { buildResponse, newTag } from "./responses.ts";
import type { IncomingRequest } from "./transaction-layer.ts";

export interface IncomingInviteUser extends InviteDialogUser {
  /** The caller has given up before the answer. */
  onCancelled(): void;
}

/** A call for us, up to its answer (RFC 3261 sections 8.2, 9.2 and 13.3). */
export class IncomingInvite implements DialogOwner {
  readonly invite: IncomingRequest;
  readonly #ports: AgentPorts;
  readonly #dialog: Dialog;
  readonly #tag = newTag();
  readonly #leave: () => void;
  readonly #onDecided: () => void;
  #open = true;
  #user: IncomingInviteUser | undefined;

  /** `onDecided` is called once, when it is answered, refused or cancelled. */
  constructor(ports: AgentPorts, invite: IncomingRequest, onDecided: () => void) {
    this.#ports = ports;
    this.#onDecided = onDecided;
    this.invite = invite;
    this.#dialog = Dialog.ofCallee(invite.request, invite.envelope, this.#tag, invite.source);
    this.#leave = ports.own(this.#dialog.id, this);
  }

  /** The caller's SDP; empty when the offer is to be ours. */
  get offer(): string {
    return this.invite.request.body;
  }

  attach(user: IncomingInviteUser): void {
    this.#user = user;
  }

  /** 180, or 183 with SDP. */
  progress(status: 180 | 183, sdp = ""): void {
    if (!this.#open) return;
    const headers: SipHeader[] = [this.#ports.contact(this.invite.source), ...(sdp === "" ? [] : [sdpType])];
    this.invite.respond(buildResponse(this.invite.request, status, { toTag: this.#tag, headers, body: sdp }));
  }

  /** 200 with our SDP; undefined when the call is over already. */
  answer(sdp: string, user: InviteDialogUser): InviteDialog | undefined {
    if (!this.#open) return undefined;
    this.#close();
    const dialog = new InviteDialog({ ports: this.#ports, dialog: this.#dialog, user, ownsCallId: false });
    dialog.accept(this.invite, sdp, { offered: this.offer === "", toTag: this.#tag });
    return dialog;
  }

  refuse(status: number, headers: readonly SipHeader[] = []): void {
    if (!this.#open) return;
    this.#close();
    this.invite.respond(buildResponse(this.invite.request, status, { toTag: this.#tag, headers }));
  }

  cancelled(): void {
    if (!this.#open) return;
    this.refuse(487);
    this.#user?.onCancelled();
  }

  /** Inside the early dialog: only the caller's BYE makes sense (section 15.1.2). */
  receive(incoming: IncomingRequest): void {
    const isBye = incoming.request.method === "BYE";
    incoming.respond(buildResponse(incoming.request, isBye ? 200 : 481));
    if (isBye) this.cancelled();
  }

  receiveAck(): void {}

  #close(): void {
    this.#open = false;
    this.#leave();
    this.#onDecided();
  }
}
