import { randomInt } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import type { PortRange } from "../../media/udp-socket.ts";
import type { AudioFrame, Digit } from "../phone-network.ts";
import { RtpSession, type RtpSessionUser } from "../rtp/rtp-session.ts";
import { AudioNegotiation } from "../sdp/audio-negotiation.ts";

export interface AudioOptions {
  readonly clock: Clock;
  readonly listenAddress: string;
  /** As the far end is told. */
  readonly publicAddress: string;
  readonly rtpPortRange: PortRange | undefined;
}

/** The audio of one call: what is agreed by SDP, and the RTP that follows from it. */
export class CallAudio {
  readonly #negotiation: AudioNegotiation;
  readonly #rtp: RtpSession;
  readonly #onHeld: (held: boolean) => void;

  private constructor(negotiation: AudioNegotiation, rtp: RtpSession, onHeld: (held: boolean) => void) {
    this.#negotiation = negotiation;
    this.#rtp = rtp;
    this.#onHeld = onHeld;
  }

  /** Rejects when there is no free pair of ports. */
  static async open(
    { clock, listenAddress, publicAddress, rtpPortRange }: AudioOptions,
    user: RtpSessionUser & { onHeld: (held: boolean) => void },
  ): Promise<CallAudio> {
    const rtp = await RtpSession.open({ address: listenAddress, range: rtpPortRange, clock, user });
    const sessionId = String(randomInt(1, 2 ** 31));
    const negotiation = new AudioNegotiation({ address: publicAddress, port: rtp.port, sessionId });
    return new CallAudio(negotiation, rtp, user.onHeld);
  }

  offer(): string {
    return this.#negotiation.offer();
  }

  /** False when the answer cannot be used. */
  acceptAnswer(sdp: string): boolean {
    return this.#negotiation.acceptAnswer(sdp) && this.#follow();
  }

  /** Undefined when there is nothing in common. */
  answer(offer: string): string | undefined {
    const answer = this.#negotiation.answer(offer);
    if (answer !== undefined) this.#follow();
    return answer;
  }

  setHolding(holding: boolean): void {
    this.#negotiation.holding = holding;
  }

  write(frame: AudioFrame): void {
    this.#rtp.write(frame);
  }

  press(digit: Digit, times: { toneMs: number; gapMs: number }): Promise<void> {
    return this.#rtp.press(digit, times);
  }

  close(): Promise<void> {
    return this.#rtp.close();
  }

  #follow(): boolean {
    const { agreed } = this.#negotiation;
    if (agreed === undefined) return false;
    this.#rtp.agree(agreed);
    this.#onHeld(agreed.heldByRemote);
    return true;
  }
}
