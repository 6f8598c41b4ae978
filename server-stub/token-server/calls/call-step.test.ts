import { describe, expect, it } from "vitest";
import {
  CallId,
  ClientId,
  MediaAccessId,
  MemberId,
  PhoneNumber,
  RoomCode,
  RoomId,
  UserId,
} from "../../../common/ids.ts";
import type { Party } from "../../../common/wire/calls.ts";
import { clientKey, type Client, type ClientKey } from "../client.ts";
import { step } from "./call-step.ts";
import { hearing, serviceCall } from "./call-view.ts";
import type { JoinedMember, Member, RingingMember, Seat } from "./member.ts";
import { newCall, standingOf, type CallEvent, type TrackedCall } from "./tracked-call.ts";

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const id = CallId.parse(uuid(1));
const person = (name: string) => ({ kind: "person", id: UserId.parse(name), name }) satisfies Party;
const [alice, bob, carol] = [person("alice"), person("bob"), person("carol")];
const phone: Party = { kind: "phone", number: PhoneNumber.parse("+19195550101"), name: null };
const key = (who: { id: UserId }, n: number): ClientKey => clientKey(who.id, ClientId.parse(uuid(n)));
const keys = { alice: key(alice, 10), bob: key(bob, 20), bobs2nd: key(bob, 21), carol: key(carol, 30) };
const client = (who: typeof alice, one: ClientKey): Client => ({ key: one, person: who, familyId: "" });
const clients: Record<keyof typeof keys, Client> = {
  alice: client(alice, keys.alice),
  bob: client(bob, keys.bob),
  bobs2nd: client(bob, keys.bobs2nd),
  carol: client(carol, keys.carol),
};
const names = new Map(Object.entries(keys).map(([name, one]) => [one, `${name}'s client`]));

const seat = (at: ClientKey): Seat => ({
  kind: "client",
  client: at,
  access: MediaAccessId.parse(uuid(40)),
  participantId: `P-${names.get(at)!.split("'")[0]}`,
});
const member = (name: string) => MemberId.parse(name);
const facts = { callId: id, broughtBy: null, transferredBy: null, calledNumber: null };
const arriving: JoinedMember = {
  ...facts,
  id: member("alice"),
  party: alice,
  rung: false,
  state: "joined",
  seat: seat(keys.alice),
  inSession: false,
  holding: false,
  muted: false,
  joinedAt: 5,
};
const rings = (party: Party, by: string, more: Partial<RingingMember> = {}): RingingMember => ({
  ...facts,
  id: member(party.kind === "person" ? party.id : "phone"),
  party,
  rung: true,
  broughtBy: member(by),
  state: "ringing",
  confirmed: false,
  quiet: false,
  from: null,
  participantId: null,
  ...more,
});
const callee = rings(bob, "alice");

const opened: CallEvent = { type: "session.opened", sessionId: "S" };
const failed: CallEvent = { type: "platform.failed" };
const rung: CallEvent = { type: "rung" };
const by = <T extends CallEvent["type"]>(type: T, who: string) =>
  ({ type, member: member(who) }) as CallEvent;
const seated = (who: string) => by("seated", who);
const hungUp = (who: string) => by("hung-up", who);
const accepts = (who: "bob" | "carol"): CallEvent => ({
  type: "accepted",
  member: member(who),
  seat: seat(keys[who]),
  at: 9,
});
const declines: CallEvent = { type: "declined", member: member("bob"), at: keys.bob };
const notComing: CallEvent = { type: "not-coming", member: member("bob"), outcome: "offline" };
const timeOut = (who: string) => by("time-out", who);
const lost = (who: string) => by("lost", who);
const held = (who: string, isHeld = true): CallEvent => ({ type: "held", member: member(who), held: isHeld });
const joinsLater = CallId.parse(uuid(2));
const added: CallEvent = { type: "added", member: rings(carol, "alice", { callId: joinsLater }) };

const after = (call: TrackedCall, ...events: CallEvent[]): TrackedCall =>
  events.reduce((current, event) => step(current, event).call, call);

const placing = newCall({ id, placedAt: 5, members: [arriving, callee] });
const ringing = after(placing, opened, seated("alice"), rung);
const answered = after(ringing, accepts("bob"), seated("bob"));
const threeRinging = after(answered, added);
const three = after(threeRinging, accepts("carol"), seated("carol"));
const dialling = after(
  newCall({ id, placedAt: 5, members: [arriving, rings(phone, "alice")] }),
  opened,
  seated("alice"),
  rung,
);
const fromPhone = after(
  newCall({
    id,
    placedAt: 5,
    members: [
      { ...arriving, id: member("phone"), party: phone, seat: { kind: "line", participantId: null } },
      rings(bob, "phone"),
    ],
  }),
  rung,
);
const room = {
  id: RoomId.parse(uuid(3)),
  code: RoomCode.parse("abcdefghjk"),
  name: "Daily",
  host: alice.id,
  createdAt: 5,
};
const empty = newCall({ id, placedAt: 5, phase: "live", room, members: [] });
const entered = after(empty, { type: "entered", member: arriving }, opened, seated("alice"));
const invited = after(entered, { type: "added", member: callee });
const quiet = after(
  newCall({
    id,
    placedAt: 5,
    answered: true,
    members: [arriving, rings(bob, "alice", { quiet: true, broughtBy: null })],
  }),
  opened,
  seated("alice"),
  rung,
);

