import type { Clock } from "../../common/clock.ts";
import type { CallId, MediaAccessId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { PlaceCallRequest, ServiceCall, Target } from "../../common/wire/calls.ts";
import type { Log } from "../log.ts";
import { sideOf, type CallRegistry } from "./call-registry.ts";
import { openSession } from "./call-session.ts";
import type { Client, ClientKey, PersonRef } from "./client.ts";
import type { ControlClient } from "./control-client.ts";
import type { EventStreams } from "./event-streams.ts";
import { fail, type Failure } from "./failure.ts";
import type { MediaAccesses } from "./media-accesses.ts";
import type { People } from "./people.ts";
import type { PlatformCleanup } from "./platform-cleanup.ts";
import type { PresenceBoard } from "./presence.ts";
import {
  outcomeFor,
  placeCall,
  serviceCall,
  type CallEffect,
  type CallEvent,
  type CallIn,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

export interface CallsOptions {
  readonly registry: CallRegistry;
  readonly people: People;
  readonly streams: EventStreams;
  readonly presence: PresenceBoard;
  readonly accesses: MediaAccesses;
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly clock: Clock;
  readonly log: Log;
  readonly noAnswerMs: number;
}

type Done = Result<Record<string, never>, Failure>;
const done: Done = ok({});

/**
 * Turns requests into events of calls, and the effects of their steps into work. Whatever decides about a call happens
 * without an await in between, so of two requests that race exactly one wins.
 */
export class Calls {
  readonly #options: CallsOptions;
  readonly #timers = new Map<CallId, Dispose>();
  readonly #setups = new Map<CallId, Promise<Result<ServiceCall, Failure>>>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Placing twice with one id is placing once. If the callee is ringing us, this answers that call instead. */
  async place(client: Client, request: PlaceCallRequest): Promise<Result<ServiceCall, Failure>> {
    const { registry, people } = this.#options;
    const known = registry.find(request.id);
    if (known) return this.#placedBefore(client, known, request);
    if (request.to.kind === "phone") return fail("phones-unavailable");
    const callee = people.get(request.to.id);
    if (!callee) return fail("person-unknown");
    if (callee.id === client.person.id) return fail("calling-yourself");
    const theirs = registry.unanswered(callee.id, client.person.id);
    if (theirs?.phase === "placing") {
      await this.#setups.get(theirs.id);
      return this.place(client, request);
    }
    if (theirs) return this.#answerInstead(client, theirs.id, request);
    const refusal = this.#refusal(client, callee, request.mediaAccessId);
    if (refusal) return err(refusal);
    const setup = this.#setUp(client, callee, request);
    this.#setups.set(request.id, setup);
    return setup.finally(() => this.#setups.delete(request.id));
  }

  ringing(client: Client, id: CallId): Done {
    const call = this.#owned(client, id);
    if (!call.ok) return call;
    if (sideOf(call.value, client) !== "callee") return fail("not-found");
    this.#apply(call.value.id, { type: "ringing" });
    return done;
  }

  /** The first client to get here wins; a repetition of the winning request is answered like the first one. */
  async accept(client: Client, id: CallId, mediaAccessId: MediaAccessId): Promise<Done> {
    const call = this.#owned(client, id);
    if (!call.ok) return call;
    if (sideOf(call.value, client) !== "callee") return fail("not-found");
    if (call.value.phase === "answered") return done;
    const { registry, accesses, control } = this.#options;
    if (registry.isOccupied(client)) return fail("already-in-call");
    const participant = accesses.take(mediaAccessId, client.key, call.value.id);
    if (!participant.ok) return participant;
    const by = { person: client.person, client: client.key, access: mediaAccessId };
    const step = this.#apply(call.value.id, { type: "accepted", by });
    if (step?.call.phase !== "answered") throw new Error("a call that rings refused an accept");
    const joined = await control.addParticipant(step.call.sessionId, participant.value);
    if (!joined.ok) {
      this.#options.log("error", "the callee cannot join", { call: id, problem: joined.error });
      this.#apply(step.call.id, { type: "platform.failed" });
      return fail("platform-unavailable");
    }
    this.#apply(step.call.id, { type: "joined" });
    const now = this.#owned(client, id);
    return now.ok ? done : now;
  }

  decline(client: Client, id: CallId): Done {
    const call = this.#owned(client, id);
    if (!call.ok) return call;
    if (sideOf(call.value, client) !== "callee") return fail("not-found");
    const answered = call.value.phase === "answered";
    this.#apply(
      call.value.id,
      answered ? { type: "hung-up", by: "callee" } : { type: "declined", at: client.key },
    );
    return done;
  }

  /** Cancels, declines or hangs up: whatever ending the call means for this side now. */
  hangUp(client: Client, id: CallId): Done {
    const call = this.#owned(client, id);
    if (!call.ok) return call;
    const by = sideOf(call.value, client);
    if (by === "callee") return this.decline(client, id);
    this.#apply(call.value.id, { type: "hung-up", by: "caller" });
    return done;
  }

  /** Something happened to a call that nobody asked for: a lost device, a stream that stays away. */
  report(id: CallId, event: CallEvent): void {
    this.#apply(id, event);
  }

  /** The client's session ended: it is out of its calls. */
  leave(client: ClientKey): void {
    for (const call of this.#options.registry.live()) {
      if (call.caller.client === client) this.#apply(call.id, { type: "hung-up", by: "caller" });
      else if (call.phase === "answered" && call.answerer.client === client) {
        this.#apply(call.id, { type: "hung-up", by: "callee" });
      }
    }
  }

  /** Ends what still runs; the platform's side is left to the cleanup. */
  close(): void {
    for (const call of this.#options.registry.live()) this.#apply(call.id, { type: "platform.failed" });
  }

  async #placedBefore(
    client: Client,
    known: TrackedCall,
    request: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const placedHere = known.caller.client === client.key && isPerson(request.to, known.callee);
    const answeredHere = "answerer" in known && known.answerer?.client === client.key;
    if (!placedHere && !answeredHere) return err({ code: "request-invalid", detail: "Check: id." });
    await this.#setups.get(known.id);
    return this.#current(client, known.id);
  }

  #current(client: Client, id: CallId): Result<ServiceCall, Failure> {
    const call = this.#owned(client, id);
    if (!call.ok) return call;
    return call.value.phase === "placing" ? fail("platform-unavailable") : ok(serviceCall(call.value));
  }

  async #answerInstead(
    client: Client,
    theirs: CallId,
    request: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const accepting = this.accept(client, theirs, request.mediaAccessId);
    const answered = this.#options.registry.find(theirs);
    // Before the first await, so that a repetition of this request finds the call too.
    if (answered?.phase === "answered") this.#options.registry.addAlias(request.id, theirs);
    const accepted = await accepting;
    if (!accepted.ok) return accepted;
    return this.#current(client, theirs);
  }

  #refusal(client: Client, callee: PersonRef, access: MediaAccessId | null): Failure | null {
    const { registry, streams, accesses } = this.#options;
    if (access !== null && registry.isOccupied(client)) return { code: "already-in-call" };
    if (registry.isInCall(callee.id)) return { code: "callee-busy" };
    if (!streams.isReachable(callee.id)) return { code: "callee-offline" };
    if (access !== null && !accesses.isUsable(access, client.key)) return { code: "media-access-gone" };
    return null;
  }

  async #setUp(
    client: Client,
    callee: PersonRef,
    request: PlaceCallRequest,
  ): Promise<Result<ServiceCall, Failure>> {
    const { registry, accesses, clock } = this.#options;
    const participant = accesses.take(request.mediaAccessId, client.key, request.id);
    if (!participant.ok) return participant;
    const caller = { person: client.person, client: client.key, access: request.mediaAccessId };
    registry.add(placeCall({ id: request.id, caller, callee, placedAt: clock.now() }));
    const sessionId = await openSession(this.#options, participant.value);
    const givenUp = registry.find(request.id)?.phase !== "placing";
    const refusal =
      sessionId === null ? ({ code: "platform-unavailable" } as const) : this.#refusal(client, callee, null);
    if (sessionId !== null && !refusal && !givenUp) {
      this.#apply(request.id, { type: "platform.ready", sessionId });
      return this.#current(client, request.id);
    }
    if (sessionId !== null) this.#options.cleanup.session(sessionId);
    if (givenUp || !refusal) return this.#current(client, request.id);
    this.#apply(request.id, { type: "platform.failed" });
    registry.forget(request.id);
    return err(refusal);
  }

  /** The live call, if it is this client's business; else how it ended, or that there is none. */
  #owned(client: Client, id: CallId): Result<Exclude<TrackedCall, CallIn<"ended">>, Failure> {
    const call = this.#options.registry.find(id);
    const side = call && sideOf(call, client);
    if (!call || !side || (side === "callee" && call.phase === "placing")) return fail("not-found");
    const outcome = outcomeFor(call, client.key);
    if (outcome !== null) return err({ code: "call-gone", outcome });
    return call.phase === "ended" ? fail("not-found") : ok(call);
  }

  #apply(id: CallId, event: CallEvent): Step | null {
    const { registry, presence, log } = this.#options;
    const before = registry.find(id)?.phase;
    const step = registry.apply(id, event);
    if (!step) return null;
    const { call } = step;
    if (before !== call.phase) {
      const outcome = call.phase === "ended" ? { outcome: call.outcome } : {};
      log("info", "call phase", { call: id, from: before, to: call.phase, because: event.type, ...outcome });
    }
    for (const effect of step.effects) this.#carryOut(call, effect);
    presence.refresh(call.caller.person.id);
    presence.refresh(call.callee.id);
    return step;
  }

  #carryOut(call: TrackedCall, effect: CallEffect): void {
    const { streams, clock, accesses, cleanup, noAnswerMs } = this.#options;
    switch (effect.type) {
      case "tell":
        return streams.send(effect.to, effect.event);
      case "timer.start":
        this.#timers.set(
          call.id,
          clock.after(noAnswerMs, () => this.#apply(call.id, { type: "no-answer" })),
        );
        return;
      case "timer.stop":
        this.#timers.get(call.id)?.();
        this.#timers.delete(call.id);
        return;
      case "release":
        accesses.release(call.caller.access);
        if (call.phase === "ended" && call.answerer) accesses.release(call.answerer.access);
        if (effect.sessionId !== null) cleanup.session(effect.sessionId);
    }
  }
}

const isPerson = (to: Target, person: PersonRef): boolean => to.kind === "person" && to.id === person.id;
