import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoomResponse, type Room } from "../../common/wire/rooms.ts";
import { Session } from "../../common/wire/token-server.ts";
import { FileRoomStore } from "../../server-stub/token-server/rooms/room-store.ts";
import { answered, code } from "../support/desk-calls.ts";
import { Desk, type Answer, type DeskClient } from "../support/token-server-desk.ts";

let desk: Desk;
let alice: DeskClient;
let bob: DeskClient;
let carol: DeskClient;
beforeEach(async () => {
  desk = await Desk.open();
  [alice, bob, carol] = [await desk.client("alice"), await desk.client("bob"), await desk.client("carol")];
});
afterEach(() => desk.close());

const create = async (host: DeskClient, name = "Daily"): Promise<Room> =>
  RoomResponse.parse((await host.post("/v1/rooms", { name })).body).room;

async function join(
  client: DeskClient,
  room: { id: string } | { code: string },
): Promise<Answer & { callId: string }> {
  const [callId, mediaAccessId] = [randomUUID(), (await client.access()).id];
  return { ...(await client.post("/v1/rooms/join", { callId, room, mediaAccessId })), callId };
}

const roomOf = (client: DeskClient): Room | undefined =>
  client.received.flatMap((event) => (event.type === "room.changed" ? [event.room] : [])).at(-1);
const names = (room: Room | undefined) => room?.members.map(({ party }) => party.name);
const act = (client: DeskClient, room: Room, action: string, body?: unknown) =>
  client.post(`/v1/rooms/${room.id}/${action}`, body);

describe("a room", () => {
  it("is seen by everybody, and joined by its id or its code", async () => {
    const room = await create(alice);
    expect(room.code).toMatch(/^[a-z2-9]{12}$/);
    expect((await carol.get("/v1/rooms")).body).toEqual({ rooms: [room] });
    expect((await carol.openStream()).rooms).toEqual([room]);
    expect(code(await join(alice, { id: room.id }))).toBe("200");
    expect(code(await join(bob, { code: room.code }))).toBe("200");
    await desk.everythingDelivered();
    expect(names(roomOf(carol))).toEqual(["Alice Martin", "Bob Okafor"]);
    expect(
      roomOf(carol)?.members.every(({ participantId }) => desk.control.participants.has(participantId)),
    ).toBe(true);
    expect(carol.calls).toEqual([]);
  });

  it("has a session at the platform while somebody is in it, and only then", async () => {
    const room = await create(alice);
    expect(desk.control.sessions.size).toBe(0);
    const first = await join(alice, room);
    expect(desk.control.sessions.size).toBe(1);
    await alice.act(first.callId, "hang-up");
    await desk.control.until(() => desk.control.sessions.size === 0);
    expect(code(await join(bob, room))).toBe("200");
    expect(desk.control.sessions.size).toBe(1);
  });

  it("is joined once however often it is asked for", async () => {
    const room = await create(alice);
    const body = { callId: randomUUID(), room: { id: room.id }, mediaAccessId: (await alice.access()).id };
    const both = await Promise.all([alice.post("/v1/rooms/join", body), alice.post("/v1/rooms/join", body)]);
    expect(both.map(code)).toEqual(["200", "200"]);
    expect(names(RoomResponse.parse(both[1].body).room)).toEqual(["Alice Martin"]);
    await alice.act(body.callId, "hang-up");
    expect(code(await alice.post("/v1/rooms/join", body))).toBe("410 call-gone hung-up");
  });

  it("is one of our calls: another takes hold first, and hold works in it", async () => {
    const room = await create(alice);
    const { id } = await answered(alice, bob);
    expect(code(await join(alice, room))).toBe("409 already-in-call");
    await alice.hold(id);
    const joined = await join(alice, room);
    expect(code(joined)).toBe("200");
    expect(code(await alice.hold(joined.callId))).toBe("200");
    const { calls } = await alice.openStream();
    expect(calls.find((call) => call.id === joined.callId)).toMatchObject({
      state: "answered",
      room: { id: room.id, name: "Daily" },
    });
  });

  it("is left by a lost device as a call would be", async () => {
    const room = await create(alice);
    const joined = await join(bob, room);
    const [bobs] = RoomResponse.parse(joined.body).room.members;
    await desk.control.webhook(bobs!.participantId, "onConnect", "device");
    await desk.control.webhook(bobs!.participantId, "onLeave", "device");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["ended lost"]);
    expect(roomOf(alice)?.members).toEqual([]);
  });

  it("shows who is muted", async () => {
    const room = await create(alice);
    await join(bob, room);
    expect(code(await act(bob, room, "me", { muted: true }))).toBe("200");
    await desk.everythingDelivered();
    expect(roomOf(alice)?.members.map(({ muted }) => muted)).toEqual([true]);
    expect(code(await act(alice, room, "me", { muted: true }))).toBe("404 not-found");
  });

  it("takes 20 and no more", async () => {
    const room = await create(alice);
    for (let count = 0; count < 20; count += 1) {
      expect(code(await join(await desk.client("bob"), room))).toBe("200");
    }
    expect(code(await join(carol, room))).toBe("409 room-full");
  });

  it("without anybody in it is closed after 9 h, and not while somebody is", async () => {
    const room = await create(alice);
    const joined = await join(bob, room);
    desk.clock.advance(32_400_000);
    await desk.everythingDelivered();
    expect(roomOf(carol)?.members).toHaveLength(1);
    const refreshed = await bob.post("/v1/sign-in/refresh", { refreshToken: bob.session.refreshToken });
    bob.session = Session.parse(refreshed.body);
    await bob.act(joined.callId, "hang-up");
    desk.clock.advance(32_399_999);
    await desk.everythingDelivered();
    expect(carol.received.some((event) => event.type === "room.closed")).toBe(false);
    desk.clock.advance(1);
    expect(await carol.event("room.closed")).toEqual({ type: "room.closed", roomId: room.id });
  });
});

