import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Time that only a test moves. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];

  /** `now` in ms since the epoch; any round number will do. */
  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): Dispose {
    const timer = { at: this.#now + Math.max(0, ms), order: (this.#order += 1), task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers still run: nought when everything was cleaned up. */
  get running(): number {
    return this.#timers.length;
  }

  /** How many timers run out within so many ms. */
  dueWithin(ms: number): number {
    return this.#timers.filter(({ at }) => at <= this.#now + ms).length;
  }

  /** Moves time on by `ms`, running what becomes due, in order. Promises settle afterwards, not in between. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) this.#fire(next);
    this.#now = end;
  }

  /** Like `advance`, but lets promises settle before, after and between the timers. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#fire(next);
      await settle();
    }
    this.#now = end;
  }

  #nextUntil(end: number): Timer | undefined {
    return this.#timers
      .filter((timer) => timer.at <= end)
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .at(0);
  }

  #fire(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#now = timer.at;
    timer.task();
  }
}

/** Lets every promise chain that is already under way settle: a turn of the event loop comes after all microtasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
