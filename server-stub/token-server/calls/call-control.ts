import { randomUUID } from "node:crypto";
import { CallId, type MemberId } from "../../../common/ids.ts";
import { err } from "../../../common/result.ts";
import type { Target } from "../../../common/wire/calls.ts";
import type { Client } from "../client.ts";
import { fail } from "../failure.ts";
import { done, taken, type Done } from "./call-access.ts";
import type { CallEngine } from "./call-engine.ts";
import type { CallRegistry } from "./call-registry.ts";
import { clientOf, type Member } from "./member.ts";
import { ringingMember, type Targets } from "./targets.ts";
import { joinedMembers, type TrackedCall } from "./tracked-call.ts";

export interface CallControlOptions {
  readonly registry: CallRegistry;
  readonly engine: CallEngine;
  readonly targets: Targets;
}

const notYet = err({
  code: "request-invalid",
  detail: "The call is not answered, or it is a room.",
} as const);

/**
 * What is done with a call that runs. All of it is third-party call control: members come and go and the platform's
 * subscriptions follow; no client negotiates anything.
 */
export class CallControl {
  readonly #options: CallControlOptions;

  constructor(options: CallControlOptions) {
    this.#options = options;
  }

  /** Taking a call back takes that none other of this client is on the line. */
  async hold(client: Client, id: CallId, held: boolean): Promise<Done> {
    const { registry, engine } = this.#options;
    const mine = taken(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    if (!call.answered && call.room === null) return notYet;
    if (member.holding === held) return done;
    if (!held && registry.isOccupied(client)) return fail("already-in-call");
    engine.apply(call.id, { type: "held", member: member.id, held });
    if ((await engine.arranged(call.id)) === "arranged") return done;
    const now = taken(registry, client, id);
    if (!now.ok) return now;
    engine.apply(call.id, { type: "held", member: member.id, held: !held });
    return fail("platform-unavailable");
  }

  /** Blind transfer: the target rings, and whom we talk to waits for it in the same session, as the same participant. */
  async transfer(client: Client, id: CallId, to: Target): Promise<Done> {
    const { registry, engine, targets } = this.#options;
    const mine = taken(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    const stays = joinedMembers(call).find((one) => one.id !== member.id);
    if (!call.answered || call.room !== null || stays === undefined) return notYet;
    const target = targets.forCall(client, to, call);
    if (!target.ok) return target;
    const next = ringingMember(target.value, {
      callId: CallId.parse(randomUUID()),
      broughtBy: stays.id,
      transferredBy: client.person.name,
    });
    engine.apply(call.id, { type: "added", member: next });
    const dialled = await engine.dialled(next.id);
    if (!dialled.ok) return dialled;
    engine.apply(call.id, { type: "transferred", member: member.id });
    return done;
  }

  /** Rings somebody into the call. */
  async add(client: Client, id: CallId, to: Target): Promise<Done> {
    const { registry } = this.#options;
    const mine = taken(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    return call.answered && call.room === null ? this.bringIn(client, call, member, to) : notYet;
  }

  async bringIn(client: Client, call: TrackedCall, by: Member, to: Target): Promise<Done> {
    const { engine, targets } = this.#options;
    const target = targets.forCall(client, to, call);
    if (!target.ok) return target;
    const next = ringingMember(target.value, { callId: CallId.parse(randomUUID()), broughtBy: by.id });
    engine.apply(call.id, { type: "added", member: next });
    const dialled = await engine.dialled(next.id);
    return dialled.ok ? done : dialled;
  }

  /** Takes somebody out: who brought them in may, and who has been in the call longest of those at a client. */
  drop(client: Client, id: CallId, memberId: MemberId): Done {
    const { registry, engine } = this.#options;
    const mine = taken(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    if (call.room !== null) return notYet;
    const target = call.members.find((one) => one.id === memberId && one.id !== member.id);
    if (target === undefined) return fail("member-gone");
    const eldest = call.members.find((one) => clientOf(one) !== null);
    if (target.broughtBy !== member.id && eldest?.id !== member.id) return fail("not-host");
    engine.apply(call.id, { type: "removed", member: target.id });
    return done;
  }
}
