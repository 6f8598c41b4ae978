import type { IncomingInvite } from "../sip/incoming-invite.ts";
import type { AudioOptions } from "./call-audio.ts";
import { TrunkCall, type CallParties } from "./trunk-call.ts";

/** A call that has come in over the trunk. */
export class IncomingCall extends TrunkCall {
  readonly direction = "incoming";
  readonly #invite: IncomingInvite;
  #answering = false;

  constructor(options: { parties: CallParties; audio: AudioOptions; invite: IncomingInvite }) {
    super(options.parties, options.audio);
    this.#invite = options.invite;
    this.#invite.attach({ ...this.dialogUser, onCancelled: () => this.end("cancel") });
  }

  override ring(): void {
    if (this.state !== "trying") return;
    this.#invite.progress(180);
    this.reportRinging();
  }

  override answer(): void {
    if (this.#answering || this.state === "ended") return;
    this.#answering = true;
    void this.#answer();
  }

  override reject(cause: "busy" | "rejected"): void {
    if (this.state === "answered" || this.state === "ended") return;
    this.#invite.refuse(cause === "busy" ? 486 : 603);
    this.end(cause);
  }

  override hangUp(): void {
    if (this.state === "answered") {
      this.dialog?.bye();
      this.end("hangup");
    } else if (this.state !== "ended") {
      this.#invite.refuse(480);
      this.end("rejected");
    }
  }

  async #answer(): Promise<void> {
    const audio = await this.openAudio();
    if (audio === undefined) return this.#invite.refuse(503);
    const sdp = this.#invite.offer === "" ? audio.offer() : audio.answer(this.#invite.offer);
    if (sdp === undefined) {
      this.#invite.refuse(488);
      return this.end("error");
    }
    this.dialog = this.#invite.answer(sdp, this.dialogUser);
    this.reportAnswered();
  }
}
