import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Interconnect, PhoneParticipant } from "../../server-stub/platform/interconnect.ts";
import { Listeners } from "../../server-stub/pstn/listeners.ts";

/** A participant as the platform would drive it: what it hears is `say`, what it presses `press`. */
export class FakePhoneParticipant implements PhoneParticipant {
  readonly participantId: string;
  /** What the phone said. */
  readonly heard: Int16Array[] = [];
  closed = false;
  readonly #frames = new Listeners<[Int16Array]>();
  readonly #digits = new Listeners<[string, number]>();
  readonly #ended = new Listeners<[]>();

  constructor(participantId: string) {
    this.participantId = participantId;
  }

  write(frame: Int16Array): void {
    this.heard.push(frame);
  }

  onFrame(listener: (frame: Int16Array) => void): Dispose {
    return this.#frames.add(listener);
  }

  onDigit(listener: (digit: string, durationMs: number) => void): Dispose {
    return this.#digits.add(listener);
  }

  onEnded(listener: () => void): Dispose {
    return this.#ended.add(listener);
  }

  close(): void {
    this.closed = true;
  }

  say(frame: Int16Array): void {
    this.#frames.tell(frame);
  }

  press(digit: string, durationMs = 100): void {
    this.#digits.tell(digit, durationMs);
  }

  /** The participant was deleted. */
  end(): void {
    this.#ended.tell();
  }
}

/** Knows the tokens `aa.<participant>.x`, but for participants that were forgotten. */
export class FakeInterconnect implements Interconnect {
  readonly participants: FakePhoneParticipant[] = [];
  readonly #gone = new Set<string>();

  connect(token: string): Promise<Result<PhoneParticipant, "token-invalid" | "participant-gone">> {
    const id = /^aa\.([\w-]+)\.x$/.exec(token)?.[1];
    if (id === undefined) return Promise.resolve(err("token-invalid"));
    if (this.#gone.has(id)) return Promise.resolve(err("participant-gone"));
    const participant = new FakePhoneParticipant(id);
    this.participants.push(participant);
    return Promise.resolve(ok(participant));
  }

  forget(participantId: string): void {
    this.#gone.add(participantId);
  }

  get(participantId: string): FakePhoneParticipant {
    const found = this.participants.findLast((one) => one.participantId === participantId);
    if (!found) throw new Error(`no participant ${participantId} has connected`);
    return found;
  }
}

export const tokenOf = (participantId: string): string => `aa.${participantId}.x`;
