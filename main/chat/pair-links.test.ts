import { describe, expect, it } from "vitest";
import { type ConversationId, withPerson } from "../../common/chat/conversation-id.ts";
import { LinkId, MediaAccessId, UserId } from "../../common/ids.ts";
import { err, ok } from "../../common/result.ts";
import type { ChatLinkMembers } from "../../common/wire/chat.ts";
import { FakeLink } from "../../test/support/call-bench.ts";
import { testUuid } from "../../test/support/chat-network.ts";
import { memoryChatSession } from "../../test/support/chat-session.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import type { ChatRequests } from "../backend/chat-requests.ts";
import { idleMs } from "./pair-link.ts";
import { holdMs, PairLinks } from "./pair-links.ts";

const bob = UserId.parse("bob");
const withBob: ConversationId = withPerson(bob);
const tryAgainMs = 30_000;
const snapshot = { type: "snapshot" as const, people: [], calls: [], rooms: [], numbers: [] };

async function desk() {
  const clock = new FakeClock();
  const session = await memoryChatSession(clock);
  session.get(withBob);
  const asked: string[] = [];
  const devices: FakeLink[] = [];
  const opened: string[] = [];
  const state = { reachable: true, answers: true, members: [] as ChatLinkMembers };
  let links = 0;
  const requests = {
    connect: (user: UserId) => {
      asked.push(`connect ${user}`);
      const { members } = state;
      return Promise.resolve(state.answers ? ok({ members }) : err({ code: "server-unreachable" as const }));
    },
    disconnect: (user: UserId) => {
      asked.push(`disconnect ${user}`);
      return Promise.resolve(ok(null));
    },
  };
  const access = {
    id: MediaAccessId.parse(testUuid(1)),
    websocketUrl: "wss://gateway.test/v3",
    deviceToken: "device-token",
    participantId: "p-alice",
    expiresAt: Number.MAX_SAFE_INTEGER,
    iceServers: [],
  };
  const pairs = new PairLinks({
    session: () => session,
    // Of the requests only these two are made here.
    requests: requests as unknown as ChatRequests,
    media: {
      backend: { takeMediaAccess: () => Promise.resolve(ok(access)) },
      openDeviceLink: (given) => {
        const device = new FakeLink(given);
        devices.push(device);
        return device;
      },
      media: { send: (command) => void opened.push(command.type) },
      clock,
      log: new KeptLog(),
      nextLink: () => LinkId.parse((links += 1)),
    },
    clock,
    log: new KeptLog(),
    isReachable: () => state.reachable,
  });
  const held = (): boolean | undefined => session.find(withBob)?.state.mail.hold;
  const want = async (): Promise<void> => {
    pairs.wanted(withBob);
    await settle();
  };
  return { clock, session, pairs, asked, devices, opened, state, held, want };
}

describe("PairLinks", () => {
  it("makes one link with whom we write to, for data only", async () => {
    const { asked, opened, want } = await desk();
    await want();
    await want();
    expect(asked).toEqual(["connect bob"]);
    expect(opened).toEqual(["prepare", "channel-open"]);
  });

  it("makes none while the other is out of reach", async () => {
    const { asked, state, held, want } = await desk();
    state.reachable = false;
    await want();
    expect([asked, held()]).toEqual([[], false]);
  });

  it("holds the mail until the other is on the link, and no longer than four seconds", async () => {
    const { clock, held, want } = await desk();
    await want();
    expect(held()).toBe(true);
    await clock.pass(holdMs);
    expect(held()).toBe(false);
  });

  it("lets the mail go at once when the other is on the link", async () => {
    const { pairs, session, state, held, want } = await desk();
    state.members = [{ user: bob, client: testUuid(2), participantId: "p-bob" } as ChatLinkMembers[number]];
    await want();
    const from = { alias: "chat", participantId: "p-bob" } as const;
    const about = { v: 1, in: "pair:alice|bob", log: testUuid(3), type: "hello", client: testUuid(2) };
    const data = JSON.stringify({ ...about, ask: false, have: {}, read: {} });
    const link = LinkId.parse(1);
    for (const type of ["channel-open", "channel-from"] as const) pairs.report(link, { type, ...from });
    expect(held()).toBe(true);
    pairs.report(link, { type: "channel-message", ...from, data });
    await settle();
    expect(Object.values(session.find(withBob)?.state.link?.members ?? {})).toMatchObject([{ user: bob }]);
    expect(held()).toBe(false);
  });

  it("goes by mail for half a minute after a link that came to nothing", async () => {
    const { clock, asked, state, held, want } = await desk();
    state.answers = false;
    await want();
    expect(held()).toBe(false);
    await want();
    expect(asked.filter((what) => what === "connect bob")).toHaveLength(1);
    await clock.pass(tryAgainMs);
    await want();
    expect(asked.filter((what) => what === "connect bob")).toHaveLength(2);
  });

  it("gives an idle link back, telling the server before the device leaves", async () => {
    const { clock, session, asked, devices, want } = await desk();
    await want();
    await clock.pass(idleMs);
    expect(asked).toEqual(["connect bob", "disconnect bob"]);
    expect(devices.map(({ closed }) => closed)).toEqual([true]);
    expect(session.find(withBob)?.state.link).toBeNull();
  });

  it("comes when the other has made one", async () => {
    const { pairs, asked } = await desk();
    pairs.serviceEvent({ type: "chat.connect", with: bob });
    await settle();
    expect(asked).toEqual(["connect bob"]);
  });

  it.each(["a server that was away", "a fresh page"] as const)("makes it anew after %s", async (what) => {
    const { pairs, session, asked, want } = await desk();
    await want();
    if (what === "a fresh page") pairs.pageReady();
    else pairs.serviceEvent(snapshot);
    await settle();
    expect(session.find(withBob)?.state.link).toBeNull();
    await want();
    expect(asked.filter((one) => one === "connect bob")).toHaveLength(2);
  });

  it("ends a link that the page could not keep", async () => {
    const { pairs, session, want } = await desk();
    await want();
    pairs.report(LinkId.parse(1), { type: "failed", error: { code: "media-failed" } });
    await settle();
    expect(session.find(withBob)?.state.link).toBeNull();
    expect(pairs.of(LinkId.parse(1))).toBeUndefined();
  });
});
