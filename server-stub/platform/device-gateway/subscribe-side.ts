/**
 * A device's subscribing peer connection, seen from the server (bandwidth.md 4.7): we offer, the client answers.
 *
 *   idle ── something changed ─▶ making ── sent ─▶ outstanding ── answerSdp ─▶ applying ──▶ idle
 *                                                  outstanding ── no answer ──▶ idle (and offer again, higher revision)
 *
 * Changes while an offer is on its way are not queued one by one: when it is over, the then current set is offered.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { SdpOfferParams } from "../../../common/wire/device-signaling.ts";
import { rpcCodes, type RpcError } from "../../../common/wire/json-rpc.ts";
import type { MediaEngine, SubscribeTransport } from "../../media/media-engine.ts";
import type { Log } from "../platform-options.ts";
import { type PublishedStream, streamMap } from "../published-stream.ts";
import { rpcErrorOf } from "./rpc-error.ts";

export interface SubscribeSideOptions {
  readonly engine: Pick<MediaEngine, "createSubscribeTransport">;
  readonly clock: Clock;
  readonly log: Log;
  readonly answerTimeoutMs: number;
  /** The streams that the participant is to receive now. */
  readonly wanted: () => readonly PublishedStream[];
  /** Above every revision that this device has seen (R45). */
  readonly nextRevision: () => number;
  /** False while the device must not be offered anything: not set up yet, or without a socket. */
  readonly mayOffer: () => boolean;
  readonly send: (offer: SdpOfferParams) => void;
  /** An offer's answer was applied, so many seconds after the offer was sent. */
  readonly onNegotiated: (seconds: number) => void;
}

interface Outstanding {
  /** What it offers, as `keyOf`. */
  readonly key: string;
  readonly restartsIce: boolean;
  /** ms since the epoch. */
  readonly sentAt: number;
  cancelTimeout: Dispose;
}

/** Then the peer connection is thrown away and made anew, so many times until something changes. */
const triesPerTransport = 3;
const maxRecreations = 2;

const keyOf = (streams: readonly PublishedStream[]): string =>
  JSON.stringify(streams.map((s) => [s.participantId, s.msid, s.alias, s.producers.map(({ id }) => id)]));
const nothing = keyOf([]);

export class SubscribeSide {
  readonly #options: SubscribeSideOptions;
  readonly #endpointId = randomUUID();
  #transport: SubscribeTransport | null = null;
  #stopWatching: Dispose = () => {};
  #outstanding: Outstanding | null = null;
  /** What the client has answered; null when unknown, as after an offer that it may or may not have applied. */
  #settled: string | null = nothing;
  #busy = false;
  #closed = false;
  #iceFailed = false;
  /** A channel has been closed since the last offer was made: the next one has another in its place. */
  #channelsLost = false;
  #tries = 0;
  #recreations = 0;
  #gaveUpOn: string | null = null;
  /** Offers given up on whose answers may still come: answers carry no revision. */
  #lateAnswers = 0;

  constructor(options: SubscribeSideOptions) {
    this.#options = options;
  }

