/**
 * The telephone network as the Voice API uses it: calls to and from numbers and SIP addresses, each with one mono audio
 * stream. Behind it are the SIP trunk and the simulated phones; who uses it cannot tell which.
 */
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";

/** 20 ms of mono linear PCM at 8 kHz: 160 samples. Whoever gets one may keep it; nobody writes into it afterwards. */
export type AudioFrame = Int16Array;
export const samplesPerFrame = 160;
export const frameMs = 20;

/** As in RFC 4733 table 3, events 0 to 15. */
export type Digit =
  "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "*" | "#" | "A" | "B" | "C" | "D";

/** Why a phone call is over; the words of the Voice API's `cause` (bandwidth.md 6.5 and 6.9). */
export type PhoneCause = "hangup" | "busy" | "timeout" | "cancel" | "rejected" | "error" | "unknown";

/**
 * One phone call at the network.
 *
 *   outgoing   trying ─▶ ringing (perhaps with early media) ─▶ answered ─▶ ended
 *   incoming   offered ─▶ ringing ─▶ answered ─▶ ended           any state may go to ended
 *
 * Listeners are called synchronously and must not throw. After `ended` nothing else is reported.
 */
export interface PhoneCall {
  readonly id: string;
  readonly direction: "outgoing" | "incoming";
  /** E.164 where the network knows one, else the user part of the SIP address; may be "anonymous". */
  readonly from: string;
  readonly to: string;
  /** Headers that the voice bridge cares about, as received or as given to `place`. */
  readonly userToUser: string | undefined;
  readonly state: "trying" | "ringing" | "answered" | "ended";

  onRinging(listener: () => void): Dispose;
  /** The far end sends audio before the answer (a 18x with SDP, RFC 3960). */
  onEarlyMedia(listener: () => void): Dispose;
  onAnswered(listener: () => void): Dispose;
  /** `status`: the SIP status with which the network or the far end refused the call; it says more than the cause. */
  onEnded(listener: (cause: PhoneCause, status?: number) => void): Dispose;

  /** What the far end says: one frame each 20 ms from early media or answer on; silence is filled in for what was lost. */
  onFrame(listener: (frame: AudioFrame) => void): Dispose;
  /** A key pressed at the far end, once for each press. */
  onDigit(listener: (digit: Digit, durationMs: number) => void): Dispose;
  /** The far end put us on hold, or took us back (re-INVITE with sendonly/inactive, RFC 3264 section 8.4). */
  onHeld(listener: (held: boolean) => void): Dispose;

  /** To the far end; expected each 20 ms while there is something to say. Dropped while there is no audio path. */
  write(frame: AudioFrame): void;
  /** Presses keys towards the far end (RFC 4733), one after the other; resolves when they have been sent. */
  sendDigits(digits: readonly Digit[], options?: { toneMs?: number; gapMs?: number }): Promise<void>;
  /** Puts the far end on hold by re-INVITE (sendonly), or takes it back. */
  hold(held: boolean): Promise<Result<void, PhoneCause>>;

  /** Incoming only: 180. */
  ring(): void;
  /** Incoming only: 200. */
  answer(): void;
  /** Incoming before the answer: refuses with 486 or 603. */
  reject(cause: "busy" | "rejected"): void;
  /** CANCEL before an answer, BYE after it; an incoming call that is not answered is refused. */
  hangUp(): void;
}

export interface PlaceOptions {
  /** E.164 ("+19195550123") or `sip:user@host[:port]`. */
  readonly to: string;
  readonly from: string;
  readonly displayName?: string;
  /** RFC 7433, as it goes into the header. */
  readonly userToUser?: string;
  /** How long it may ring, ms; then it is cancelled and ends with `timeout`. */
  readonly ringLimitMs: number;
}

export interface PhoneNetwork {
  /** Never throws: a call that cannot be placed ends by itself with a cause, after this has returned. */
  place(options: PlaceOptions): PhoneCall;
  /** One listener: the Voice API. An incoming call that nobody rings, answers or rejects is refused after 30 s. */
  onIncoming(listener: (call: PhoneCall) => void): Dispose;
  /** Hangs up what is live and frees ports. */
  close(): Promise<void>;
}
