import type { MediaCommand, MediaReport } from "../../common/contract/media.ts";
import type { Notice } from "../../common/contract/notice.ts";
import type { Registration } from "../../common/contract/state.ts";
import type { CallError, Failure } from "../../common/errors.ts";
import {
  CallId,
  type LinkId,
  MediaAccessId,
  MemberId,
  PhoneNumber,
  RoomCode,
  RoomId,
  UserId,
} from "../../common/ids.ts";
import { ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { OfferSdpResult, SdpOfferParams } from "../../common/wire/device-signaling.ts";
import type { CallMember, PersonParty, ServiceCall, Target } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import { Capability, type MediaAccess, type ServerEvent } from "../../common/wire/token-server.ts";
import type { Backend, CallRefusal, CallRequests, RoomRequests } from "../../main/backend/backend.ts";
import { CallService } from "../../main/calls/call-service.ts";
import type { DeviceLink, LinkState } from "../../main/signaling/device-link.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { KeptLog } from "./kept-log.ts";

export const alice = { id: UserId.parse("alice"), name: "Alice" };
export const bob = { id: UserId.parse("bob"), name: "Bob" };

export const carol = { id: UserId.parse("carol"), name: "Carol" };
export const aliceNumber = PhoneNumber.parse("+19195550100");

/** The n-th of many distinct ids. */
export const callId = (n: number): CallId =>
  CallId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`);
const accessId = (n: number): MediaAccessId =>
  MediaAccessId.parse(`11111111-0000-4000-8000-${String(n).padStart(12, "0")}`);

/** A call from bob to alice as the service tells of it. */
export const fromBob = (n: number, state: ServiceCall["state"] = "ringing"): ServiceCall => {
  return serviceCall({ id: callId(n), state, caller: bob, callee: alice });
};

const party = (person: { id: UserId; name: string }): PersonParty => ({ kind: "person", ...person });

/** Somebody's place in a call. */
export const memberOf = (
  person: { id: UserId; name: string },
  change: Partial<CallMember> = {},
): CallMember => ({
  id: MemberId.parse(`m-${person.id}`),
  party: party(person),
  state: "joined",
  holding: false,
  participantId: `p-${person.id}`,
  ...change,
});

/** A room with these people in it. */
export const roomWith = (...people: { id: UserId; name: string }[]): Room => ({
  id: RoomId.parse("22222222-0000-4000-8000-000000000001"),
  code: RoomCode.parse("abcdefghjk"),
  name: "Standup",
  host: alice.id,
  createdAt: 0,
  members: people.map((person) => ({
    id: MemberId.parse(`m-${person.id}`),
    party: party(person),
    participantId: `p-${person.id}`,
    muted: false,
    joinedAt: 0,
  })),
});
const standup = roomWith(alice);

function serviceCall(call: {
  id: CallId;
  state: ServiceCall["state"];
  caller: typeof alice;
  callee: typeof alice;
}): ServiceCall {
  return {
    ...call,
    caller: party(call.caller),
    callee: party(call.callee),
    calledNumber: null,
    transferredBy: null,
    members: [],
    placedAt: 0,
  };
}

/** A token server that answers what the test lets it, and keeps what it was asked. */
export class FakeBackend implements Backend {
  registration: Registration = "registered";
  readonly asked: string[] = [];
  readonly listeners = new Set<(event: ServerEvent) => void>();
  accesses = 0;
  onAccess = (): Promise<Result<MediaAccess, CallError>> => Promise.resolve(ok(this.nextAccess()));
  onPlace = (id: CallId): Promise<Result<ServiceCall, CallRefusal>> =>
    Promise.resolve(ok(serviceCall({ id, state: "ringing", caller: alice, callee: bob })));
  onJoin = (): Promise<Result<Room, CallRefusal>> => Promise.resolve(ok(standup));
  /** Of orders, which may end the call. */
  answer: (what: string) => Promise<Result<null, CallRefusal>> = () => Promise.resolve(ok(null));
  /** Of requests, which leave the call as it is when they are refused. */
  onRequest: (what: string) => Promise<Result<null, Failure>> = () => Promise.resolve(ok(null));

  onRegistration(): Dispose {
    return () => {};
  }
  onEvent(listener: (event: ServerEvent) => void): Dispose {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  nextAccess(): MediaAccess {
    this.accesses += 1;
    return {
      id: accessId(this.accesses),
      websocketUrl: "wss://gateway.test/v3",
      deviceToken: `device-token-${this.accesses}`,
      participantId: "p-1",
      expiresAt: Number.MAX_SAFE_INTEGER,
      iceServers: [],
    };
  }
  takeMediaAccess(): Promise<Result<MediaAccess, CallError>> {
    return this.onAccess();
  }
  readonly calls: CallRequests = {
    place: ({ id, to }) => {
      this.asked.push(`place ${nameOf(to)}`);
      return this.onPlace(id);
    },
    confirmRinging: () => this.#order("confirm"),
    accept: ({ id }) => this.#order("accept", id),
    decline: (id) => this.#order("decline", id),
    hangUp: (id) => this.#order("hang-up", id),
    rejoin: ({ id, call }) =>
      this.#order(call === undefined ? "rejoin" : `rejoin ${call.caller} with ${call.callee}`, id),
    hold: (id, held) => this.#request(held ? "hold" : "resume", id),
    transfer: (id, to) => this.#request(`transfer to ${nameOf(to)}`, id),
    add: (id, to) => this.#request(`add ${nameOf(to)}`, id),
    drop: (id, member) => this.#request(`drop ${member}`, id),
  };
  readonly rooms: RoomRequests = {
    create: (name) => {
      this.asked.push(`create ${name}`);
      return Promise.resolve(ok({ ...standup, name }));
    },
    join: ({ callId: id }) => {
      this.asked.push(`join ${Number(id.slice(-12))}`);
      return this.onJoin();
    },
    end: () => this.#request("end room"),
    remove: (_id, member) => this.#request(`remove ${member}`),
    invite: (_id, to) => this.#request(`invite ${nameOf(to)}`),
    showMuted: (_id, muted) => this.#request(muted ? "show muted" : "show unmuted"),
  };

  #order(what: string, id?: CallId): Promise<Result<null, CallRefusal>> {
    this.#note(what, id);
    return this.answer(what);
  }

  #request(what: string, id?: CallId): Promise<Result<null, Failure>> {
    this.#note(what, id);
    return this.onRequest(what);
  }

  #note(what: string, id?: CallId): void {
    this.asked.push(id === undefined ? what : `${what} ${Number(id.slice(-12))}`);
  }
}

const nameOf = (to: Target): string => (to.kind === "person" ? to.id : to.number);

/** A device link that the test moves from state to state. */
export class FakeLink implements DeviceLink {
  state: LinkState = { phase: "connecting" };
  closed = false;
  probes = 0;
  readonly answered: number[] = [];
  readonly #states = new Set<(state: LinkState) => void>();
  readonly #offers = new Set<(offer: SdpOfferParams) => void>();

  constructor(readonly access: { websocketUrl: string; deviceToken: string }) {}

  onState(listener: (state: LinkState) => void): Dispose {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }
  onOffer(listener: (offer: SdpOfferParams) => void): Dispose {
    this.#offers.add(listener);
    return () => this.#offers.delete(listener);
  }
  become(state: LinkState): void {
    this.state = state;
    for (const listener of [...this.#states]) listener(state);
  }
  serviceOffers(sdpRevision: number): void {
    for (const listener of [...this.#offers]) listener({ sdpOffer: "v=0", sdpRevision, streamMetadata: {} });
  }
  offer(): Promise<Result<OfferSdpResult, CallError>> {
    return Promise.resolve(ok({ sdpAnswer: "v=0", endpointId: "e-1", streamMetadata: {} }));
  }
  answer({ revision }: { revision: number }): Promise<Result<null, CallError>> {
    this.answered.push(revision);
    return Promise.resolve(ok(null));
  }
  probe(): void {
    this.probes += 1;
  }
  close(): void {
    this.closed = true;
  }
}

/** Alice's calls with everything around them under the test's hand. */
export function callBench() {
  const backend = new FakeBackend();
  const clock = new FakeClock();
  const log = new KeptLog();
  const links: FakeLink[] = [];
  const commands: MediaCommand[] = [];
  const seen: string[] = [];
  const wishes = { ringtone: true, capabilities: [...Capability.options] };
  const notices: Notice[] = [];
  let placed = 100;
  const service = new CallService({
    backend,
    clock,
    log,
    openDeviceLink: (access) => {
      const link = new FakeLink(access);
      links.push(link);
      return link;
    },
    media: { send: (command) => commands.push(command) },
    notifications: {
      incoming: ({ name }) => seen.push(`notify ${name}`),
      withdraw: () => seen.push("withdraw"),
    },
    newCallId: () => callId((placed += 1)),
    me: () => alice.id,
    numbers: () => [aliceNumber],
    can: (capability) => wishes.capabilities.includes(capability),
    notices: { raise: (notice) => notices.push(notice) },
    ringtoneWanted: () => wishes.ringtone,
  });
  /** The link of the last command that made one. */
  const lastLink = (): LinkId => {
    const made = commands.findLast((command) => command.type === "prepare");
    if (made === undefined) throw new Error("no link was prepared");
    return made.link;
  };
  const says = async (event: ServerEvent): Promise<void> => {
    service.serviceEvent(event);
    await settle();
  };
  const reports = (report: MediaReport): void => service.links.report(lastLink(), report);
  const callBob = async (): Promise<CallId> => {
    const call = await service.place({ kind: "person", userId: bob.id, name: bob.name });
    if (!call.ok) throw new Error(call.error.code);
    await settle();
    return call.value;
  };
  const isCalled = (n: number): Promise<void> => says({ type: "call.incoming", call: fromBob(n) });
  return {
    backend,
    clock,
    log,
    links,
    commands,
    seen,
    wishes,
    notices,
    service,
    lastLink,
    says,
    reports,
    callBob,
    isCalled,
    phases: () => service.calls.map((call) => call.phase),
    reason: () => service.calls.map((call) => (call.phase === "ended" ? call.reason : null)).at(-1),
    /** A connected call that alice placed. */
    talk: async (): Promise<CallId> => {
      const id = await callBob();
      await says({ type: "call.answered", callId: id });
      reports({ type: "flowing" });
      await settle();
      return id;
    },
    sent: (type: MediaCommand["type"]) => commands.filter((command) => command.type === type),
  };
}
