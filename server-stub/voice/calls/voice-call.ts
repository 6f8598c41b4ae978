import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { Scope, type Dispose } from "../../../common/scope.ts";
import { Listeners } from "../../pstn/listeners.ts";
import type { Hook } from "../hooks/hook.ts";
import type { Leg } from "../legs/leg.ts";
import { step, type CallCause, type CallDirection, type CallEvent, type CallState } from "./call-machine.ts";
import { Run } from "./run.ts";

/** What is fixed when a call is made. */
export interface CallFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly direction: CallDirection;
  readonly from: string;
  readonly to: string;
  /** Leg B of a Transfer: the call whose BXML placed it. */
  readonly parentCallId?: string;
  /** What its events say as `from` and `to`, when not its own: those of leg A. */
  readonly said?: { readonly from: string; readonly to: string };
  readonly uui?: string;
  /** How long its webhooks may take to answer. */
  readonly callbackTimeoutMs: number;
}

export interface CallTimes {
  readonly enqueuedAt?: number;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly changedAt: number;
}

export interface CallProblem {
  readonly message: string;
  readonly id: string;
}

/** What is said about an end that is nobody's fault but no success either (bandwidth.md 6.9). */
const causeMessages: Partial<Record<CallCause, string>> = {
  busy: "Callee is busy",
  timeout: "Callee did not answer in time",
  rejected: "Call was rejected",
  "account-limit": "Too many calls at once",
  error: "Call failed",
};

/** `rejected` alone may be a person who declines or a number that does not exist; the status tells them apart. */
function problemMessage(cause: CallCause, sipStatus: number | undefined): string | undefined {
  const message = causeMessages[cause];
  return message === undefined || sipStatus === undefined || cause === "busy"
    ? message
    : `${message} (SIP ${sipStatus})`;
}

/** A call of the Voice API: its state, the leg it talks through, and the one run of BXML that it is under. */
export class VoiceCall {
  readonly facts: CallFacts;
  readonly #clock: Clock;
  readonly #answered = new Listeners<[]>();
  readonly #disconnected = new Listeners<[CallCause]>();
  readonly #scope = new Scope();
  #state: CallState;
  #sipStatus: number | undefined;
  #times: CallTimes;
  #leg: Leg | undefined;
  #run: Run;
  /** Comes with every event from now on. */
  tag: string | undefined;
  /** Where StartGather wants each key to be told. */
  dtmf: Hook | undefined;
  /** Joined with another call or leg by a Bridge or a Transfer. */
  joined = false;
  problem: CallProblem | undefined;

  constructor(facts: CallFacts, clock: Clock) {
    this.facts = facts;
    this.#clock = clock;
    const now = clock.now();
    const outbound = facts.direction === "outbound";
    this.#state = { phase: outbound ? "queued" : "initiated" };
    this.#times = { startedAt: now, changedAt: now, ...(outbound ? { enqueuedAt: now } : {}) };
    this.#run = new Run(clock);
  }

  get id(): string {
    return this.facts.id;
  }

  get state(): CallState {
    return this.#state;
  }

  get times(): CallTimes {
    return this.#times;
  }

  get live(): boolean {
    return this.#state.phase !== "disconnected";
  }

  get answered(): boolean {
    return this.#state.phase === "answered";
  }

  /** May be used from the answer on; before and after it leads nowhere. */
  get leg(): Leg | undefined {
    return this.#leg;
  }

  onAnswered(listener: () => void): Dispose {
    return this.#answered.add(listener);
  }

  onDisconnected(listener: (cause: CallCause) => void): Dispose {
    return this.#disconnected.add(listener);
  }

  /** The leg has been placed, or has come in. An outbound one that does not ring within `ringStartMs` is given up. */
  attach(leg: Leg, ringStartMs: number): void {
    this.#leg = leg;
    this.#scope.add(leg.onRinging(() => this.#step({ type: "leg.ringing" })));
    this.#scope.add(leg.onAnswered(() => this.#step({ type: "leg.answered" })));
    this.#scope.add(
      leg.onEnded((cause, status) => {
        this.#sipStatus = status;
        this.#step({ type: "leg.ended", cause });
      }),
    );
    this.#scope.add(this.#clock.after(ringStartMs, () => this.#step({ type: "ring-start.expired" })));
    this.#step({ type: "leg.placed" });
  }

  /** What was under way on this call ends; what comes next runs inside the new run. */
  beginRun(): Run {
    this.#run.end();
    this.#run = new Run(this.#clock);
    if (!this.live) this.#run.end();
    return this.#run;
  }

  hangUp(cause?: CallCause, problem?: CallProblem): void {
    if (this.live && problem) this.problem = problem;
    this.#step({ type: "hung-up", ...(cause === undefined ? {} : { cause }) });
  }

  #step(event: CallEvent): void {
    const { state, effects } = step(this.facts.direction, this.#state, event);
    if (state === this.#state) return;
    const now = this.#clock.now();
    this.#state = state;
    this.#times = {
      ...this.#times,
      changedAt: now,
      ...(state.phase === "answered" ? { answeredAt: now } : {}),
      ...(state.phase === "disconnected" ? { endedAt: now } : {}),
    };
    if (state.phase === "disconnected") this.#scope.end();
    for (const effect of effects) {
      if (effect === "leg.hang-up") this.#leg?.hangUp();
      else if (effect === "tell.answered") this.#answered.tell();
      else if (state.phase === "disconnected") this.#over(state.cause);
    }
  }

  #over(cause: CallCause): void {
    const message = problemMessage(cause, this.#sipStatus);
    if (message !== undefined) this.problem ??= { message, id: randomUUID() };
    this.#run.end();
    this.#disconnected.tell(cause);
    this.#answered.clear();
    this.#disconnected.clear();
  }
}
