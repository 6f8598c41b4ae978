import type { Clock } from "../../common/clock.ts";
import type { ControlClient } from "./control-client.ts";

/** Anybody may ask, so the platform is asked at most this often. */
const freshMs = 5_000;

/** Whether the platform answers us, remembered for a moment. */
export class Readiness {
  readonly #control: ControlClient;
  readonly #clock: Clock;
  #checked: { at: number; answer: Promise<boolean> } | null = null;

  constructor(options: { control: ControlClient; clock: Clock }) {
    this.#control = options.control;
    this.#clock = options.clock;
  }

  check(): Promise<boolean> {
    const now = this.#clock.now();
    if (!this.#checked || now - this.#checked.at >= freshMs) {
      this.#checked = { at: now, answer: this.#control.answersUs() };
    }
    return this.#checked.answer;
  }
}
