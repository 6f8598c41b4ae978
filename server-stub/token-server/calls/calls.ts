import type { Clock } from "../../../common/clock.ts";
import type { CallId, MediaAccessId } from "../../../common/ids.ts";
import { err, type Result } from "../../../common/result.ts";
import type { PlaceCallRequest, ServiceCall, Target } from "../../../common/wire/calls.ts";
import type { Client, ClientKey } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import { currentCall, done, owned, type Done } from "./call-access.ts";
import type { CallEngine } from "./call-engine.ts";
import type { CallRegistry } from "./call-registry.ts";
import { clientOf } from "./member.ts";
import { arrival, takeSeat } from "./seats.ts";
import { ringingMember, type KnownTarget, type Targets } from "./targets.ts";
import { newCall, ringingMembers, type TrackedCall } from "./tracked-call.ts";

export interface CallsOptions {
  readonly registry: CallRegistry;
  readonly engine: CallEngine;
  readonly targets: Targets;
  readonly accesses: MediaAccesses;
  readonly clock: Clock;
}

/**
 * Placing, answering and ending: requests become events of calls. Whatever decides about a call happens without an await in
 * between, so of two requests that race exactly one wins.
 */
export class Calls {
  readonly #options: CallsOptions;
  readonly #setups = new Map<CallId, Promise<Result<ServiceCall, Failure>>>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Placing twice with one id is placing once. If the callee is ringing us, this answers that call instead. */
  async place(client: Client, request: PlaceCallRequest): Promise<Result<ServiceCall, Failure>> {
    const { registry, targets } = this.#options;
    const known = registry.find(request.id);
    if (known) return this.#placedBefore(client, known, request);
    const target = targets.read(client, request.to);
    if (!target.ok) return target;
    const theirs =
      target.value.kind === "person"
        ? registry.unanswered(target.value.person.id, client.person.id)
        : undefined;
    if (theirs?.call.phase === "placing") {
      await this.#setups.get(theirs.call.id);
      return this.place(client, request);
    }
    if (theirs) return this.#answerInstead(client, theirs.member.callId, request);
    const refusal =
      this.#refusal(client, target.value, request.mediaAccessId) ?? targets.count(client, target.value);
    if (refusal) return err(refusal);
    const setup = this.#setUp(client, target.value, request);
    this.#setups.set(request.id, setup);
    return setup.finally(() => this.#setups.delete(request.id));
  }

  ringing(client: Client, id: CallId): Done {
    const mine = owned(this.#options.registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    if (!member.rung) return fail("not-found");
    this.#options.engine.apply(call.id, { type: "ringing", member: member.id });
    return done;
  }

  /** The first client to get here wins; a repetition of the winning request is answered like the first one. */
  async accept(client: Client, id: CallId, mediaAccessId: MediaAccessId): Promise<Done> {
    const { registry, accesses, engine, clock } = this.#options;
    const mine = owned(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    if (!member.rung) return fail("not-found");
    if (member.state === "joined") return done;
    if (registry.isOccupied(client)) return fail("already-in-call");
    const seat = takeSeat(accesses, client, mediaAccessId, call.id);
    if (!seat.ok) return seat;
    engine.apply(call.id, { type: "accepted", member: member.id, seat: seat.value, at: clock.now() });
    const arranged = await engine.arranged(call.id);
    const now = owned(registry, client, id);
    if (now.ok) return done;
    return arranged === "failed" ? fail("platform-unavailable") : now;
  }

  decline(client: Client, id: CallId): Done {
    const mine = owned(this.#options.registry, client, id);
    if (!mine.ok) return mine;
    if (!mine.value.member.rung) return fail("not-found");
    return this.hangUp(client, id);
  }

  /** Cancels, declines, hangs up or leaves the room: whatever ending the call means for this client now. */
  hangUp(client: Client, id: CallId): Done {
    const { registry, engine } = this.#options;
    const mine = owned(registry, client, id);
    if (!mine.ok) return mine;
    const { call, member } = mine.value;
    const isRinging = member.state === "ringing";
    engine.apply(
      call.id,
      isRinging
        ? { type: "declined", member: member.id, at: client.key }
        : { type: "hung-up", member: member.id },
    );
    return done;
  }

  /** The client's session ended: it is out of its calls. */
  leave(client: ClientKey): void {
    const { registry, engine } = this.#options;
    for (const call of registry.live()) {
      for (const member of call.members) {
        if (clientOf(member) === client) engine.apply(call.id, { type: "hung-up", member: member.id });
      }
    }
  }

  /** The last device of one of the client's participants is gone. */
  lost(call: CallId, client: ClientKey): void {
    const member = this.#options.registry.find(call)?.members.find((one) => clientOf(one) === client);
    if (member) this.#options.engine.apply(call, { type: "lost", member: member.id });
  }

  /**
   * Ends what still runs; the platform's side is left to the cleanup. People who talk are not told: they come back and
   * rebuild their call (Rejoining). Nobody can rebuild what rings, or a phone.
   */
  close(): void {
    const { registry, engine } = this.#options;
    for (const call of registry.live()) {
      const hasPhone = call.members.some(({ party }) => party.kind === "phone");
      const isRunning = call.answered || call.room !== null;
      const canComeBack = isRunning && !hasPhone && ringingMembers(call).length === 0;
      engine.apply(call.id, { type: canComeBack ? "server.closed" : "platform.failed" });
    }
  }

  async #placedBefore(
    client: Client,
    known: TrackedCall,
    request: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry } = this.#options;
    const { placed } = known;
    const placedHere = placed?.by === client.key && isSameTarget(placed.to, request.to);
    const standing = registry.standing(request.id, client)?.standing;
    const answeredHere =
      placed?.by !== client.key && standing?.kind === "member" && standing.member.state === "joined";
    const goneHere = placed?.by !== client.key && standing?.kind === "gone";
    if (!placedHere && !answeredHere && !goneHere)
      return err({ code: "request-invalid", detail: "Check: id." });
    await this.#setups.get(known.id);
    return currentCall(registry, client, request.id);
  }

  async #answerInstead(
    client: Client,
    theirs: CallId,
    request: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry } = this.#options;
    const accepting = this.accept(client, theirs, request.mediaAccessId);
    const standing = registry.standing(theirs, client)?.standing;
    // Before the first await, so that a repetition of this request finds the call too.
    if (standing?.kind === "member" && standing.member.state === "joined")
      registry.addAlias(request.id, theirs);
    const accepted = await accepting;
    if (!accepted.ok) return accepted;
    return currentCall(registry, client, theirs);
  }

