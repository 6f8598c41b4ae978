import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LiveCall } from "../../../common/call/call.ts";
import type { Snapshot } from "../../../common/contract/state.ts";
import { MemberId, RoomCode, RoomId, SourceId } from "../../../common/ids.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Room } from "../../../common/wire/rooms.ts";
import type { Person } from "../../../common/wire/token-server.ts";
import { settle } from "../../../test/support/fake-clock.ts";
import { alice, bob, call, carol, createFakeHost, snapshot } from "../../../test/support/fake-host.ts";
import { FakeStream } from "../../../test/support/fake-media.ts";
import { hasCompany, membersOf } from "../../store/members.ts";
import { startStore } from "../../store/store.ts";
import { provideStage, type StageSource } from "../../store/video.ts";
import { pictureOf, sharesScreen, stageOf } from "./stage-layout.ts";

type Shown = Parameters<Parameters<StageSource["watchStage"]>[0]>[0];
const nothing: Shown = { remote: [], own: [], speaking: new Set(), selfSpeaking: false };
const media = () => new FakeStream([]).asStream;
const remote = (person: Person, alias: string) => ({
  participantId: `p-${person.id}`,
  alias,
  media: media(),
});
const member = ({ id, name }: Person) => ({
  id: MemberId.parse(`m-${id}`),
  party: { kind: "person" as const, id, name },
  state: "joined" as const,
  holding: false,
  participantId: `p-${id}`,
});
const callOf = (...people: Person[]) => call("connected", { members: people.map(member) }) as LiveCall;
const roomId = RoomId.parse("00000000-0000-4000-9000-000000000001");
const roomCall = () => call("connected", { remote: { kind: "room", roomId, name: "Stand-up" } }) as LiveCall;
const room = (...people: Person[]): Room => ({
  id: roomId,
  code: RoomCode.parse("k7m2pq9rst"),
  name: "Stand-up",
  host: alice.id,
  createdAt: 0,
  members: people.map((person) => ({ ...member(person), muted: person === bob, joinedAt: 0 })),
});

let stop: Dispose[];
let show: (stage: Partial<Shown>) => void;
const start = async (state: Partial<Snapshot>) => {
  const source: StageSource = {
    watchStage: (listener) => {
      show = (stage) => listener({ ...nothing, ...stage });
      return () => {};
    },
  };
  stop = [startStore(createFakeHost(snapshot(state)).host), provideStage(source)];
  await settle();
};
beforeEach(() => (stop = []));
afterEach(() => stop.forEach((each) => each()));

describe("stageOf", () => {
  it("has nothing to show for two people who only talk", async () => {
    const talk = callOf(alice, bob);
    await start({ calls: [talk] });
    expect(stageOf(talk)).toBeNull();
  });

  it("shows tiles as soon as one of them is to be seen, we too", async () => {
    const talk = callOf(alice, bob);
    await start({ calls: [talk] });
    show({ remote: [remote(bob, "camera")] });
    expect(stageOf(talk)?.members.map((one) => pictureOf(one) !== null)).toEqual([false, true]);
    show({ own: [{ alias: "camera", media: media() }] });
    expect(stageOf(talk)?.members.map((one) => pictureOf(one) !== null)).toEqual([true, false]);
  });

  it("tells who presents, and a sound alone is no picture", async () => {
    const talk = callOf(alice, bob, carol);
    await start({ calls: [talk] });
    show({ remote: [remote(carol, "screenshare"), remote(bob, "usermedia")] });
    expect(stageOf(talk)?.presenters.map(({ id }) => id)).toEqual(["m-carol"]);
  });

  it("makes the other one of two large as soon as one of them is seen, and not while somebody presents", async () => {
    await start({ rooms: [room(alice, bob)] });
    expect(stageOf(roomCall())?.pair).toBe(false);
    show({ own: [{ alias: "camera", media: media() }] });
    expect(stageOf(roomCall())?.pair).toBe(true);
    show({ remote: [remote(bob, "camera")] });
    expect(stageOf(roomCall())?.pair).toBe(true);
    expect(stageOf(callOf(alice, bob, carol))?.pair).toBe(false);
    show({ remote: [remote(bob, "camera"), remote(bob, "screenshare")] });
    expect(stageOf(roomCall())?.pair).toBe(false);
  });

  it("has nobody to make large for one who is there with two devices", async () => {
    await start({ rooms: [room(alice, alice)] });
    show({ own: [{ alias: "camera", media: media() }] });
    expect(stageOf(roomCall())?.pair).toBe(false);
  });

  it("tells who shares, we too", async () => {
    await start({ rooms: [room(alice, bob, carol)] });
    show({ remote: [remote(bob, "screenshare")], own: [{ alias: "screenshare", media: media() }] });
    expect(stageOf(roomCall())?.members.map(sharesScreen)).toEqual([true, true, false]);
  });

  it("always shows a session, and a call of three", async () => {
    await start({ rooms: [room(alice)] });
    expect(stageOf(roomCall())?.members).toHaveLength(1);
    expect(stageOf(callOf(alice, bob, carol))?.members).toHaveLength(3);
  });

  it("shows what we share, even to one who is not to be seen", async () => {
    const talk = callOf(alice, bob);
    const share = {
      call: talk.id,
      source: { id: SourceId.parse("screen:0:0"), kind: "screen" as const, title: "Screen" },
      mode: "text" as const,
      sound: false,
      phase: "live" as const,
      size: null,
    };
    await start({ calls: [talk], share });
    expect(stageOf(talk)).not.toBeNull();
  });

  it("shows nothing on hold or before anybody has answered", async () => {
    await start({});
    show({ remote: [remote(bob, "camera")] });
    expect(stageOf({ ...callOf(alice, bob), held: true })).toBeNull();
    expect(stageOf(call("ringing", { members: [member(alice), member(bob)] }) as LiveCall)).toBeNull();
  });
});

describe("membersOf", () => {
  it("takes a session's members from the session, with what they let others know", async () => {
    await start({ rooms: [room(alice, bob)] });
    expect(membersOf(roomCall()).map(({ isMe, muted }) => [isMe, muted])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(membersOf({ ...roomCall(), muted: true }).map(({ muted }) => muted)).toEqual([true, true]);
  });
});

describe("hasCompany", () => {
  it("is somebody with a screen, not a phone alone", async () => {
    await start({});
    const phone = { kind: "phone", number: null, name: null } as const;
    expect(hasCompany(callOf(alice, bob))).toBe(true);
    expect(hasCompany(call("connected", { remote: phone, members: [member(alice)] }) as LiveCall)).toBe(
      false,
    );
    expect(
      hasCompany(call("connected", { remote: phone, members: [member(alice), member(carol)] }) as LiveCall),
    ).toBe(true);
    expect(hasCompany(call("ringing") as LiveCall)).toBe(false);
  });
});