const calls = {
  placing,
  ringing,
  answered,
  threeRinging,
  three,
  dialling,
  fromPhone,
  empty,
  entered,
  invited,
  quiet,
  ended: after(ringing, timeOut("bob")),
};

/** The whole step in one line a fact: "phase, members | effect, effect". */
function said(call: TrackedCall, event: CallEvent): string {
  const next = step(call, event);
  if (next.call === call) return next.effects.length === 0 ? "nothing" : "effects without a change";
  const effects = next.effects.map((effect) => {
    if (effect.type !== "tell")
      return "member" in effect ? `${effect.type} ${nameOf(effect.member)}` : effect.type;
    const { to, event: told } = effect;
    const audience =
      to === "everybody"
        ? to
        : "client" in to
          ? names.get(to.client)
          : `${to.person}${to.except === null ? "" : ` but ${names.get(to.except)}`}`;
    const what =
      told.type === "call.ended"
        ? told.outcome
        : told.type === "call.not-joined"
          ? `not-joined ${told.outcome}`
          : told.type;
    return `${audience}: ${what}`;
  });
  return [`${next.call.phase} ${next.call.members.map(place).join("+")}`, ...effects].join(", ");
}
const nameOf = (one: MemberId | Member): string => (typeof one === "string" ? one : one.id);
const place = (one: Member): string => (one.state === "ringing" ? `(${one.id})` : one.id);

const everyones = "alice's client: call.changed, bob's client: call.changed";
const over = "session.close";
const room1 = "everybody: room.changed";

