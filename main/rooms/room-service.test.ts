import { describe, expect, it } from "vitest";
import { PhoneNumber, RoomCode } from "../../common/ids.ts";
import { err, ok } from "../../common/result.ts";
import { alice, callBench, callId, carol, roomWith } from "../../test/support/call-bench.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { RoomService } from "./room-service.ts";
import { Rooms } from "./rooms.ts";

const standup = roomWith(alice);

function roomBench() {
  const bench = callBench();
  const rooms = new Rooms();
  rooms.serviceEvent({ type: "room.changed", room: standup });
  const service = new RoomService({ rooms, requests: bench.backend.rooms, calls: bench.service });
  return { bench, rooms, service };
}

describe("RoomService", () => {
  it("makes a room and enters it", async () => {
    const { bench, service } = roomBench();
    expect(await service.create("Review")).toEqual(ok(callId(101)));
    await settle();
    expect(bench.backend.asked).toEqual(["create Review", "join 101"]);
    expect(bench.service.calls).toMatchObject([{ remote: { kind: "room", roomId: standup.id } }]);
  });

  it("joins by id or by the code of a link", async () => {
    const { bench, service } = roomBench();
    expect(await service.join({ code: standup.code })).toEqual(ok(callId(101)));
    expect(await service.join({ id: standup.id })).toEqual(ok(callId(101)));
    await settle();
    expect(bench.backend.asked).toEqual(["join 101"]);
  });

  it("asks nothing for a room that is gone", async () => {
    const { bench, service } = roomBench();
    expect(await service.join({ code: RoomCode.parse("zzzzzzzzzz") })).toEqual(err({ code: "room-gone" }));
    expect(bench.backend.asked).toEqual([]);
  });

  it("invites people and phones, but no emergency number", async () => {
    const { bench, service } = roomBench();
    const to = { kind: "phone" as const, number: PhoneNumber.parse("+1911") };
    expect(await service.invite(standup.id, to)).toEqual(err({ code: "emergency-number" }));
    expect(await service.invite(standup.id, { kind: "person", id: carol.id })).toEqual(ok(null));
    expect(bench.backend.asked).toEqual(["invite carol"]);
  });
});