  /** To be called whenever the wanted streams may be others, or offering has become possible. */
  refresh(): void {
    this.#offer().catch((error: unknown) => {
      this.#options.log("error", "subscribe offer failed", { error: String(error) });
      this.#busy = false;
      if (!this.#closed) this.#giveUpOnTransport();
    });
  }

  /**
   * Applies an answer. The caller replies first and then runs `next`, so that the reply precedes the next offer.
   * A refused answer leaves the offer unanswered.
   */
  async answer(sdp: string): Promise<Result<{ next: () => void }, RpcError>> {
    const outstanding = this.#outstanding;
    const transport = this.#transport;
    if (!outstanding || !transport || this.#busy) return this.#unexpectedAnswer();
    outstanding.cancelTimeout();
    this.#busy = true;
    const applied = await transport.answer(sdp).finally(() => (this.#busy = false));
    if (this.#closed) return ok({ next: () => {} });
    if (!applied.ok) {
      if (this.#outstanding === outstanding) this.#awaitAnswer(outstanding);
      return err(rpcErrorOf(applied.error));
    }
    this.#outstanding = null;
    this.#options.onNegotiated((this.#options.clock.now() - outstanding.sentAt) / 1_000);
    this.#settled = outstanding.key;
    this.#tries = 0;
    this.#recreations = 0;
    if (outstanding.restartsIce) this.#iceFailed = false;
    return ok({ next: () => this.refresh() });
  }

  /** The socket is gone: what was sent may never have arrived. */
  suspend(): void {
    if (this.#outstanding) this.#abandon(this.#outstanding);
    this.#gaveUpOn = null;
  }

  close(): void {
    this.#closed = true;
    this.#outstanding?.cancelTimeout();
    this.#outstanding = null;
    this.#dropTransport();
  }

  async #offer(): Promise<void> {
    if (this.#closed || this.#busy || this.#outstanding || !this.#options.mayOffer()) return;
    const wanted = this.#options.wanted();
    const key = keyOf(wanted);
    if (key === this.#gaveUpOn) return;
    if (key === this.#settled && !this.#iceFailed && !this.#channelsLost) return;
    this.#gaveUpOn = null;
    this.#busy = true;
    const restartsIce = this.#iceFailed;
    this.#channelsLost = false;
    const transport = (this.#transport ??= await this.#createTransport());
    const offer = await transport.offer({
      producers: wanted.flatMap(({ producers }) => producers),
      iceRestart: restartsIce,
    });
    this.#busy = false;
    if (this.#closed) return this.#dropTransport();
    // The socket went meanwhile: resuming calls refresh().
    if (!this.#options.mayOffer()) {
      this.#settled = null;
      return;
    }
    const sdpRevision = this.#options.nextRevision();
    this.#outstanding = { key, restartsIce, sentAt: this.#options.clock.now(), cancelTimeout: () => {} };
    this.#awaitAnswer(this.#outstanding);
    this.#options.send({
      sdpOffer: offer.sdp,
      sdpRevision,
      endpointId: this.#endpointId,
      streamMetadata: streamMap(wanted, offer.channels),
    });
  }

  async #createTransport(): Promise<SubscribeTransport> {
    const transport = await this.#options.engine.createSubscribeTransport();
    const watches = [
      transport.onStateChange((state) => {
        if (state !== "failed") return;
        // The client does nothing about it; only a new offer helps (bandwidth.md 4.8, R53).
        this.#iceFailed = true;
        this.refresh();
      }),
      transport.onChannelLost(() => {
        this.#options.log("info", "data channel closed: subscriber too slow");
        this.#channelsLost = true;
        this.refresh();
      }),
    ];
    this.#stopWatching = () => watches.forEach((stop) => stop());
    return transport;
  }

  #awaitAnswer(outstanding: Outstanding): void {
    outstanding.cancelTimeout = this.#options.clock.after(this.#options.answerTimeoutMs, () => {
      this.#abandon(outstanding);
      this.#options.log("info", "subscribe offer not answered", { tries: this.#tries + 1 });
      this.#tries += 1;
      if (this.#tries >= triesPerTransport) this.#giveUpOnTransport();
      else this.refresh();
    });
  }

  #abandon(outstanding: Outstanding): void {
    outstanding.cancelTimeout();
    this.#outstanding = null;
    this.#settled = null;
    this.#lateAnswers += 1;
  }

  #giveUpOnTransport(): void {
    this.#dropTransport();
    this.#tries = 0;
    this.#lateAnswers = 0;
    this.#settled = null;
    this.#iceFailed = false;
    this.#recreations += 1;
    if (this.#recreations <= maxRecreations) return this.refresh();
    this.#options.log("warn", "subscribing given up until something changes");
    this.#recreations = 0;
    this.#gaveUpOn = keyOf(this.#options.wanted());
  }

  /** An answer to an offer that was given up on may have been taken for the next one's: offer once more. */
  #unexpectedAnswer(): Result<{ next: () => void }, RpcError> {
    if (this.#lateAnswers === 0 || this.#busy) {
      return err({ code: rpcCodes.conflict, message: "no offer awaits an answer" });
    }
    this.#lateAnswers -= 1;
    this.#settled = null;
    return ok({ next: () => this.refresh() });
  }

  #dropTransport(): void {
    this.#stopWatching();
    const transport = this.#transport;
    this.#transport = null;
    transport?.close().catch((error: unknown) => {
      this.#options.log("warn", "subscribe transport did not close", { error: String(error) });
    });
  }
}
