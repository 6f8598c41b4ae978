import type { Call } from "../../common/call/call.ts";
import { receiveCall } from "../../common/call/call-start.ts";
import { isIncoming, isLive } from "../../common/call/call-view.ts";
import { remoteOfParty } from "../../common/call/remote.ts";
import { unreachable } from "../../common/result.ts";
import type { CallId, RoomId } from "../../common/ids.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { CallRoster } from "./call-roster.ts";
import type { CallRunner, Happening } from "./call-runner.ts";
import { reasonOfOutcome } from "./end-reason.ts";
import type { CallPorts } from "./ports.ts";
import { isHeldByThem, membersOfRoom, ownHold, remoteOfCall } from "./service-view.ts";

/** More than anybody can look at: a server gone mad must not fill the memory. */
const maxLiveCalls = 16;

/** Turns what the token server says into events of the call machine, and into new calls. */
export class ServiceEvents {
  readonly #ports: CallPorts;
  readonly #roster: CallRoster;
  readonly #abandon: (calls: readonly CallId[]) => void;
  /** As the stream said last. */
  readonly #rooms = new Map<RoomId, Room>();
  /** Their answer came while there was no stream, so the next snapshot may have been taken before it was given. */
  readonly #newerThanSnapshot = new Set<CallRunner>();
  /** Since this process was started. */
  #hasSynced = false;

  /** `abandon` ends calls that nobody here has. */
  constructor(ports: CallPorts, roster: CallRoster, abandon: (calls: readonly CallId[]) => void) {
    this.#ports = ports;
    this.#roster = roster;
    this.#abandon = abandon;
  }

  received(event: ServerEvent): void {
    switch (event.type) {
      case "snapshot":
        return this.#resync(event.calls, event.rooms);
      case "call.incoming":
        return this.#incoming(event.call);
      case "call.ringing":
        return this.#roster.known(event.callId)?.happened({ type: "remote.ringing" });
      case "call.answered":
        return this.#roster.known(event.callId)?.happened({ type: "remote.answered" });
      case "call.ended":
        return this.#ended(event);
      case "call.changed":
        return this.#changed(event.call);
      case "call.not-joined":
        return this.#notJoined(event);
      case "room.changed":
        return this.#roomChanged(event.room);
      case "room.closed":
        this.#rooms.delete(event.roomId);
        return;
      case "person.changed":
      case "chat.mail":
      case "chat.connect":
      case "chat.link":
      case "chat.clients":
      case "signed-out":
        return;
      default:
        return unreachable(event);
    }
  }

  /** Both called each other: the service made one call of it, and it is the other one's. */
  placed(runner: CallRunner, call: ServiceCall): void {
    this.#heardOf(runner);
    if (call.id !== runner.id) {
      this.#roster.find(call.id)?.happened({ type: "remote.ended", reason: { code: "merged" } });
    }
    if (call.state === "answered") runner.happened({ type: "remote.answered" });
  }

  /** The stream may have overtaken the answer: once it knows us in the room, the answer is older. */
  joined(runner: CallRunner, room: Room): void {
    this.#heardOf(runner);
    const told = this.#rooms.get(room.id);
    const self = runner.media.participantId;
    const isOlder = told?.members.some(({ participantId }) => participantId === self) === true;
    this.#show(isOlder ? told : room);
  }

  #heardOf(runner: CallRunner): void {
    if (this.#ports.backend.registration !== "registered") this.#newerThanSnapshot.add(runner);
  }

