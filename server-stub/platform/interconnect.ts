/**
 * The sipx interconnect (bandwidth.md 6.1): a phone leg that brings a participant's token becomes that participant's
 * device. It publishes one AUDIO stream and hears a mix of everything that the participant is subscribed to.
 */
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";

export interface PhoneParticipant {
  readonly participantId: string;
  /** What the phone says: 160 samples of mono linear PCM at 8 kHz, each 20 ms. */
  write(frame: Int16Array): void;
  /** What the phone is to hear: the mix, one frame each 20 ms, silence when nobody speaks. */
  onFrame(listener: (frame: Int16Array) => void): Dispose;
  /** A key pressed by somebody the participant is subscribed to (RFC 4733 events of their audio stream), once a press. */
  onDigit(listener: (digit: string, durationMs: number) => void): Dispose;
  /** The participant was deleted, its token expired, or another device took its place. Nothing is reported after it. */
  onEnded(listener: () => void): Dispose;
  /** The phone hung up: unpublishes, webhook onLeave. */
  close(): void;
}

export interface Interconnect {
  /** token-invalid: forged or expired. participant-gone: deleted, or may not publish audio (R61). */
  connect(token: string): Promise<Result<PhoneParticipant, "token-invalid" | "participant-gone">>;
}
