import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { AudioFrame, Digit, PhoneCall, PhoneCause, PlaceOptions } from "../phone-network.ts";
import { habits, numberPlan, type Reaction, type Talk } from "./number-plan.ts";
import { SimulatedCall } from "./simulated-call.ts";
import { talks, type Talker } from "./talk.ts";

export interface SimulatedPhonesOptions {
  readonly clock: Clock;
  /** Takes the calls that simulated phones make. */
  readonly onIncoming: (call: PhoneCall) => void;
}

/** A simulated phone that has called us, as whoever made it call sees it. */
export interface SimulatedCaller {
  readonly state: PhoneCall["state"];
  onAnswered(listener: () => void): Dispose;
  onEnded(listener: (cause: PhoneCause) => void): Dispose;
  /** What it hears from us. */
  onHeard(listener: (frame: AudioFrame) => void): Dispose;
  press(digit: Digit, durationMs?: number): void;
  /** Puts us on hold, or takes us back. */
  hold(held: boolean): void;
  hangUp(): void;
}

/** Phones in this process, so that dialling works with nothing installed. What each number does: `number-plan.ts`. */
export class SimulatedPhones {
  readonly #clock: Clock;
  readonly #onIncoming: (call: PhoneCall) => void;
  readonly #live = new Set<SimulatedCall>();
  #closed = false;

  constructor({ clock, onIncoming }: SimulatedPhonesOptions) {
    this.#clock = clock;
    this.#onIncoming = onIncoming;
  }

  has(number: string): boolean {
    return numberPlan.has(number);
  }

  /** Calls one of the numbers of the plan. */
  place(options: PlaceOptions): PhoneCall {
    const phone = numberPlan.get(options.to);
    const { from, to, userToUser, ringLimitMs } = options;
    const call = this.#start({ direction: "outgoing", from, to, userToUser }, phone?.talk ?? "silent");
    this.#react(call, phone?.reaction ?? "declines");
    call.after(ringLimitMs, () => {
      if (call.state !== "answered") call.phoneHangsUp("timeout");
    });
    return call;
  }

  /** Has a simulated phone call one of our numbers. */
  call({ from, to, behaviour }: { from: string; to: string; behaviour: Talk }): SimulatedCaller {
    const call = this.#start({ direction: "incoming", from, to, userToUser: undefined }, behaviour);
    call.after(habits.givesUpAfterMs, () => {
      if (call.state !== "answered") call.phoneHangsUp("cancel");
    });
    const caller: SimulatedCaller = {
      get state() {
        return call.state;
      },
      onAnswered: call.onAnswered,
      onEnded: call.onEnded,
      onHeard: (listener) => call.onHeard(listener),
      press: (digit, durationMs = 160) => call.phonePresses(digit, durationMs),
      hold: (held) => call.phoneHolds(held),
      hangUp: () => call.phoneHangsUp(call.state === "answered" ? "hangup" : "cancel"),
    };
    // Later, so that whoever made it call can add its listeners first.
    call.after(0, () => this.#onIncoming(call));
    return caller;
  }

  close(): void {
    this.#closed = true;
    for (const call of [...this.#live]) call.phoneHangsUp("hangup");
  }

  #start(party: Pick<PhoneCall, "direction" | "from" | "to" | "userToUser">, behaviour: Talk): SimulatedCall {
    const call = new SimulatedCall({ ...party, clock: this.#clock, talk: (it) => this.#talk(it, behaviour) });
    this.#live.add(call);
    call.onEnded(() => this.#live.delete(call));
    return call;
  }

  #talk(call: SimulatedCall, behaviour: Talk): Talker {
    const outgoing = call.direction === "outgoing";
    const line = {
      number: outgoing ? call.to : call.from,
      remote: outgoing ? call.from : call.to,
      hangUp: () => call.phoneHangsUp("hangup"),
      after: (ms: number, task: () => void) => call.after(ms, task),
      onEnded: call.onEnded,
    };
    return talks[behaviour](line, {
      clock: this.#clock,
      callBack: (from, to) => {
        if (!this.#closed) this.call({ from, to, behaviour: "tone" });
      },
    });
  }

  #react(call: SimulatedCall, reaction: Reaction): void {
    const refuse = (status: number): void =>
      call.after(habits.refusesAfterMs, () => call.phoneRefuses(status));
    if (reaction === "busy") return refuse(486);
    call.after(habits.ringsAfterMs, () => call.phoneRings());
    if (reaction === "declines") refuse(603);
    if (reaction === "answers") call.after(habits.answersAfterMs, () => call.phoneAnswers());
  }
}