  #roomChanged(room: Room): void {
    this.#rooms.set(room.id, room);
    this.#show(room);
  }

  #show(room: Room): void {
    const remote = { kind: "room", roomId: room.id, name: room.name } as const;
    const members = membersOfRoom(room);
    for (const runner of this.#roster.runners) {
      const { call } = runner;
      if (call.remote.kind !== "room" || call.remote.roomId !== room.id) continue;
      runner.happened({ type: "remote.changed", remote, members, heldByThem: false });
    }
  }

  #ended({ callId, outcome }: Extract<ServerEvent, { type: "call.ended" }>): void {
    const runner = this.#roster.known(callId);
    const reason = runner && reasonOfOutcome(outcome, runner.call, this.#ports.clock.now());
    if (reason !== undefined) runner?.happened({ type: "remote.ended", reason });
  }

  #changed(call: ServiceCall): void {
    const me = this.#ports.me();
    const runner = this.#roster.known(call.id);
    if (me === null || runner === undefined) return;
    const { members } = call;
    const heldByThem = isHeldByThem(members, me);
    runner.happened({ type: "remote.changed", remote: remoteOfCall(call, me), members, heldByThem });
    const holding = ownHold(members, me);
    if (holding !== null && isLive(runner.call) && holding !== runner.call.held) runner.repeatHold();
  }

  #notJoined({ callId, party, outcome }: Extract<ServerEvent, { type: "call.not-joined" }>): void {
    const call = this.#roster.known(callId)?.call;
    if (call === undefined) return;
    const now = this.#ports.clock.now();
    const reason = reasonOfOutcome(outcome, { direction: "outbound", startedAt: now }, now);
    this.#ports.notices.raise({ code: "not-joined", call: call.id, remote: remoteOfParty(party), reason });
  }

  /** After a gap in the stream: what we missed, and what it missed of us. */
  #resync(calls: readonly ServiceCall[], rooms: readonly Room[]): void {
    const there = new Map(calls.map((call) => [call.id, call]));
    for (const runner of [...this.#roster.runners, ...this.#roster.leaving]) {
      const call = there.get(runner.leg.id);
      this.#repeatFarewell(runner, call !== undefined);
      if (call?.state === "answered") runner.happened(answerMissed(runner.call));
      if (call !== undefined) this.#changed(call);
      else if (runner.leg.known && !this.#newerThanSnapshot.has(runner))
        runner.happened({ type: "service.forgot" });
    }
    this.#newerThanSnapshot.clear();
    this.#rooms.clear();
    for (const room of rooms) this.#roomChanged(room);
    for (const call of calls) if (call.state === "ringing") this.#incoming(call);
    const orphans = this.#hasSynced ? [] : calls.filter((call) => this.#isOrphan(call));
    this.#hasSynced = true;
    if (orphans.length > 0) this.#abandon(orphans.map(({ id }) => id));
  }

  /** This client is in it and does not know it: the process before this one died in it. */
  #isOrphan(call: ServiceCall): boolean {
    const all = [...this.#roster.runners, ...this.#roster.leaving];
    // Of two who call each other at once, one learns the id of its call only from the answer that is under way.
    if (all.some(({ leg }) => leg.id === call.id || !leg.known)) return false;
    return call.state === "answered" || !this.#isForMe(call);
  }

  #isForMe({ callee }: ServiceCall): boolean {
    return callee.kind === "person" && callee.id === this.#ports.me();
  }

  #repeatFarewell(runner: CallRunner, isThere: boolean): void {
    if (!runner.leg.undelivered) return;
    if (isThere) void runner.leg.repeatFarewell().then(() => this.#roster.release(runner));
    else this.#roster.drop(runner);
  }

  #incoming(call: ServiceCall): void {
    const me = this.#ports.me();
    if (me === null || !this.#isForMe(call)) return;
    if ([...this.#roster.runners, ...this.#roster.leaving].some((runner) => runner.leg.id === call.id))
      return;
    if (this.#roster.calls.filter(isLive).length >= maxLiveCalls) return;
    const remote = remoteOfCall(call, me);
    const invitedBy = call.room === undefined || call.caller.kind === "phone" ? null : call.caller.name;
    const facts = { ...call, transferredBy: call.transferredBy ?? invitedBy };
    this.#roster.start(receiveCall(call.id, remote, this.#ports.clock.now(), facts));
  }
}

/** Answered according to the service: ours by them; one that still rings here, by another device of the user. */
const answerMissed = (call: Call): Happening =>
  isIncoming(call)
    ? { type: "remote.ended", reason: { code: "answered-elsewhere" } }
    : { type: "remote.answered" };
