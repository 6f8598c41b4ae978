import type { Clock } from "../../common/clock.ts";
import type { CallRegistry } from "./calls/call-registry.ts";
import { joinedMembers } from "./calls/tracked-call.ts";

/**
 * The time before the server stops: nothing new begins, and what runs may come to its end.
 *
 *   serving ── begin ─▶ draining ── the last call has ended, or the time is over ─▶ drained
 */
export class Draining {
  readonly #registry: Pick<CallRegistry, "live">;
  readonly #clock: Clock;
  #begun = false;
  #finish: (() => void) | null = null;

  constructor(options: { registry: Pick<CallRegistry, "live">; clock: Clock }) {
    this.#registry = options.registry;
    this.#clock = options.clock;
  }

  /** From then on nobody is rung and nobody enters a room. */
  get begun(): boolean {
    return this.#begun;
  }

  /** How many calls, and rooms with somebody in them, are still there. */
  get running(): number {
    return this.#registry.live().filter((call) => call.room === null || joinedMembers(call).length > 0)
      .length;
  }

  /** Resolves when nothing runs any more, at the latest after so long. Once. */
  begin(maxMs: number): Promise<void> {
    this.#begun = true;
    if (this.running === 0 || maxMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(maxMs, resolve);
      this.#finish = () => {
        cancel();
        resolve();
      };
    });
  }

  /** To be called after every change of a call. */
  changed(): void {
    if (this.#finish && this.running === 0) this.#finish();
  }
}
