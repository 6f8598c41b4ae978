import { randomUUID } from "node:crypto";
import { err, ok, type Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { AudioFrame, Digit, PhoneCall, PhoneCause } from "../phone-network.ts";
import { ReportingCall } from "../reporting-call.ts";
import type { InviteDialog, InviteDialogUser } from "../sip/invite-dialog.ts";
import { CallAudio, type AudioOptions } from "./call-audio.ts";
import { causeOf } from "../causes.ts";

export interface CallParties {
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
}

/** What incoming and outgoing calls over the trunk share: audio, the confirmed dialog, and the end. */
export abstract class TrunkCall extends ReportingCall implements PhoneCall {
  readonly id = randomUUID();
  abstract readonly direction: PhoneCall["direction"];
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
  protected audio: CallAudio | undefined;
  protected dialog: InviteDialog | undefined;
  readonly #audioOptions: AudioOptions;
  readonly #holds = new TaskQueue();
  #holding = false;
  #cause: PhoneCause = "unknown";

  constructor(parties: CallParties, audioOptions: AudioOptions) {
    super();
    this.from = parties.from;
    this.to = parties.to;
    this.userToUser = parties.userToUser;
    this.#audioOptions = audioOptions;
  }

  write(frame: AudioFrame): void {
    this.audio?.write(frame);
  }

  async sendDigits(
    digits: readonly Digit[],
    { toneMs = 160, gapMs = 80 }: { toneMs?: number; gapMs?: number } = {},
  ): Promise<void> {
    const press = (digit: Digit): Promise<void> =>
      this.audio?.press(digit, { toneMs, gapMs }) ?? Promise.resolve();
    await Promise.all(digits.map(press));
  }

  /** One after the other: a second change waits for the first one's answer. */
  hold(held: boolean): Promise<Result<void, PhoneCause>> {
    return this.#holds.run(async () => {
      const { audio, dialog } = this;
      if (this.state !== "answered" || audio === undefined || dialog === undefined) return err(this.#cause);
      if (held === this.#holding) return ok(undefined);
      const answer = await dialog.reinvite(() => {
        audio.setHolding(held);
        return audio.offer();
      });
      const accepted = answer.ok && audio.acceptAnswer(answer.value);
      if (!accepted) {
        audio.setHolding(this.#holding);
        return err(answer.ok || typeof answer.error !== "number" ? this.#cause : causeOf(answer.error));
      }
      this.#holding = held;
      return ok(undefined);
    });
  }

  ring(): void {}
  answer(): void {}
  reject(_cause: "busy" | "rejected"): void {}
  abstract hangUp(): void;

  /** How re-INVITEs of the far end are answered, and its BYE. */
  protected readonly dialogUser: InviteDialogUser = {
    onOffer: (sdp) => this.audio?.answer(sdp),
    makeOffer: () => this.audio?.offer() ?? "",
    onAnswer: (sdp) => void this.audio?.acceptAnswer(sdp),
    onEnded: (reason) => this.end(reason === "bye" ? "hangup" : "error"),
  };

  /** Undefined when the call ended meanwhile or there is no free port; the call has ended then. */
  protected async openAudio(): Promise<CallAudio | undefined> {
    let audio: CallAudio;
    try {
      audio = await CallAudio.open(this.#audioOptions, {
        onFrame: (frame) => this.reportFrame(frame),
        onKey: (digit, durationMs) => this.reportDigit(digit, durationMs),
        onHeld: (held) => this.reportHeld(held),
      });
    } catch {
      // All ports are in use: to the caller the same as a trunk without capacity.
      this.end("error");
      return undefined;
    }
    if (this.state === "ended") {
      void audio.close();
      return undefined;
    }
    this.audio = audio;
    return audio;
  }

  /** `status`: the final one of the INVITE, when that is the end. */
  protected end(cause: PhoneCause, status?: number): void {
    if (this.state === "ended") return;
    this.#cause = cause;
    const { audio } = this;
    this.audio = undefined;
    void audio?.close();
    this.reportEnded(cause, status);
  }
}
