import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import { Listeners } from "../../pstn/listeners.ts";
import type { Digit } from "../../pstn/phone-network.ts";
import type { Run } from "../calls/run.ts";
import type { Leg } from "../legs/leg.ts";

/** Keys of a leg, kept until somebody takes them, so that none is lost between a prompt and the wait for it. */
export class KeyBuffer {
  readonly #run: Run;
  readonly #keys: Digit[] = [];
  readonly #arrivals = new Listeners<[]>();
  readonly #stop: Dispose;

  constructor(leg: Leg, run: Run) {
    this.#run = run;
    this.#stop = leg.onDigit((digit) => {
      this.#keys.push(digit);
      this.#arrivals.tell();
    });
  }

  get waiting(): boolean {
    return this.#keys.length > 0;
  }

  onKey(listener: () => void): Dispose {
    return this.#arrivals.add(listener);
  }

  /** The next key, or null when none comes in time or the run ends. */
  async next(clock: Clock, patienceMs: number): Promise<Digit | null> {
    if (!this.waiting) {
      await this.#run.wait<true>((done) => {
        const stopListening = this.onKey(() => done(true));
        const stopWaiting = clock.after(patienceMs, () => done(true));
        return () => {
          stopListening();
          stopWaiting();
        };
      });
    }
    return this.#keys.shift() ?? null;
  }

  close(): void {
    this.#stop();
  }
}
