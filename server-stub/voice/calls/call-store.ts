import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import type { VoiceCall } from "./voice-call.ts";

/** More ended calls than these would be a memory leak with a long name; the oldest go first. */
const mostEnded = 10_000;

/** Calls by id: live ones, and ended ones for as long as they can be read (bandwidth.md 6.2). */
export class CallStore {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #calls = new Map<string, VoiceCall>();
  readonly #ended: VoiceCall[] = [];
  readonly #scope = new Scope();
  #live = 0;

  constructor(options: { clock: Clock; keepMs: number }) {
    this.#clock = options.clock;
    this.#keepMs = options.keepMs;
  }

  get live(): number {
    return this.#live;
  }

  /** Newest first. */
  all(): readonly VoiceCall[] {
    return [...this.#calls.values()].reverse();
  }

  find(id: string): VoiceCall | undefined {
    return this.#calls.get(id);
  }

  add(call: VoiceCall): void {
    this.#calls.set(call.id, call);
    this.#live += 1;
    call.onDisconnected(() => {
      this.#live -= 1;
      this.#ended.push(call);
      if (this.#ended.length > mostEnded) this.#forget(this.#ended[0]);
      const cancel = this.#scope.add(this.#clock.after(this.#keepMs, () => this.#forget(call, cancel)));
    });
  }

  close(): void {
    this.#scope.end();
  }

  #forget(call: VoiceCall | undefined, cancel?: () => void): void {
    if (!call) return;
    cancel?.();
    this.#calls.delete(call.id);
    const index = this.#ended.indexOf(call);
    if (index >= 0) this.#ended.splice(index, 1);
  }
}