const table: Record<keyof typeof calls, readonly (readonly [CallEvent, string])[]> = {
  placing: [
    [opened, "placing alice+(bob)"],
    [seated("alice"), "placing alice+(bob)"],
    [rung, "live alice+(bob), timer.start bob, bob: call.incoming"],
    [failed, "ended , seat.free, timer.stop bob"],
    [hungUp("alice"), "ended , seat.free, timer.stop bob"],
    [lost("alice"), "ended , seat.free, timer.stop bob"],
    [hungUp("bob"), "nothing"],
    [held("alice"), "nothing"],
  ],
  ringing: [
    [rung, "nothing"],
    [by("ringing", "bob"), "live alice+(bob), alice's client: call.ringing"],
    [accepts("bob"), "live alice+bob, timer.stop bob, bob but bob's client: answered-elsewhere, arrange"],
    [
      declines,
      `ended , timer.stop bob, bob but bob's client: declined-elsewhere, seat.free, alice's client: declined, ${over}`,
    ],
    [hungUp("alice"), `ended , seat.free, timer.stop bob, bob: cancelled, ${over}`],
    [lost("alice"), `ended , seat.free, alice's client: lost, timer.stop bob, bob: cancelled, ${over}`],
    [hungUp("bob"), "nothing"],
    [lost("bob"), "nothing"],
    [timeOut("bob"), `ended , timer.stop bob, bob: no-answer, seat.free, alice's client: no-answer, ${over}`],
    [notComing, `ended , timer.stop bob, bob: offline, seat.free, alice's client: offline, ${over}`],
    [failed, `ended , seat.free, alice's client: lost, timer.stop bob, bob: lost, ${over}`],
    [held("alice"), "nothing"],
    [by("transferred", "bob"), "nothing"],
  ],
  answered: [
    [accepts("bob"), "nothing"],
    [declines, "nothing"],
    [timeOut("bob"), "nothing"],
    [seated("bob"), "nothing"],
    [hungUp("alice"), `ended , seat.free, seat.free, bob's client: hung-up, ${over}`],
    [hungUp("bob"), `ended , seat.free, seat.free, alice's client: hung-up, ${over}`],
    [lost("bob"), `ended , seat.free, bob's client: lost, seat.free, alice's client: lost, ${over}`],
    [
      by("removed", "bob"),
      `ended , seat.free, bob's client: removed, seat.free, alice's client: hung-up, ${over}`,
    ],
    [held("alice"), `live alice+bob, arrange, ${everyones}`],
    [held("alice", false), "nothing"],
    [
      added,
      `live alice+bob+(carol), timer.start carol, carol: call.incoming, ${everyones}, carol: call.changed`,
    ],
    [{ type: "server.closed" }, `ended , seat.free, seat.free, ${over}`],
  ],
  threeRinging: [
    [
      timeOut("carol"),
      `live alice+bob, timer.stop carol, carol: no-answer, alice's client: not-joined no-answer, bob's client: not-joined no-answer, arrange, ${everyones}`,
    ],
    [
      by("transferred", "alice"),
      "live bob+(carol), seat.free, alice's client: transferred, arrange, bob's client: call.changed, carol: call.changed",
    ],
    [
      hungUp("alice"),
      "live bob+(carol), seat.free, arrange, bob's client: call.changed, carol: call.changed",
    ],
    [
      by("removed", "carol"),
      `live alice+bob, timer.stop carol, carol: cancelled, alice's client: not-joined cancelled, bob's client: not-joined cancelled, arrange, ${everyones}`,
    ],
  ],
  three: [
    [hungUp("carol"), `live alice+bob, seat.free, arrange, ${everyones}`],
    [lost("carol"), `live alice+bob, seat.free, carol's client: lost, arrange, ${everyones}`],
  ],
  dialling: [
    [by("line.ready", "phone"), "live alice+(phone), arrange"],
    [
      { type: "accepted", member: member("phone"), seat: { kind: "line", participantId: "P" }, at: 9 },
      "live alice+phone, timer.stop phone, arrange",
    ],
    [hungUp("alice"), `ended , seat.free, timer.stop phone, line.end phone, ${over}`],
    [lost("phone"), `ended , timer.stop phone, line.end phone, seat.free, alice's client: lost, ${over}`],
  ],
  fromPhone: [
    [
      accepts("bob"),
      "live phone+bob, timer.stop bob, bob but bob's client: answered-elsewhere, line.connect phone, arrange",
    ],
    [hungUp("phone"), "ended , line.end phone, timer.stop bob, bob: cancelled"],
    [declines, "ended , timer.stop bob, bob but bob's client: declined-elsewhere, line.end phone"],
    [by("line.ready", "phone"), "live phone+(bob), arrange"],
  ],
  empty: [
    [{ type: "entered", member: arriving }, "live alice, arrange"],
    [{ type: "ended-for-all" }, "ended , everybody: room.closed"],
  ],
  entered: [
    [hungUp("alice"), `live , seat.free, ${over}, ${room1}`],
    [lost("alice"), `live , seat.free, alice's client: lost, ${over}, ${room1}`],
    [held("alice"), `live alice, arrange, ${room1}`],
    [{ type: "muted", member: member("alice"), muted: true }, `live alice, ${room1}`],
    [
      { type: "ended-for-all" },
      `ended , seat.free, alice's client: ended-for-all, ${over}, everybody: room.closed`,
    ],
  ],
  invited: [
    [
      declines,
      `live alice, timer.stop bob, bob but bob's client: declined-elsewhere, alice's client: not-joined declined, arrange, ${room1}`,
    ],
    [accepts("bob"), "live alice+bob, timer.stop bob, bob but bob's client: answered-elsewhere, arrange"],
    [hungUp("alice"), `live , seat.free, timer.stop bob, bob: cancelled, ${over}, ${room1}`],
  ],
  quiet: [
    [accepts("bob"), "live alice+bob, timer.stop bob, arrange"],
    [timeOut("bob"), `ended , timer.stop bob, seat.free, alice's client: lost, ${over}`],
  ],
  ended: [failed, rung, accepts("bob"), declines, hungUp("alice"), lost("alice"), added].map(
    (event) => [event, "nothing"] as const,
  ),
};

describe("step", () => {
  for (const [name, rows] of Object.entries(table) as [keyof typeof calls, (typeof table)["placing"]][]) {
    it.each(rows)(`of ${name}, takes %j to: %s`, (event, expected) => {
      expect(said(calls[name], event)).toBe(expected);
    });
  }

  it("tells the caller of the answer, and everybody of the members, when the callee's place stands", () => {
    expect(said(after(ringing, accepts("bob")), seated("bob"))).toBe(
      `live alice+bob, alice's client: call.answered, ${everyones}`,
    );
  });

  it("starts dialling a phone when the caller's place stands", () => {
    const before = newCall({ id, placedAt: 5, members: [arriving, rings(phone, "alice")] });
    expect(said(before, rung)).toBe("live alice+(phone), timer.start phone, line.dial phone");
  });

  it("answers a phone whose leg stands already without waiting for the platform", () => {
    const ready = after(dialling, { type: "line.ready", member: member("phone"), participantId: "P" });
    const answers: CallEvent = {
      type: "accepted",
      member: member("phone"),
      seat: { kind: "line", participantId: "P" },
      at: 9,
    };
    expect(said(ready, answers)).toContain("alice's client: call.answered");
  });
});

