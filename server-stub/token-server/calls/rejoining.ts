import type { Clock } from "../../../common/clock.ts";
import type { CallId } from "../../../common/ids.ts";
import { err, type Result } from "../../../common/result.ts";
import type { RejoinCallRequest, ServiceCall } from "../../../common/wire/calls.ts";
import type { Client } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { People } from "../people.ts";
import { currentCall } from "./call-access.ts";
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
 * Rebuilds calls that an earlier run of this server has lost (docs/decisions/rebuilding-calls.md). The first of the two who
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
    const { registry, people } = this.#options;
    const { caller, callee, mediaAccessId } = request;
    const other = client.person.id === caller ? callee : client.person.id === callee ? caller : null;
    if (other === null || other === client.person.id)
      return err({ code: "request-invalid", detail: "Check: caller, callee." });
    const person = people.get(other);
    if (!person) return fail("person-unknown");
    const known = registry.find(id);
    const awaited = known && awaitedIn(known, client);
    // Still or again in it, or it has ended properly: then there is nothing to rebuild.
    if (known && !awaited) return currentCall(registry, client, id);
    if (registry.isOccupied(client)) return fail("already-in-call");
    const seat = takeSeat(this.#options.accesses, client, mediaAccessId, id);
    if (!seat.ok) return seat;
    const joinedAt = this.#options.clock.now();
    if (known && awaited) {
      this.#options.engine.apply(id, {
        type: "accepted",
        member: awaited.id,
        seat: seat.value,
        at: joinedAt,
      });
      return this.#answer(client, id, this.#options.engine.arranged(id));
    }
    const isCaller = client.person.id === caller;
    const me = arrival(client, seat.value, { callId: id, joinedAt, rung: !isCaller });
    const them = ringingMember({ kind: "person", person }, { callId: id, quiet: true, rung: isCaller });
    const members: Member[] = isCaller ? [me, them] : [them, me];
    const placedAt = Math.min(request.placedAt, joinedAt);
    const arranged = this.#options.engine.add(newCall({ id, placedAt, answered: true, members }));
    return this.#answer(client, id, arranged);
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

function awaitedIn(call: TrackedCall, client: Client): Member | undefined {
  return ringingMembers(call).find(({ quiet, party }) => quiet && isPersons(party, client));
}
