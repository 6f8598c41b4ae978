import { describe, expect, it } from "vitest";
import type { Party } from "../../../common/wire/calls.ts";
import {
  after,
  alice,
  answered,
  arriving,
  bob,
  by,
  carol,
  held,
  id,
  invited,
  joinsLater,
  member,
  ringing,
  rings,
  room,
  three,
} from "../../../test/support/tracked-calls.ts";
import { hearing, serviceCall } from "./call-view.ts";
import type { TrackedCall } from "./tracked-call.ts";

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
