import { Scope } from "../../../common/scope.ts";
import type { AgentPorts } from "../sip/agent-ports.ts";
import type { InviteDialog } from "../sip/invite-dialog.ts";
import type { SipHeader } from "../sip/message.ts";
import { OutgoingInvite } from "../sip/outgoing-invite.ts";
import type { Remote } from "../sip/transport.ts";
import type { AudioOptions } from "./call-audio.ts";
import { causeOf } from "../causes.ts";
import { TrunkCall, type CallParties } from "./trunk-call.ts";

export interface OutgoingCallOptions {
  readonly parties: CallParties;
  readonly audio: AudioOptions;
  readonly ports: AgentPorts;
  /** Resolves to undefined when the trunk's name cannot be resolved. */
  readonly remote: Promise<Remote | undefined>;
  readonly uri: string;
  readonly fromHeader: string;
  readonly headers: readonly SipHeader[];
  readonly ringLimitMs: number;
}

/** A call that we place over the trunk. */
export class OutgoingCall extends TrunkCall {
  readonly direction = "outgoing";
  readonly #options: OutgoingCallOptions;
  readonly #scope = new Scope();
  #invite: OutgoingInvite | undefined;
  /** Of the phone whose early media we play: with several ringing, the first. */
  #earlyTag: string | undefined;

  constructor(options: OutgoingCallOptions) {
    super(options.parties, options.audio);
    this.#options = options;
  }

  async start(): Promise<void> {
    const { ports, ringLimitMs } = this.#options;
    this.#scope.add(ports.clock.after(ringLimitMs, () => this.#giveUp("timeout")));
    this.onEnded(() => this.#scope.end());
    const remote = await this.#options.remote;
    if (remote === undefined) return this.end("error");
    const audio = this.state === "ended" ? undefined : await this.openAudio();
    if (audio === undefined) return;
    const { uri, fromHeader: from, headers } = this.#options;
    this.#invite = new OutgoingInvite({
      ports,
      remote,
      uri,
      from,
      headers,
      offer: audio.offer(),
      user: {
        ...this.dialogUser,
        onProgress: ({ status, tag, sdp }) => this.#progress(status, tag, sdp),
        onAnswered: ({ dialog, sdp }) => this.#answered(dialog, sdp),
        onFailed: (status) => this.end(causeOf(status), status),
      },
    });
    this.#invite.start();
  }

  override hangUp(): void {
    if (this.state === "answered") {
      this.dialog?.bye();
      this.end("hangup");
    } else this.#giveUp("cancel");
  }

  #progress(status: number, tag: string, sdp: string): void {
    // 181 and 182 say that somebody is at it, not that a phone rings.
    if (status === 180 || status === 183) this.reportRinging();
    if (sdp === "" || (this.#earlyTag !== undefined && this.#earlyTag !== tag)) return;
    this.#earlyTag = tag;
    if (this.audio?.acceptAnswer(sdp) === true) this.reportEarlyMedia();
  }

  #answered(dialog: InviteDialog, sdp: string): void {
    this.dialog = dialog;
    this.#scope.end();
    // Without SDP the one of the 18x holds (RFC 3261 section 13.2.1).
    const usable = sdp === "" ? this.#earlyTag !== undefined : this.audio?.acceptAnswer(sdp) === true;
    if (usable) return this.reportAnswered();
    dialog.bye();
    this.end("error");
  }

  #giveUp(cause: "cancel" | "timeout"): void {
    if (this.state === "answered") return;
    this.#invite?.cancel();
    this.end(cause);
  }
}
