import type { Clock } from "../../../common/clock.ts";
import type { CallId, MemberId } from "../../../common/ids.ts";
import { ok, type Result } from "../../../common/result.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Log } from "../../log.ts";
import type { EventStreams } from "../event-streams.ts";
import type { Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { PresenceBoard } from "../presence.ts";
import type { CallRegistry } from "./call-registry.ts";
import type { LinePort } from "./line-port.ts";
import type { Arranged, SessionArranger } from "./session-arranger.ts";
import { participantOf } from "./member.ts";
import {
  joinedMembers,
  type CallEffect,
  type CallEvent,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

export interface CallEngineOptions {
  readonly registry: CallRegistry;
  readonly arranger: SessionArranger;
  /** Null where there are no phone calls. */
  readonly lines: LinePort | null;
  readonly streams: EventStreams;
  readonly presence: PresenceBoard;
  readonly accesses: MediaAccesses;
  readonly clock: Clock;
  readonly log: Log;
  /** How long somebody rings, and how long the other half of a rebuilt call is waited for. */
  readonly waitMs: Readonly<Record<"ring" | "rejoin", number>>;
  /** After every change of a call. */
  readonly onChange: (call: TrackedCall) => void;
}

/** Feeds calls with what happens and turns the effects of their steps into work. */
export class CallEngine {
  readonly #options: CallEngineOptions;
  readonly #timers = new Map<MemberId, Dispose>();
  readonly #arranged = new Map<CallId, Promise<Arranged>>();
  readonly #dialled = new Map<MemberId, Promise<Result<void, Failure>>>();

  constructor(options: CallEngineOptions) {
    this.#options = options;
  }

  /** Takes a new call in and makes its members' places. Whoever should ring does so on `rung`. */
  add(call: TrackedCall): Promise<Arranged> {
    this.#options.registry.add(call);
    this.#options.onChange(call);
    if (call.members.some((member) => participantOf(member) !== null)) this.#arrange(call.id);
    return this.arranged(call.id);
  }

  apply(id: CallId, event: CallEvent): Step | null {
    const { registry, presence, log, onChange } = this.#options;
    const before = registry.find(id);
    const step = registry.apply(id, event);
    if (!step || !before) return null;
    const { call } = step;
    if (summary(before) !== summary(call)) {
      log("info", "call changed", {
        call: id,
        from: summary(before),
        to: summary(call),
        because: because(event),
      });
    }
    for (const effect of step.effects) this.#carryOut(call.id, effect);
    for (const { party } of [...before.members, ...call.members]) {
      if (party.kind === "person") presence.refresh(party.id);
    }
    onChange(call);
    return step;
  }

  /** How the arrangement ended that the last change asked for. Ask before the next await. */
  arranged(id: CallId): Promise<Arranged> {
    return this.#arranged.get(id) ?? Promise.resolve("arranged");
  }

  /** Whether the telephone network has taken the order. Ask before the next await. */
  dialled(member: MemberId): Promise<Result<void, Failure>> {
    return this.#dialled.get(member) ?? Promise.resolve(ok(undefined));
  }

  #carryOut(id: CallId, effect: CallEffect): void {
    const { streams, accesses, arranger, lines } = this.#options;
    switch (effect.type) {
      case "tell":
        return streams.send(effect.to, effect.event);
      case "timer.start":
        return this.#startTimer(id, effect.member, effect.wait);
      case "timer.stop":
        this.#timers.get(effect.member)?.();
        this.#timers.delete(effect.member);
        return;
      case "arrange":
        return this.#arrange(id);
      case "seat.free":
        return accesses.release(effect.seat.access);
      case "line.dial": {
        const { member, number } = effect;
        if (lines)
          this.#keep(
            this.#dialled,
            member.id,
            lines.dial({ call: id, member: member.id, number, from: member.from }),
          );
        return;
      }
      case "line.connect":
        return lines?.connect(effect.member);
      case "line.end":
        return lines?.end(effect.member);
      case "session.close":
        return arranger.close(id, effect.sessionId);
    }
  }

  #startTimer(id: CallId, member: MemberId, wait: "ring" | "rejoin"): void {
    const { clock, waitMs } = this.#options;
    const timer = clock.after(waitMs[wait], () => {
      this.#timers.delete(member);
      this.apply(id, { type: "time-out", member });
    });
    this.#timers.set(member, timer);
  }

  #arrange(id: CallId): void {
    this.#keep(this.#arranged, id, this.#options.arranger.arrange(id));
  }

  /** Kept until it is settled: who asks later has nothing to wait for. */
  #keep<K, V>(map: Map<K, Promise<V>>, key: K, running: Promise<V>): void {
    map.set(key, running);
    const forget = (): void => {
      if (map.get(key) === running) map.delete(key);
    };
    void running.then(forget, forget);
  }
}

const summary = (call: TrackedCall): string =>
  `${call.phase}, ${joinedMembers(call).length} of ${call.members.length}`;

const because = (event: CallEvent): string =>
  "outcome" in event ? `${event.type} (${event.outcome})` : event.type;
