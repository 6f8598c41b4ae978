import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import { ProbeCluster } from "./probe-cluster.ts";
import type { OnArrival, SendEstimate } from "./send-estimate.ts";

/** A probe lasts as long as feedback is apart, and is spread over it: a burst would measure the queue. */
const clusterMs = 100;
const stepMs = 5;
/** Of one step, when the timer was late. */
const maxPaddingPackets = 40;
/** Twice what is known is far enough to find a layer, and near enough not to flood a link. */
const stretch = 2;
const maxProbeBits = 10_000_000;
/** Less than this of what was tried is the end of the link. */
const reachedShare = 0.9;
const answerMs = 1_000;
const soonMs = 200;
const firstRetryMs = 500;
const maxRetryMs = 10_000;

/** Sends one packet of padding of about this size; returns its bytes, 0 when there is no stream to pad. */
export type Pad = () => number;

type State =
  | { readonly phase: "idle" }
  | {
      readonly phase: "sending" | "waiting";
      readonly cluster: ProbeCluster;
      readonly startedMs: number;
      readonly bytesBefore: number;
      readonly target: number;
    };

/**
 * Finds out whether more would fit when somebody waits for more: what is sent now cannot tell. Never sends while nothing
 * is wanted, and tries ever more rarely what does not fit.
 */
export class Prober {
  #state: State = { phase: "idle" };
  #nextMs = 0;
  #retryMs = firstRetryMs;
  #cancel: Dispose = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly estimate: SendEstimate,
    private readonly pad: Pad,
  ) {}

  /** Every 50 ms or so; `wanted` is the rate that would be of use, undefined when none is. */
  tick(wanted: number | undefined): void {
    const nowMs = this.clock.now();
    if (this.#state.phase === "waiting") this.#judge(nowMs);
    if (this.#state.phase !== "idle" || wanted === undefined || nowMs < this.#nextMs) return;
    const known = this.estimate.bitsPerSecond;
    if (!this.estimate.known || wanted <= known || this.estimate.usage === "overuse") return;
    this.#state = {
      phase: "sending",
      cluster: new ProbeCluster(this.estimate.sent.next),
      startedMs: nowMs,
      bytesBefore: this.estimate.sent.totalBytes,
      target: Math.min(stretch * known, wanted, maxProbeBits),
    };
    this.#step();
  }

  readonly arrived: OnArrival = (counter, packet) => {
    if (this.#state.phase !== "idle") this.#state.cluster.arrived(counter, packet);
  };

  close(): void {
    this.#cancel();
    this.#state = { phase: "idle" };
  }

  #step(): void {
    if (this.#state.phase !== "sending") return;
    const { startedMs, bytesBefore, target, cluster } = this.#state;
    const { sent } = this.estimate;
    const elapsedMs = Math.min(clusterMs, this.clock.now() - startedMs);
    const due = (target * (elapsedMs + stepMs)) / 8_000;
    for (let count = 0; count < maxPaddingPackets && sent.totalBytes - bytesBefore < due; count++) {
      if (this.pad() === 0) break;
    }
    if (elapsedMs < clusterMs) {
      this.#cancel = this.clock.after(stepMs, () => this.#step());
      return;
    }
    cluster.end(sent.next - 1);
    this.#state = { ...this.#state, phase: "waiting" };
  }

  #judge(nowMs: number): void {
    if (this.#state.phase !== "waiting") return;
    const { cluster, startedMs, target } = this.#state;
    const { measured } = cluster;
    const late = nowMs - startedMs > clusterMs + answerMs;
    // It may still rise while reports come in; what falls short has until then.
    if (!late && (measured === undefined || measured < reachedShare * target)) return;
    this.#state = { phase: "idle" };
    const reached = measured !== undefined && measured >= reachedShare * target;
    if (measured !== undefined) this.estimate.proven(measured);
    this.#retryMs = reached ? firstRetryMs : Math.min(maxRetryMs, 2 * this.#retryMs);
    this.#nextMs = nowMs + (reached ? soonMs : this.#retryMs);
  }
}
