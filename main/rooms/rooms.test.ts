import { describe, expect, it } from "vitest";
import { RoomCode, RoomId } from "../../common/ids.ts";
import { alice, bob, roomWith } from "../../test/support/call-bench.ts";
import { Rooms } from "./rooms.ts";

const standup = roomWith(alice);
const review = {
  ...standup,
  id: RoomId.parse("22222222-0000-4000-8000-000000000002"),
  code: RoomCode.parse("zzzzzzzzzz"),
  createdAt: 5,
};
const snapshot = { type: "snapshot", people: [], calls: [], rooms: [standup, review], numbers: [] } as const;

function rooms(): Rooms {
  const known = new Rooms();
  known.serviceEvent({ ...snapshot, people: [], calls: [], rooms: [...snapshot.rooms], numbers: [] });
  return known;
}

describe("Rooms", () => {
  it("shows the newest first and finds by id and by code", () => {
    const known = rooms();
    expect(known.all).toEqual([review, standup]);
    expect(known.find({ id: standup.id })).toBe(standup);
    expect(known.find({ code: review.code })).toBe(review);
    expect(known.find({ code: RoomCode.parse("yyyyyyyyyy") })).toBeUndefined();
  });

  it("follows changes and ends, and tells of each", () => {
    const known = rooms();
    let told = 0;
    known.onChange(() => (told += 1));
    const withBob = roomWith(alice, bob);
    known.serviceEvent({ type: "room.changed", room: withBob });
    expect(known.find({ id: standup.id })).toBe(withBob);
    known.serviceEvent({ type: "room.closed", roomId: review.id });
    expect(known.all).toEqual([withBob]);
    known.clear();
    expect([known.all, told]).toEqual([[], 3]);
  });
});
