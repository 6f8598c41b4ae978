import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { Scope, type Dispose } from "../../../common/scope.ts";
import type { ParticipantWebhook } from "../../../common/wire/control-api.ts";
import type { AudioLeg } from "../../media/media-engine.ts";
import type { PhoneParticipant } from "../interconnect.ts";
import type { PublishedStream } from "../published-stream.ts";

export interface PhoneDeviceOptions {
  readonly participantId: string;
  /** Of its token; ms since the epoch. */
  readonly expiresAt: number;
  /** Its own from now on. */
  readonly leg: AudioLeg;
  readonly clock: Clock;
  readonly wanted: () => readonly PublishedStream[];
  readonly onStreamsChanged: () => void;
  /** Once: it publishes and hears nothing any more. */
  readonly onGone: () => void;
  readonly announce: (event: ParticipantWebhook["event"]) => void;
}

/** A phone leg as its participant's device (bandwidth.md 6.1): one audio stream in, a mix of what it may hear out. */
export class PhoneDevice implements PhoneParticipant {
  readonly #options: PhoneDeviceOptions;
  /** No client can resume it. */
  readonly uniqueId = `phone-${randomUUID()}`;
  readonly #endpointId = randomUUID();
  readonly #scope = new Scope();
  readonly #endListeners = new Set<() => void>();

  constructor(options: PhoneDeviceOptions) {
    this.#options = options;
    const { clock, expiresAt } = options;
    this.#scope.add(clock.after(Math.max(0, expiresAt - clock.now()), () => this.end()));
  }

  /** Its stream becomes visible, and it hears the others. */
  attach(): void {
    this.#options.announce("onConnect");
    this.#options.onStreamsChanged();
    this.refresh();
  }

  get participantId(): string {
    return this.#options.participantId;
  }

  /** A phone has no socket that could outlive it. */
  get connected(): boolean {
    return false;
  }

  get streams(): readonly PublishedStream[] {
    if (this.#scope.ended) return [];
    const { participantId, leg } = this.#options;
    const { msid } = leg.producer;
    return [{ participantId, endpointId: this.#endpointId, msid, producers: [leg.producer] }];
  }

  /** What it should hear may have changed. */
  refresh(): void {
    if (this.#scope.ended) return;
    this.#options.leg.hear(this.#options.wanted().flatMap(({ producers }) => producers));
  }

  write(frame: Int16Array): void {
    if (!this.#scope.ended) this.#options.leg.write(frame);
  }

  onFrame(listener: (frame: Int16Array) => void): Dispose {
    return this.#scope.add(this.#options.leg.onFrame(listener));
  }

  onDigit(listener: (digit: string, durationMs: number) => void): Dispose {
    return this.#scope.add(this.#options.leg.onDigit(listener));
  }

  onEnded(listener: () => void): Dispose {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** The phone hung up. */
  close(): void {
    this.#endListeners.clear();
    this.end();
  }

  /** Ends it for good. */
  end(): void {
    if (this.#scope.ended) return;
    this.#release();
    this.#options.announce("onLeave");
    this.#options.onGone();
    this.#reportEnd();
  }

  /** The platform stops: no webhooks. */
  drain(): void {
    if (this.#scope.ended) return;
    this.#release();
    this.#reportEnd();
  }

  #release(): void {
    this.#scope.end();
    this.#options.leg.close();
  }

  #reportEnd(): void {
    for (const listener of [...this.#endListeners]) listener();
    this.#endListeners.clear();
  }
}