describe("its host", () => {
  it("ends it for everybody", async () => {
    const room = await create(alice);
    const joined = await join(bob, room);
    expect(code(await act(bob, room, "end"))).toBe("403 not-host");
    expect(code(await act(alice, room, "end"))).toBe("200");
    await carol.event("room.closed");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["ended ended-for-all"]);
    expect(code(await bob.act(joined.callId, "hang-up"))).toBe("410 call-gone ended-for-all");
    expect(code(await join(bob, room))).toBe("410 room-gone");
    await desk.control.until(() => desk.control.sessions.size === 0);
  });

  it("takes somebody out", async () => {
    const room = await create(alice);
    await join(bob, room);
    await desk.everythingDelivered();
    const [bobs] = roomOf(alice)!.members;
    expect(code(await act(bob, room, "remove", { memberId: bobs!.id }))).toBe("403 not-host");
    expect(code(await act(alice, room, "remove", { memberId: bobs!.id }))).toBe("200");
    expect(code(await act(alice, room, "remove", { memberId: bobs!.id }))).toBe("410 member-gone");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["ended removed"]);
  });

  it("keeps out whom it took out, until somebody in it invites them", async () => {
    const room = await create(alice);
    await join(alice, room);
    await join(bob, room);
    await desk.everythingDelivered();
    const bobs = roomOf(alice)!.members.find(({ party }) => party.name === "Bob Okafor")!;
    await act(alice, room, "remove", { memberId: bobs.id });
    await desk.everythingDelivered();
    expect(code(await join(bob, room))).toBe("403 removed-from-room");
    expect(code(await act(alice, room, "invite", { to: { kind: "person", id: "bob" } }))).toBe("200");
    await bob.event("call.incoming");
    expect(code(await bob.accept(bob.lastCall!.id))).toBe("200");
    await bob.act(bob.lastCall!.id, "hang-up");
    await desk.everythingDelivered();
    expect(code(await join(bob, room))).toBe("200");
  });
});

describe("an invitation", () => {
  it("rings, names the room, and accepting it joins", async () => {
    const room = await create(alice);
    await join(bob, room);
    expect(code(await act(bob, room, "invite", { to: { kind: "person", id: "carol" } }))).toBe("200");
    await carol.event("call.incoming");
    expect(carol.lastCall).toMatchObject({
      state: "ringing",
      caller: { id: "bob" },
      callee: { id: "carol" },
      room: { id: room.id, name: "Daily" },
    });
    expect(code(await carol.accept(carol.lastCall!.id))).toBe("200");
    await desk.everythingDelivered();
    expect(names(roomOf(alice))).toEqual(["Bob Okafor", "Carol Díaz"]);
    await carol.act(carol.lastCall!.id, "hang-up");
    await desk.everythingDelivered();
    expect(names(roomOf(alice))).toEqual(["Bob Okafor"]);
  });

  it("that is declined is told to who made it, and nobody else", async () => {
    const room = await create(alice);
    await join(alice, room);
    await join(bob, room);
    await act(bob, room, "invite", { to: { kind: "person", id: "carol" } });
    await carol.event("call.incoming");
    await carol.act(carol.lastCall!.id, "decline");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["not-joined declined"]);
    expect(alice.calls).toEqual([]);
  });

  it("is for those in the room to make", async () => {
    const room = await create(alice);
    expect(code(await act(bob, room, "invite", { to: { kind: "person", id: "carol" } }))).toBe(
      "404 not-found",
    );
  });
});

describe("rooms over a restart of the server", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "deskline-rooms-"));
    await restart();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function restart(): Promise<void> {
    await desk.close();
    desk = await Desk.open({ rooms: await FileRoomStore.open(path.join(folder, "rooms")) });
    [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
  }

  it("are there again with their links, and are joined anew by who was in them", async () => {
    const room = await create(alice);
    await join(alice, room);
    await restart();
    expect((await bob.get("/v1/rooms")).body).toEqual({ rooms: [{ ...room, members: [] }] });
    expect(code(await join(alice, { id: room.id }))).toBe("200");
    expect(code(await join(bob, { code: room.code }))).toBe("200");
    await desk.everythingDelivered();
    expect(names(roomOf(bob))).toEqual(["Alice Martin", "Bob Okafor"]);
  });

  it("are gone when they were ended before it", async () => {
    const room = await create(alice);
    await act(alice, room, "end");
    await restart();
    expect((await alice.get("/v1/rooms")).body).toEqual({ rooms: [] });
  });
});
