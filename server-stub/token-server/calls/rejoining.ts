import type { Clock } from "../../../common/clock.ts";
import type { CallId, MediaAccessId } from "../../../common/ids.ts";
import { err, type Result } from "../../../common/result.ts";
import type { RejoinCallRequest, ServiceCall } from "../../../common/wire/calls.ts";
import type { Client } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { People } from "../people.ts";
import { currentCall, taken } from "./call-access.ts";
import type { CallEngine } from "./call-engine.ts";
import type { CallRegistry } from "./call-registry.ts";
import { isPersons, type Member } from "./member.ts";
import { arrival, takeSeat } from "./seats.ts";
import { ringingMember } from "./targets.ts";
import { newCall, ringingMembers, type TrackedCall } from "./tracked-call.ts";

export interface RejoiningOptions {
  readonly registry: CallRegistry;
  readonly engine: CallEngine;
  readonly people: People;
  readonly accesses: MediaAccesses;
  readonly clock: Clock;
}

/**
 * Gives people their places in answered calls again, and rebuilds calls that an earlier run of this server has lost (docs/decisions/rebuilding-calls.md). The first of the two who
 * comes back makes the call anew and waits; the second joins. Nothing rings: who does not come back by itself hears nothing.
 */
export class Rejoining {
  readonly #options: RejoiningOptions;

  constructor(options: RejoiningOptions) {
    this.#options = options;
  }

  async rejoin(
    client: Client,
    id: CallId,
    request: RejoinCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry, engine, accesses, clock } = this.#options;
    const { mediaAccessId } = request;
    const known = registry.find(id);
    if (!known) return this.#makeAnew(client, id, request);
    const awaited = awaitedIn(known, client);
    if (!awaited) return this.#reseat(client, id, mediaAccessId);
    if (registry.isOccupied(client)) return fail("already-in-call");
    const seat = takeSeat(accesses, client, mediaAccessId, id);
    if (!seat.ok) return seat;
    engine.apply(id, { type: "accepted", member: awaited.id, seat: seat.value, at: clock.now() });
    return this.#answer(client, id, engine.arranged(id));
  }

  async #makeAnew(
    client: Client,
    id: CallId,
    { call, mediaAccessId }: RejoinCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry, engine, people, accesses, clock } = this.#options;
    if (!call) return fail("not-found");
    const { caller, callee } = call;
    const isCaller = client.person.id === caller;
    if ((!isCaller && client.person.id !== callee) || caller === callee) return notTheirs;
    const person = people.get(isCaller ? callee : caller);
    if (!person) return fail("person-unknown");
    if (registry.isOccupied(client)) return fail("already-in-call");
    const seat = takeSeat(accesses, client, mediaAccessId, id);
    if (!seat.ok) return seat;
    const joinedAt = clock.now();
    const me = arrival(client, seat.value, { callId: id, joinedAt, rung: !isCaller });
    const them = ringingMember({ kind: "person", person }, { callId: id, quiet: true, rung: isCaller });
    const members: Member[] = isCaller ? [me, them] : [them, me];
    const placedAt = Math.min(call.placedAt, joinedAt);
    return this.#answer(client, id, engine.add(newCall({ id, placedAt, answered: true, members })));
  }

  /** The call is still ours, but its participant does not let us in any more: a new one takes its place. */
  async #reseat(client: Client, id: CallId, access: MediaAccessId): Promise<Result<ServiceCall, Failure>> {
    const { registry, engine, accesses } = this.#options;
    const mine = taken(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    if (member.seat.kind === "client" && member.seat.access === access)
      return currentCall(registry, client, id);
    const seat = takeSeat(accesses, client, access, call.id);
    if (!seat.ok) return seat;
    engine.apply(call.id, { type: "reseated", member: member.id, seat: seat.value });
    const arranged = await engine.arranged(call.id);
    return arranged === "failed" ? fail("platform-unavailable") : currentCall(registry, client, id);
  }

  async #answer(
    client: Client,
    id: CallId,
    arranged: Promise<"arranged" | "failed">,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry, engine } = this.#options;
    if ((await arranged) === "failed") return fail("platform-unavailable");
    engine.apply(id, { type: "rung" });
    return currentCall(registry, client, id);
  }
}

const notTheirs = err({ code: "request-invalid", detail: "Check: call.caller, call.callee." } as const);

function awaitedIn(call: TrackedCall, client: Client): Member | undefined {
  return ringingMembers(call).find(({ quiet, party }) => quiet && isPersons(party, client));
}
