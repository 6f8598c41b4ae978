import type { Interconnect, PhoneParticipant } from "../../platform/interconnect.ts";
import type { AudioFrame } from "../../pstn/phone-network.ts";
import { ReportingCall } from "../../pstn/reporting-call.ts";
import { readDigit } from "../bxml/dialog-verbs.ts";
import type { Leg } from "./leg.ts";

/**
 * A call to the interconnect (bandwidth.md 6.1): answered as soon as the token is accepted, refused when it is not (R61),
 * over when the participant is (R73).
 */
export class SipxLeg extends ReportingCall implements Leg {
  #participant: PhoneParticipant | undefined;

  /** Begins to connect at once, and reports later; `token` is what the `uui` brought. */
  static place(interconnect: Interconnect, token: string | undefined): SipxLeg {
    const leg = new SipxLeg();
    void leg.#connect(interconnect, token);
    return leg;
  }

  write(frame: AudioFrame): void {
    this.#participant?.write(frame);
  }

  /** A WebRTC device is never told of keys (bandwidth.md 6.8). */
  sendDigits(): Promise<void> {
    return Promise.resolve();
  }

  /** It is always we who call it. */
  ring(): void {}
  answer(): void {}

  hangUp(): void {
    const participant = this.#participant;
    this.#participant = undefined;
    participant?.close();
    this.reportEnded(this.state === "answered" ? "hangup" : "cancel");
  }

  async #connect(interconnect: Interconnect, token: string | undefined): Promise<void> {
    await Promise.resolve();
    const connected = token === undefined ? undefined : await interconnect.connect(token);
    if (!connected?.ok) return this.reportEnded("rejected");
    const participant = connected.value;
    if (this.state === "ended") return participant.close();
    this.#participant = participant;
    participant.onEnded(() => {
      this.#participant = undefined;
      this.reportEnded("hangup");
    });
    participant.onFrame((frame) => this.reportFrame(frame));
    participant.onDigit((text, durationMs) => {
      const digit = readDigit(text);
      if (digit !== undefined) this.reportDigit(digit, durationMs);
    });
    this.reportAnswered();
  }
}
