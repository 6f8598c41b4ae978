/** Calls of the token server in all their states, with alice, bob with two clients, carol, a phone and a room. */
import {
  CallId,
  ClientId,
  MediaAccessId,
  MemberId,
  PhoneNumber,
  RoomCode,
  RoomId,
  UserId,
} from "../../common/ids.ts";
import type { Party } from "../../common/wire/calls.ts";
import { step } from "../../server-stub/token-server/calls/call-step.ts";
import type { JoinedMember, RingingMember, Seat } from "../../server-stub/token-server/calls/member.ts";
import {
  newCall,
  type CallEvent,
  type TrackedCall,
} from "../../server-stub/token-server/calls/tracked-call.ts";
import { clientKey, type Client, type ClientKey } from "../../server-stub/token-server/client.ts";

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const id = CallId.parse(uuid(1));
export const person = (name: string) => ({ kind: "person", id: UserId.parse(name), name }) satisfies Party;
export const [alice, bob, carol] = [person("alice"), person("bob"), person("carol")];
export const phone: Party = { kind: "phone", number: PhoneNumber.parse("+19195550101"), name: null };
const key = (who: { id: UserId }, n: number): ClientKey => clientKey(who.id, ClientId.parse(uuid(n)));
export const keys = {
  alice: key(alice, 10),
  bob: key(bob, 20),
  bobs2nd: key(bob, 21),
  carol: key(carol, 30),
};
export const client = (who: typeof alice, one: ClientKey): Client => ({
  key: one,
  person: who,
  familyId: "",
});
export const clients: Record<keyof typeof keys, Client> = {
  alice: client(alice, keys.alice),
  bob: client(bob, keys.bob),
  bobs2nd: client(bob, keys.bobs2nd),
  carol: client(carol, keys.carol),
};
export const names = new Map(Object.entries(keys).map(([name, one]) => [one, `${name}'s client`]));

export const seat = (at: ClientKey): Seat => ({
  kind: "client",
  client: at,
  access: MediaAccessId.parse(uuid(40)),
  participantId: `P-${names.get(at)!.split("'")[0]}`,
});
export const member = (name: string) => MemberId.parse(name);
const facts = { callId: id, broughtBy: null, transferredBy: null, calledNumber: null };
export const arriving: JoinedMember = {
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
export const rings = (party: Party, by: string, more: Partial<RingingMember> = {}): RingingMember => ({
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
export const callee = rings(bob, "alice");

export const opened: CallEvent = { type: "session.opened", sessionId: "S" };
export const failed: CallEvent = { type: "platform.failed" };
export const rung: CallEvent = { type: "rung" };
export const by = <T extends CallEvent["type"]>(type: T, who: string) =>
  ({ type, member: member(who) }) as CallEvent;
export const seated = (who: string) => by("seated", who);
export const hungUp = (who: string) => by("hung-up", who);
export const accepts = (who: "bob" | "carol"): CallEvent => ({
  type: "accepted",
  member: member(who),
  seat: seat(keys[who]),
  at: 9,
});
export const declines: CallEvent = { type: "declined", member: member("bob"), at: keys.bob };
export const notComing: CallEvent = { type: "not-coming", member: member("bob"), outcome: "offline" };
export const timeOut = (who: string) => by("time-out", who);
export const lost = (who: string) => by("lost", who);
export const held = (who: string, isHeld = true): CallEvent => ({
  type: "held",
  member: member(who),
  held: isHeld,
});
export const joinsLater = CallId.parse(uuid(2));
export const added: CallEvent = { type: "added", member: rings(carol, "alice", { callId: joinsLater }) };

export const after = (call: TrackedCall, ...events: CallEvent[]): TrackedCall =>
  events.reduce((current, event) => step(current, event).call, call);

export const placing = newCall({ id, placedAt: 5, members: [arriving, callee] });
export const ringing = after(placing, opened, seated("alice"), rung);
export const answered = after(ringing, accepts("bob"), seated("bob"));
export const threeRinging = after(answered, added);
export const three = after(threeRinging, accepts("carol"), seated("carol"));
export const dialling = after(
  newCall({ id, placedAt: 5, members: [arriving, rings(phone, "alice")] }),
  opened,
  seated("alice"),
  rung,
);
export const fromPhone = after(
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
export const room = {
  id: RoomId.parse(uuid(3)),
  code: RoomCode.parse("abcdefghjk"),
  name: "Daily",
  host: alice.id,
  createdAt: 5,
};
export const empty = newCall({ id, placedAt: 5, phase: "live", room, members: [] });
export const entered = after(empty, { type: "entered", member: arriving }, opened, seated("alice"));
export const invited = after(entered, { type: "added", member: callee });
export const quiet = after(
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
