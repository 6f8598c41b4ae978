import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";

/** A bad network, in one direction. What is left out is perfect. Shares are from 0 to 1. */
export interface Conditions {
  readonly loss?: number;
  readonly delayMs?: number;
  /** On top of the delay, evenly from 0. Order is kept, as a queue keeps it. */
  readonly jitterMs?: number;
  /** The share that is held back for `reorderedByMs` more, so that those behind overtake it. */
  readonly reordered?: number;
  readonly reorderedByMs?: number;
  readonly duplicated?: number;
  /** A token bucket in front of a queue; what would wait for longer than the queue is lost. */
  readonly rate?: { readonly bitsPerSecond: number; readonly queueMs: number; readonly burstBytes?: number };
}

interface Waiting {
  readonly dueMs: number;
  readonly deliver: () => void;
}

/**
 * Decides what becomes of each datagram, by chance that is the same at each run: lost, late, doubled, out of order, or
 * queued before a slow link. Conditions may be replaced at any time; what is under way keeps the old ones.
 */
export class ImpairedPath {
  conditions: Conditions = {};
  readonly counts = { sent: 0, delivered: 0, lost: 0, overflowed: 0, duplicated: 0, reordered: 0 };
  /** In order of their time. */
  #waiting: Waiting[] = [];
  #cancel: Dispose = () => undefined;
  /** When the bucket would be empty of all debts (RFC 2698 calls such a thing a single rate meter). */
  #debtEndsMs = 0;
  #lastDueMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  send(bytes: number, deliver: () => void): void {
    this.counts.sent += 1;
    const { loss = 0, duplicated = 0 } = this.conditions;
    if (this.random() < loss) {
      this.counts.lost += 1;
      return;
    }
    this.#pass(bytes, deliver);
    if (this.random() >= duplicated) return;
    this.counts.duplicated += 1;
    this.#pass(bytes, deliver);
  }

  /** Forgets what is under way. */
  close(): void {
    this.#waiting = [];
    this.#cancel();
  }

  #pass(bytes: number, deliver: () => void): void {
    const nowMs = this.clock.now();
    const leftMs = this.#leaves(bytes, nowMs);
    if (leftMs === undefined) {
      this.counts.overflowed += 1;
      return;
    }
    const { delayMs = 0, jitterMs = 0, reordered = 0, reorderedByMs = 20 } = this.conditions;
    const arrivesMs = leftMs + delayMs + this.random() * jitterMs;
    if (this.random() < reordered) {
      this.counts.reordered += 1;
      this.#wait({ dueMs: arrivesMs + reorderedByMs, deliver }, nowMs);
      return;
    }
    this.#lastDueMs = Math.max(this.#lastDueMs, arrivesMs);
    this.#wait({ dueMs: this.#lastDueMs, deliver }, nowMs);
  }

  /** When the last bit leaves the queue; undefined when the queue is full. */
  #leaves(bytes: number, nowMs: number): number | undefined {
    const { rate } = this.conditions;
    if (rate === undefined) return nowMs;
    const perByteMs = 8_000 / rate.bitsPerSecond;
    const debtEndsMs = Math.max(nowMs, this.#debtEndsMs) + bytes * perByteMs;
    const leavesMs = Math.max(nowMs, debtEndsMs - (rate.burstBytes ?? 0) * perByteMs);
    if (leavesMs - nowMs > rate.queueMs) return undefined;
    this.#debtEndsMs = debtEndsMs;
    return leavesMs;
  }

  #wait(waiting: Waiting, nowMs: number): void {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.dueMs > waiting.dueMs) at -= 1;
    this.#waiting.splice(at, 0, waiting);
    if (at === 0) this.#deliverDue(nowMs);
  }

  #deliverDue(nowMs: number): void {
    this.#cancel();
    let due = 0;
    while (due < this.#waiting.length && this.#waiting[due]!.dueMs <= nowMs) due += 1;
    for (const { deliver } of this.#waiting.splice(0, due)) {
      this.counts.delivered += 1;
      deliver();
    }
    const next = this.#waiting[0];
    if (next === undefined) return;
    this.#cancel = this.clock.after(next.dueMs - nowMs, () => this.#deliverDue(this.clock.now()));
  }
}