describe("standingOf", () => {
  const outcome = (call: TrackedCall, who: keyof typeof keys, callId = id): string | null => {
    const standing = standingOf(call, callId, clients[who]);
    return standing && (standing.kind === "gone" ? standing.outcome : standing.member.state);
  };
  it.each<[string, TrackedCall, keyof typeof keys, string | null]>([
    ["being placed, for the callee", placing, "bob", null],
    ["ringing, at the callee's second client", ringing, "bobs2nd", "ringing"],
    ["ringing, for a stranger", ringing, "carol", null],
    ["answered, for who answered", answered, "bob", "joined"],
    ["answered, at the callee's other client", answered, "bobs2nd", "answered-elsewhere"],
    ["hung up after an answer elsewhere", after(answered, hungUp("alice")), "bobs2nd", "answered-elsewhere"],
    ["hung up, for who answered", after(answered, hungUp("alice")), "bob", "hung-up"],
    ["cancelled, for the callee", after(ringing, hungUp("alice")), "bob", "cancelled"],
    ["cancelled, for the caller", after(ringing, hungUp("alice")), "alice", "cancelled"],
    ["declined, for who declined", after(ringing, declines), "bob", "declined"],
    ["declined, at the other client", after(ringing, declines), "bobs2nd", "declined-elsewhere"],
    ["declined, for the caller", after(ringing, declines), "alice", "declined"],
    ["being rebuilt, for who did not come back yet", quiet, "bob", null],
    ["given away, for who gave it", after(threeRinging, by("transferred", "alice")), "alice", "transferred"],
  ])("%s", (_what, call, who, expected) => {
    expect(outcome(call, who)).toBe(expected);
  });

  it("knows a member that was rung in later by an id of its own only", () => {
    expect(outcome(threeRinging, "carol", joinsLater)).toBe("ringing");
    expect(outcome(threeRinging, "carol")).toBeNull();
  });
});

describe("serviceCall", () => {
  const seenBy = (call: TrackedCall, who: string) => {
    const viewer = call.members.find((one) => one.id === member(who))!;
    const { state, caller, callee: called, transferredBy, id: callId } = serviceCall(call, viewer);
    const label = (party: Party) => (party.kind === "person" ? party.name : party.number);
    return [
      callId === id ? "first id" : "own id",
      state,
      `${label(caller)} to ${label(called)}`,
      transferredBy,
    ];
  };
  it("has the same ends for both, whoever came later", () => {
    expect(seenBy(ringing, "alice")).toEqual(["first id", "ringing", "alice to bob", null]);
    expect(seenBy(ringing, "bob")).toEqual(["first id", "ringing", "alice to bob", null]);
    expect(seenBy(three, "bob")).toEqual(["first id", "answered", "alice to bob", null]);
    expect(seenBy(three, "carol")).toEqual(["own id", "answered", "alice to carol", null]);
  });

  it("shows who was given away the new other end, and both who did it", () => {
    const target = rings(carol, "bob", { callId: joinsLater, transferredBy: "alice" });
    const given = after(answered, { type: "added", member: target }, by("transferred", "alice"));
    expect(seenBy(given, "bob")).toEqual(["first id", "answered", "carol to bob", "alice"]);
    expect(seenBy(given, "carol")).toEqual(["own id", "ringing", "bob to carol", "alice"]);
  });

  it("shows participants of those who are in it, and people, not clients or accesses", () => {
    expect(serviceCall(ringing, arriving)).toEqual({
      id,
      state: "ringing",
      caller: alice,
      callee: bob,
      calledNumber: null,
      transferredBy: null,
      members: [
        { id: "alice", party: alice, state: "joined", holding: false, participantId: "P-alice" },
        { id: "bob", party: bob, state: "ringing", holding: false, participantId: null },
      ],
      placedAt: 5,
    });
  });

  it("names the room that an invitation leads into", () => {
    const viewer = invited.members.find((one) => one.id === member("bob"))!;
    expect(serviceCall(invited, viewer).room).toEqual({ id: room.id, name: "Daily" });
  });
});

describe("hearing", () => {
  const rules = (call: TrackedCall) => Object.fromEntries(hearing(call, "S"));
  const only = (...ids: string[]) => ({
    sessionId: "S",
    participants: ids.map((one) => ({ participantId: one })),
  });
  it("is the whole session while nobody holds", () => {
    expect(rules(answered)).toEqual({ "P-alice": { sessionId: "S" }, "P-bob": { sessionId: "S" } });
  });
  it("is silence for both of two when one holds: an empty list would be everybody", () => {
    expect(rules(after(answered, held("alice")))).toEqual({ "P-alice": {}, "P-bob": {} });
  });
  it("lets the other two of three hear each other", () => {
    expect(rules(after(three, held("alice")))).toEqual({
      "P-alice": {},
      "P-bob": only("P-carol"),
      "P-carol": only("P-bob"),
    });
  });
});
