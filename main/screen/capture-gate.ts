import type { Clock } from "../../common/clock.ts";
import type { SourceId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";

/** A page that was told to capture does so at once; whatever asks later was not told. */
export const armedMs = 10_000;

export interface Armed {
  readonly source: SourceId;
  readonly sound: boolean;
}

/** Lets one capture through for each that main has ordered, and no other. */
export class CaptureGate {
  readonly #clock: Clock;
  #armed: Armed | null = null;
  #cancel: Dispose = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next capture may be of this source. A newer order replaces one that was not used. */
  arm(armed: Armed): void {
    this.#cancel();
    this.#armed = armed;
    this.#cancel = this.#clock.after(armedMs, () => (this.#armed = null));
  }

  /** Asked by the system's handler; null denies. `ours`: the request came from our page's main frame. */
  take(ours: boolean): Armed | null {
    if (!ours) return null;
    const armed = this.#armed;
    this.#armed = null;
    this.#cancel();
    return armed;
  }
}
