import { randomInt, randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { CallId, type MemberId, RoomCode, RoomId, type UserId } from "../../../common/ids.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Target } from "../../../common/wire/calls.ts";
import type { JoinRoomRequest, Room } from "../../../common/wire/rooms.ts";
import type { CallControl } from "../calls/call-control.ts";
import { done, type Done } from "../calls/call-access.ts";
import type { CallEngine } from "../calls/call-engine.ts";
import type { CallRegistry } from "../calls/call-registry.ts";
import { roomView } from "../calls/call-view.ts";
import { clientOf, type Member } from "../calls/member.ts";
import { arrival, takeSeat } from "../calls/seats.ts";
import { maxMembers, newCall, type RoomFacts, type TrackedCall } from "../calls/tracked-call.ts";
import type { Client } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { EventStreams } from "../event-streams.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { RoomStore } from "./room-store.ts";
import type { RateLimit } from "../rate-limit.ts";

export interface RoomsOptions {
  readonly registry: CallRegistry;
  readonly engine: CallEngine;
  readonly control: CallControl;
  readonly streams: EventStreams;
  readonly accesses: MediaAccesses;
  readonly clock: Clock;
  /** How long a room without anybody in it stays. */
  readonly emptyRoomMs: number;
  readonly newRooms: RateLimit;
  readonly store: RoomStore;
}

type Answer = Result<Room, Failure>;

/** Without letters and digits that are taken for each other. */
const codeAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const codeLength = 12;

/** Rooms: calls that have a name, that people come to by themselves, and that stay when the last one leaves. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #expiry = new Map<CallId, Dispose>();
  /** Whom a room's host took out: they come back only by invitation. Forgotten with the room, and by a restart. */
  readonly #removed = new Map<RoomId, Set<UserId>>();
  #closing = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Those of an earlier run of this server are there again, with nobody in them. */
  restore(): void {
    for (const room of this.#options.store.kept) this.#open(room);
  }

  /** The server stops; its rooms do not end with it. */
  close(): void {
    this.#closing = true;
    for (const cancel of this.#expiry.values()) cancel();
    this.#expiry.clear();
  }

  create(client: Client, name: string): Answer {
    const { clock, newRooms } = this.#options;
    const counted = newRooms.take(client.person.id);
    if (!counted.ok) return err({ code: "too-many-attempts", ...counted.error });
    const createdAt = clock.now();
    const facts = {
      id: RoomId.parse(randomUUID()),
      code: newCode(),
      name,
      host: client.person.id,
      createdAt,
    };
    const call = this.#open(facts);
    this.#options.store.put(facts);
    const room = roomView(facts, call);
    this.#options.streams.send("everybody", { type: "room.changed", room });
    return ok(room);
  }

  all(): Room[] {
    return this.#options.registry.rooms().flatMap((call) => (call.room ? [roomView(call.room, call)] : []));
  }

  /** The room becomes one of the client's calls, by the id that it made. Joining twice with one id is joining once. */
  async join(client: Client, { callId, room, mediaAccessId }: JoinRoomRequest): Promise<Answer> {
    const { registry, engine, accesses, clock } = this.#options;
    const known = registry.find(callId);
    if (known) return this.#joinedBefore(client, callId, known);
    const call = registry.rooms().find((one) => one.room && isMeant(one.room, room));
    if (!call?.room) return fail("room-gone");
    if (this.#removed.get(call.room.id)?.has(client.person.id)) return fail("removed-from-room");
    if (call.members.length >= maxMembers) return fail("room-full");
    if (registry.isOccupied(client)) return fail("already-in-call");
    const seat = takeSeat(accesses, client, mediaAccessId, call.id);
    if (!seat.ok) return seat;
    engine.apply(call.id, {
      type: "entered",
      member: arrival(client, seat.value, { callId, joinedAt: clock.now() }),
    });
    const arranged = await engine.arranged(call.id);
    const now = this.#current(client, callId);
    return !now.ok && arranged === "failed" ? fail("platform-unavailable") : now;
  }

  /** For everybody in it, and for good. */
  end(client: Client, id: RoomId): Done {
    const hosted = this.#hosted(client, id);
    if (!hosted.ok) return hosted;
    this.#options.engine.apply(hosted.value.id, { type: "ended-for-all" });
    return done;
  }

  remove(client: Client, id: RoomId, memberId: MemberId): Done {
    const hosted = this.#hosted(client, id);
    if (!hosted.ok) return hosted;
    const member = hosted.value.members.find((one) => one.id === memberId);
    if (member === undefined) return fail("member-gone");
    if (member.party.kind === "person" && member.party.id !== client.person.id) {
      this.#removed.set(id, (this.#removed.get(id) ?? new Set()).add(member.party.id));
    }
    this.#options.engine.apply(hosted.value.id, { type: "removed", member: memberId });
    return done;
  }

  async invite(client: Client, id: RoomId, to: Target): Promise<Done> {
    const mine = this.#mine(client, id);
    if (!mine.ok) return mine;
    const brought = await this.#options.control.bringIn(client, mine.value.call, mine.value.member, to);
    if (brought.ok && to.kind === "person") this.#removed.get(id)?.delete(to.id);
    return brought;
  }

  setMuted(client: Client, id: RoomId, muted: boolean): Done {
    const mine = this.#mine(client, id);
    if (!mine.ok) return mine;
    this.#options.engine.apply(mine.value.call.id, { type: "muted", member: mine.value.member.id, muted });
    return done;
  }

  /** A call has changed; of rooms, those nobody is in wait for their end. */
  changed(call: TrackedCall): void {
    if (call.room === null || this.#closing) return;
    if (call.phase === "ended") {
      this.#options.store.delete(call.room.id);
      this.#removed.delete(call.room.id);
    }
    const isWaiting = call.phase === "live" && call.members.length === 0;
    if (isWaiting === this.#expiry.has(call.id)) return;
    this.#expiry.get(call.id)?.();
    this.#expiry.delete(call.id);
    if (!isWaiting) return;
    const { clock, emptyRoomMs, engine } = this.#options;
    this.#expiry.set(
      call.id,
      clock.after(emptyRoomMs, () => engine.apply(call.id, { type: "ended-for-all" })),
    );
  }

  #open(room: RoomFacts): TrackedCall {
    const id = CallId.parse(randomUUID());
    const call = newCall({ id, phase: "live", room, placedAt: room.createdAt, members: [] });
    void this.#options.engine.add(call);
    return call;
  }

  async #joinedBefore(client: Client, callId: CallId, known: TrackedCall): Promise<Answer> {
    if (known.room === null) return err({ code: "request-invalid", detail: "Check: callId." });
    await this.#options.engine.arranged(known.id);
    return this.#current(client, callId);
  }

  #current(client: Client, callId: CallId): Answer {
    const found = this.#options.registry.standing(callId, client);
    if (!found?.call.room) return err({ code: "request-invalid", detail: "Check: callId." });
    const { call, standing } = found;
    if (standing.kind === "gone") return err({ code: "call-gone", outcome: standing.outcome });
    return ok(roomView(found.call.room, call));
  }

  #hosted(client: Client, id: RoomId): Result<TrackedCall, Failure> {
    const call = this.#options.registry.room(id);
    if (!call?.room) return fail("room-gone");
    return call.room.host === client.person.id ? ok(call) : fail("not-host");
  }

  #mine(client: Client, id: RoomId): Result<{ call: TrackedCall; member: Member }, Failure> {
    const call = this.#options.registry.room(id);
    if (!call) return fail("room-gone");
    const member = call.members.find((one) => clientOf(one) === client.key);
    return member ? ok({ call, member }) : fail("not-found");
  }
}

const isMeant = (facts: RoomFacts, room: JoinRoomRequest["room"]): boolean =>
  "id" in room ? room.id === facts.id : room.code === facts.code;

function newCode(): RoomCode {
  const letters = Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]);
  return RoomCode.parse(letters.join(""));
}