  #refusal(client: Client, target: KnownTarget, access: MediaAccessId): Failure | null {
    const { registry, targets, accesses } = this.#options;
    if (registry.isOccupied(client)) return { code: "already-in-call" };
    const refusal = targets.refusal(target);
    if (refusal) return refusal;
    return accesses.isUsable(access, client.key) ? null : { code: "media-access-gone" };
  }

  async #setUp(
    client: Client,
    target: KnownTarget,
    { id, to, mediaAccessId }: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry, engine, accesses, clock } = this.#options;
    const seat = takeSeat(accesses, client, mediaAccessId, id);
    if (!seat.ok) return seat;
    const placedAt = clock.now();
    const caller = arrival(client, seat.value, { callId: id, joinedAt: placedAt });
    const callee = ringingMember(target, { callId: id, broughtBy: caller.id });
    const placed = { by: client.key, to };
    const arranged = await engine.add(newCall({ id, placedAt, placed, members: [caller, callee] }));
    if (arranged === "failed") return this.#undo(id, { code: "platform-unavailable" });
    if (registry.find(id)?.phase !== "placing") return currentCall(registry, client, id);
    const refusal = this.#options.targets.refusal(target, id);
    if (refusal) return this.#undo(id, refusal);
    engine.apply(id, { type: "rung" });
    const dialled = await engine.dialled(callee.id);
    return dialled.ok ? currentCall(registry, client, id) : dialled;
  }

  /** As if it had never been placed. */
  #undo(id: CallId, failure: Failure): Result<never, Failure> {
    this.#options.engine.apply(id, { type: "platform.failed" });
    this.#options.registry.forget(id);
    return err(failure);
  }
}

function isSameTarget(one: Target, other: Target): boolean {
  if (one.kind === "person") return other.kind === "person" && one.id === other.id;
  return other.kind === "phone" && one.number === other.number;
}
