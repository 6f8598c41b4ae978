import { describe, expect, it } from "vitest";
import type { Call } from "../../common/call/call.ts";
import { inRoom } from "../../common/chat/conversation-id.ts";
import { LogId, MessageId } from "../../common/chat/message.ts";
import { CallId, LinkId, RoomId } from "../../common/ids.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import { bob, memberOf } from "../../test/support/call-bench.ts";
import { testUuid } from "../../test/support/chat-network.ts";
import { memoryChatSession } from "../../test/support/chat-session.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import type { LinkCommand } from "../calls/ports.ts";
import { RoomChannels } from "./room-channels.ts";

const room = RoomId.parse("22222222-0000-4000-8000-000000000001");
const id = CallId.parse(testUuid(7));
const alias = "chat";
const fromBob = { type: "channel-from", alias, participantId: "p-bob" } as const;
const helloOfBob = JSON.stringify({
  v: 1,
  in: inRoom(room),
  log: LogId.parse(testUuid(8)),
  type: "hello",
  client: testUuid(9),
  ask: true,
  have: {},
  read: {},
});

async function desk() {
  const clock = new FakeClock();
  const session = await memoryChatSession(clock);
  const sent: LinkCommand[] = [];
  // Of a call only these are looked at.
  const inRoomCall = (phase: Call["phase"]): Call =>
    ({ id, phase, remote: { kind: "room", roomId: room, name: "Standup" } }) as Call;
  const state = { calls: [inRoomCall("connected")], link: 1, members: [] as CallMember[] };
  const rooms = new RoomChannels({
    calls: {
      get calls() {
        return state.calls;
      },
      send: (_call, command) => sent.push(command) > 0,
      participants: () => state.members,
      linkOf: () => LinkId.parse(state.link),
    },
    session: () => session,
    clock,
    log: new KeptLog(),
    onJoined: () => {},
  });
  const report = (...reports: Parameters<RoomChannels["report"]>[2][]): void => {
    for (const one of reports) rooms.report(id, LinkId.parse(state.link), one);
  };
  const frames = (): unknown[] =>
    sent.flatMap((command) => (command.type === "channel-send" ? [JSON.parse(command.data) as unknown] : []));
  const members = () => Object.keys(session.find(inRoom(room))?.state.link?.members ?? {});
  return { session, rooms, state, sent, report, frames, members, inRoomCall };
}

describe("RoomChannels", () => {
  it("opens the channel of a session once we are in it, and of no other call", async () => {
    const { rooms, state, sent, inRoomCall } = await desk();
    state.calls = [inRoomCall("trying"), { ...inRoomCall("connected"), remote: { kind: "person" } } as Call];
    rooms.callsChanged();
    expect(sent).toEqual([]);
    state.calls = [inRoomCall("connecting")];
    rooms.callsChanged();
    rooms.callsChanged();
    expect(sent).toEqual([{ type: "channel-open", alias }]);
  });

  it("greets whoever's channel reaches us, and sends what they have not got", async () => {
    const { rooms, state, session, report, frames } = await desk();
    state.members = [memberOf(bob)];
    rooms.callsChanged();
    report({ type: "channel-open", alias }, fromBob, {
      type: "channel-message",
      alias,
      participantId: "p-bob",
      data: helloOfBob,
    });
    const written = { id: MessageId.parse(testUuid(3)), text: "Hello", at: 0 };
    await session.find(inRoom(room))?.dispatch({ type: "user.sent", ...written });
    await settle();
    expect(frames()).toMatchObject([
      { type: "hello" },
      { type: "hello" },
      { type: "hello", ask: false },
      { type: "messages", messages: [{ seq: 1, text: "Hello" }] },
    ]);
  });

  it("keeps what comes from somebody whom the token server has not named yet", async () => {
    const { rooms, state, report, members } = await desk();
    rooms.callsChanged();
    report({ type: "channel-open", alias }, fromBob);
    expect(members()).toEqual([]);
    state.members = [memberOf(bob)];
    rooms.callsChanged();
    expect(members()).toEqual(["p-bob"]);
    state.members = [];
    rooms.callsChanged();
    expect(members()).toEqual([]);
  });

  it("begins anew on another link, and hears the old one no more", async () => {
    const { rooms, state, sent, report, members } = await desk();
    state.members = [memberOf(bob)];
    rooms.callsChanged();
    report({ type: "channel-open", alias }, fromBob);
    state.link = 2;
    rooms.callsChanged();
    rooms.report(id, LinkId.parse(1), fromBob);
    expect(members()).toEqual([]);
    expect(sent.filter(({ type }) => type === "channel-open")).toHaveLength(2);
  });

  it("is off the link when the call has ended", async () => {
    const { rooms, state, session } = await desk();
    rooms.callsChanged();
    expect(session.find(inRoom(room))?.state.link).not.toBeNull();
    state.calls = [];
    rooms.callsChanged();
    expect(session.find(inRoom(room))?.state.link).toBeNull();
  });
});
