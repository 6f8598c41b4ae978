import type { Clock } from "../../../common/clock.ts";
import { Scope, type Dispose } from "../../../common/scope.ts";

/**
 * One execution of BXML on a call. It ends when other orders take its place or the call is over; whatever waits inside
 * it then gets null at once and should return.
 */
export class Run {
  readonly #scope = new Scope();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get live(): boolean {
    return !this.#scope.ended;
  }

  end(): void {
    this.#scope.end();
  }

  /** Runs `dispose` when this ends (at once if it has); returns a function that runs it early. */
  add(dispose: Dispose): Dispose {
    return this.#scope.add(dispose);
  }

  /** Waits for what `start` hands to `done`, and takes back what `start` set up either way. Null: this ended first. */
  wait<T>(start: (done: (value: T) => void) => Dispose): Promise<T | null> {
    if (!this.live) return Promise.resolve(null);
    return new Promise((resolve) => {
      const waiting = new Scope();
      const settle = (value: T | null): void => {
        if (waiting.ended) return;
        waiting.end();
        resolve(value);
      };
      waiting.add(this.#scope.add(() => settle(null)));
      // A scope that has ended disposes at once: it may have been done before there was anything to take back.
      waiting.add(start(settle));
    });
  }

  /** True after `ms`, null when this ended before. */
  sleep(ms: number): Promise<true | null> {
    return this.wait<true>((done) => this.#clock.after(ms, () => done(true)));
  }
}
