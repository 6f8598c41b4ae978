import { describe, expect, it } from "vitest";
import { CallId, PhoneNumber, RoomId, UserId } from "../ids.ts";
import { noAnswerMs } from "./call-events.ts";
import { joinRoom, placeCall, receiveCall } from "./call-start.ts";

const id = CallId.parse("0b8f9c0a-5a1e-4a53-9a39-0a6f2f6f3b11");
const remote = { kind: "person" as const, userId: UserId.parse("bob"), name: "Bob Okafor" };
const number = PhoneNumber.parse("+19195550123");
const live = {
  id,
  remote,
  startedAt: 1_000,
  calledNumber: null,
  muted: false,
  held: false,
  heldByThem: false,
  camera: "off",
  members: [],
  transferredBy: null,
};

describe("the start of a call", () => {
  it("opens media, places and limits the wait when the user calls", () => {
    expect(placeCall(id, remote, 1_000)).toEqual({
      call: { phase: "trying", direction: "outbound", ...live },
      effects: [
        { type: "media.open" },
        { type: "backend.place" },
        { type: "timer.start", timer: "no-answer", ms: noAnswerMs.outbound },
      ],
    });
  });

  it("plays the ringback of a phone at once, because nobody will tell that it rings", () => {
    expect(placeCall(id, { kind: "phone", number, name: null }, 1_000).effects).toContainEqual({
      type: "ring.start",
      tone: "ringback",
    });
  });

  it("opens media and joins when the user enters a room", () => {
    const room = { kind: "room", roomId: RoomId.parse(id), name: "Standup" } as const;
    expect(joinRoom(id, room, 1_000)).toEqual({
      call: { phase: "trying", direction: "outbound", ...live, remote: room },
      effects: [{ type: "media.open" }, { type: "backend.join" }],
    });
  });

  it("confirms, prepares, rings and notifies when somebody calls", () => {
    const facts = { calledNumber: number, transferredBy: "Carol Díaz" };
    expect(receiveCall(id, remote, 1_000, facts)).toEqual({
      call: { phase: "ringing", direction: "inbound", ...live, ...facts },
      effects: [
        { type: "backend.confirm-ringing" },
        { type: "media.prepare" },
        { type: "ring.start", tone: "ringtone" },
        { type: "notify.incoming" },
        { type: "timer.start", timer: "no-answer", ms: noAnswerMs.inbound },
      ],
    });
  });
});
