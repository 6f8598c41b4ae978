import type { CallId, UserId } from "../../common/ids.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { Client } from "./client.ts";
import {
  outcomeFor,
  serviceCall,
  step,
  type CallEvent,
  type Side,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

/** Ended calls remembered, so that a late request learns how its call ended. */
const maxEnded = 1_000;

/** All calls, live and lately ended. Holds state, does nothing: effects are for the caller of `apply`. */
export class CallRegistry {
  readonly #live = new Map<CallId, TrackedCall>();
  readonly #ended = new Map<CallId, TrackedCall>();
  /** Ids asked for by someone whose request answered the other's call instead. */
  readonly #aliases = new Map<CallId, CallId>();

  /** By its own id, or by the id that somebody wanted to give it. */
  find(id: CallId): TrackedCall | undefined {
    const own = this.#aliases.get(id) ?? id;
    return this.#live.get(own) ?? this.#ended.get(own);
  }

  add(call: TrackedCall): void {
    this.#live.set(call.id, call);
  }

  /** As if it had never been placed. */
  forget(id: CallId): void {
    this.#live.delete(id);
    this.#ended.delete(id);
  }

  addAlias(wanted: CallId, actual: CallId): void {
    remember(this.#aliases, wanted, actual);
  }

  apply(id: CallId, event: CallEvent): Step | null {
    const call = this.#live.get(id);
    if (!call) return null;
    const next = step(call, event);
    if (next.call === call) return null;
    if (next.call.phase === "ended") {
      this.#live.delete(id);
      remember(this.#ended, id, next.call);
    } else this.#live.set(id, next.call);
    return next;
  }

  live(): readonly TrackedCall[] {
    return [...this.#live.values()];
  }

  /** A call of `caller` that is on its way to `callee` and not answered. */
  unanswered(caller: UserId, callee: UserId): TrackedCall | undefined {
    return this.live().find(
      (call) => call.phase !== "answered" && call.caller.person.id === caller && call.callee.id === callee,
    );
  }

  isInCall(person: UserId): boolean {
    return this.live().some(
      (call) => call.phase === "answered" && (call.caller.person.id === person || call.callee.id === person),
    );
  }

  /** In an answered call anywhere, or calling somebody from this very client. */
  isOccupied(client: Client): boolean {
    return this.isInCall(client.person.id) || this.live().some((call) => call.caller.client === client.key);
  }

  /** The live calls that concern a client: those it placed, those it may answer, and the one it answered. */
  concerning(client: Client): ServiceCall[] {
    const calls: ServiceCall[] = [];
    for (const call of this.#live.values()) {
      if (
        call.phase === "placing" ||
        call.phase === "ended" ||
        sideOf(call, client) === null ||
        outcomeFor(call, client.key)
      )
        continue;
      calls.push(serviceCall(call));
    }
    return calls;
  }
}

/** Which side of the call a client is on. The caller's other clients have no part in it. */
export function sideOf(call: TrackedCall, client: Client): Side | null {
  if (call.caller.client === client.key) return "caller";
  return call.callee.id === client.person.id ? "callee" : null;
}

function remember<K, V>(memory: Map<K, V>, key: K, value: V): void {
  memory.set(key, value);
  if (memory.size <= maxEnded) return;
  const oldest = memory.keys().next();
  if (!oldest.done) memory.delete(oldest.value);
}
