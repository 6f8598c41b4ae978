import { randomUUID } from "node:crypto";
import { MemberId, type CallId, type PhoneNumber } from "../../../common/ids.ts";
import { isEmergencyNumber } from "../../../common/phone/emergency.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { Party, Target } from "../../../common/wire/calls.ts";
import type { Client, PersonRef } from "../client.ts";
import type { EventStreams } from "../event-streams.ts";
import { fail, type Failure } from "../failure.ts";
import type { People } from "../people.ts";
import type { RateLimit } from "../rate-limit.ts";
import type { CallRegistry } from "./call-registry.ts";
import type { RingingMember } from "./member.ts";
import { maxMembers, type TrackedCall } from "./tracked-call.ts";

export type KnownTarget =
  | { readonly kind: "person"; readonly person: PersonRef }
  | { readonly kind: "phone"; readonly number: PhoneNumber; readonly from: PhoneNumber };

export interface TargetsOptions {
  readonly people: People;
  readonly streams: EventStreams;
  readonly registry: CallRegistry;
  /** What people without a number of their own call from; null where there are no phone calls. */
  readonly accountNumber: PhoneNumber | null;
  readonly phoneCalls: RateLimit;
  /** The server is about to stop: nobody is rung any more. */
  readonly draining: { readonly begun: boolean };
}

/** A call in the ear and one that waits: a third caller hears that the line is busy. */
const maxDemands = 2;

/** E.164 has numbers of at least seven digits; shorter ones mean something else in each network. */
const diallable = /^\+[1-9]\d{6,14}$/;

/** Who can be rung, and who cannot be now. */
export class Targets {
  readonly #options: TargetsOptions;

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  /** Who is meant. What is refused here, emergency numbers above all (R72), reaches nobody. */
  read(client: Client, to: Target): Result<KnownTarget, Failure> {
    const { people, accountNumber } = this.#options;
    if (to.kind === "person") {
      const person = people.get(to.id);
      if (!person) return fail("person-unknown");
      return person.id === client.person.id ? fail("calling-yourself") : ok({ kind: "person", person });
    }
    if (isEmergencyNumber(to.number)) return fail("emergency-number");
    if (!diallable.test(to.number)) return fail("number-refused");
    if (accountNumber === null) return fail("phones-unavailable");
    const from = people.numbersOf(client.person.id)[0] ?? accountNumber;
    return ok({ kind: "phone", number: to.number, from });
  }

  /** Why the target cannot be rung at this moment; a call that is about to ring it does not count. */
  refusal(target: KnownTarget, about?: CallId): Failure | null {
    const { registry, streams, draining } = this.#options;
    if (draining.begun) return { code: "shutting-down" };
    if (target.kind === "phone") return null;
    if (registry.demands(target.person.id, about) >= maxDemands) return { code: "callee-busy" };
    return streams.isReachable(target.person.id) ? null : { code: "callee-offline" };
  }

  /** Counts an order to the telephone network. */
  count(client: Client, target: KnownTarget): Failure | null {
    if (target.kind === "person") return null;
    const counted = this.#options.phoneCalls.take(client.person.id);
    return counted.ok ? null : { code: "phone-limit", ...counted.error };
  }

  /** Whoever can be rung into a call that runs already. */
  forCall(client: Client, to: Target, call: TrackedCall): Result<KnownTarget, Failure> {
    const target = this.read(client, to);
    if (!target.ok) return target;
    if (call.members.length >= maxMembers) return fail(call.room === null ? "call-full" : "room-full");
    if (call.members.some(({ party }) => isParty(party, to))) return fail("callee-busy");
    const refusal = this.refusal(target.value) ?? this.count(client, target.value);
    return refusal === null ? target : err(refusal);
  }
}

const isParty = (party: Party, to: Target): boolean =>
  party.kind === "person"
    ? to.kind === "person" && to.id === party.id
    : to.kind === "phone" && to.number === party.number;

export const personParty = ({ id, name }: PersonRef): Party => ({ kind: "person", id, name });

export const newMemberId = (): MemberId => MemberId.parse(randomUUID());

/** A member that rings as soon as it is in the call. */
export function ringingMember(
  target: KnownTarget,
  facts: { readonly callId: CallId } & Partial<
    Pick<RingingMember, "broughtBy" | "transferredBy" | "calledNumber" | "quiet" | "rung">
  >,
): RingingMember {
  const party: Party =
    target.kind === "person"
      ? personParty(target.person)
      : { kind: "phone", number: target.number, name: null };
  return {
    broughtBy: null,
    transferredBy: null,
    calledNumber: null,
    quiet: false,
    rung: true,
    ...facts,
    id: newMemberId(),
    party,
    from: target.kind === "phone" ? target.from : null,
    state: "ringing",
    confirmed: false,
    participantId: null,
  };
}
