import type { CallId, RoomId, UserId } from "../../../common/ids.ts";
import type { ServiceCall } from "../../../common/wire/calls.ts";
import type { Client } from "../client.ts";
import { step } from "./call-step.ts";
import { serviceCall } from "./call-view.ts";
import { clientOf, isPersons, type Member } from "./member.ts";
import {
  joinedMembers,
  ringingMembers,
  standingOf,
  type CallEvent,
  type Standing,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

/** Ended calls remembered, so that a late request learns how its call ended. */
const maxEnded = 1_000;

/** All calls and rooms, live and lately ended. Holds state, does nothing: effects are for the caller of `apply`. */
export class CallRegistry {
  readonly #live = new Map<CallId, TrackedCall>();
  readonly #ended = new Map<CallId, TrackedCall>();
  /** Whose call an id is: members that were rung in later know it by ids of their own. */
  readonly #known = new Map<CallId, CallId>();
  /** Ids asked for by someone whose request answered the other's call instead. */
  readonly #aliases = new Map<CallId, CallId>();

  /** By any of its members' ids, or by the id that somebody wanted to give it. */
  find(id: CallId): TrackedCall | undefined {
    const known = this.#actual(id);
    const own = this.#known.get(known) ?? known;
    return this.#live.get(own) ?? this.#ended.get(own);
  }

  /** What the call of this id is to the client. */
  standing(id: CallId, client: Client): { readonly call: TrackedCall; readonly standing: Standing } | null {
    const call = this.find(id);
    const standing = call && standingOf(call, this.#actual(id), client);
    return call && standing ? { call, standing } : null;
  }

  add(call: TrackedCall): void {
    this.#live.set(call.id, call);
    this.#index(call);
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
    this.#index(next.call);
    if (next.call.phase !== "ended") this.#live.set(id, next.call);
    else {
      this.#live.delete(id);
      const forgotten = remember(this.#ended, id, next.call);
      for (const gone of forgotten?.gone ?? []) this.#known.delete(gone.callId);
    }
    return next;
  }

  live(): readonly TrackedCall[] {
    return [...this.#live.values()];
  }

  room(id: RoomId): TrackedCall | undefined {
    return this.live().find((call) => call.room?.id === id);
  }

  rooms(): readonly TrackedCall[] {
    return this.live().filter((call) => call.room !== null);
  }

  /** A call in which `caller` rings `callee`, or is about to. */
  unanswered(caller: UserId, callee: UserId): { call: TrackedCall; member: Member } | undefined {
    for (const call of this.live()) {
      if (call.room !== null) continue;
      for (const member of ringingMembers(call)) {
        const { party, broughtBy } = member;
        if (member.quiet || party.kind !== "person" || party.id !== callee) continue;
        const by = call.members.find(({ id }) => id === broughtBy)?.party;
        if (by?.kind === "person" && by.id === caller) return { call, member };
      }
    }
    return undefined;
  }

  isInCall(person: UserId): boolean {
    return this.live().some((call) => isTalk(call) && joinedMembers(call).some(isOf(person)));
  }

  /** Another call of this client is on its line: one that it places, or one that it is in and does not hold. */
  isOccupied(client: Client): boolean {
    return this.live().some((call) =>
      joinedMembers(call).some(
        (member) => clientOf(member) === client.key && !(isTalk(call) && member.holding),
      ),
    );
  }

  /** How many calls ask for a person's ear: those that ring, and those it is in and does not hold. */
  demands(person: UserId, except?: CallId): number {
    return this.live().filter(
      (call) =>
        call.id !== except &&
        call.members.some(
          (member) => isOf(person)(member) && (member.state === "ringing" ? !member.quiet : !member.holding),
        ),
    ).length;
  }

  /** The live calls that concern a client: those it is in, and those it may answer. */
  concerning(client: Client): ServiceCall[] {
    return this.live().flatMap((call) => {
      if (call.phase !== "live") return [];
      const mine = call.members.filter((member) =>
        member.state === "joined"
          ? clientOf(member) === client.key
          : !member.quiet && isPersons(member.party, client),
      );
      return mine.map((member) => serviceCall(call, member));
    });
  }

  #actual(id: CallId): CallId {
    return this.#aliases.get(id) ?? id;
  }

  #index(call: TrackedCall): void {
    for (const { callId } of call.members) if (callId !== call.id) this.#known.set(callId, call.id);
  }
}

const isTalk = (call: TrackedCall): boolean => call.answered || call.room !== null;
const isOf =
  (person: UserId) =>
  ({ party }: Member): boolean =>
    party.kind === "person" && party.id === person;

/** Returns what had to be forgotten for it. */
function remember<K, V>(memory: Map<K, V>, key: K, value: V): V | undefined {
  memory.set(key, value);
  if (memory.size <= maxEnded) return undefined;
  const oldest = memory.entries().next();
  if (oldest.done) return undefined;
  memory.delete(oldest.value[0]);
  return oldest.value[1];
}
