import { describe, expect, it } from "vitest";
import { inRoom, withPerson } from "../../common/chat/conversation-id.ts";
import { LogId, MessageId } from "../../common/chat/message.ts";
import { RoomId, UserId } from "../../common/ids.ts";
import { type Arrival, MessageNotices } from "./message-notices.ts";

const bob = UserId.parse("bob");
const withBob = withPerson(bob);

function desk() {
  const shown: unknown[] = [];
  const state = {
    messageNotifications: true,
    messagePreview: true,
    doNotDisturb: false,
    focused: false,
    locked: false,
  };
  const notices = new MessageNotices({
    notifications: {
      message: (about) => shown.push(about),
      withdraw: (conversation) => shown.push(`withdrawn ${conversation}`),
    },
    settings: () => state,
    windowFocused: () => state.focused,
    screenLocked: () => state.locked,
    nameOf: () => "Bob Okafor",
  });
  return { notices, shown, state };
}

function arrival(change: Partial<Arrival> = {}, ...texts: string[]): Arrival {
  const news = (texts.length > 0 ? texts : ["Hello"]).map((text, index) => ({
    position: index + 1,
    entry: {
      kind: "message" as const,
      log: LogId.parse("00000000-0000-4000-8000-000000000001"),
      from: bob,
      message: {
        id: MessageId.parse("00000000-0000-4000-8000-000000000002"),
        seq: index + 1,
        sentAt: 0,
        kind: "text" as const,
        text,
      },
    },
  }));
  const facts = { conversation: withBob, title: "Bob Okafor", room: false, onScreen: false };
  return { ...facts, news, unread: news.length, ...change };
}

describe("MessageNotices", () => {
  it("tells of the newest, and how many are unread", () => {
    const { notices, shown } = desk();
    notices.arrived(arrival({}, "One", "Two"));
    expect(shown).toEqual([{ conversation: withBob, title: "Bob Okafor", words: "Two", count: 2 }]);
  });

  it("says who wrote it in a session", () => {
    const { notices, shown } = desk();
    const room = inRoom(RoomId.parse("22222222-0000-4000-8000-000000000001"));
    notices.arrived(arrival({ conversation: room, title: "Standup", room: true }));
    expect(shown).toMatchObject([{ title: "Standup", words: "Bob Okafor: Hello" }]);
  });

  it("is silent where the user wants it, and for what is read already", () => {
    const { notices, shown, state } = desk();
    notices.arrived(arrival({ unread: 0 }));
    notices.arrived({ ...arrival(), news: [] });
    state.messageNotifications = false;
    notices.arrived(arrival());
    Object.assign(state, { messageNotifications: true, doNotDisturb: true });
    notices.arrived(arrival());
    expect(shown).toEqual([]);
  });

  it("is silent for what the user looks at, which needs the window's focus too", () => {
    const { notices, shown, state } = desk();
    state.focused = true;
    notices.arrived(arrival({ onScreen: true }));
    expect(shown).toEqual([]);
    state.focused = false;
    notices.arrived(arrival({ onScreen: true }));
    expect(shown).toHaveLength(1);
  });

  it.each(["messagePreview", "locked"] as const)("keeps the words to itself: %s", (why) => {
    const { notices, shown, state } = desk();
    state[why] = why === "locked";
    notices.arrived(arrival());
    expect(shown).toMatchObject([{ title: "Bob Okafor", words: null }]);
  });

  it("takes back what it has shown once it was seen, and only that", () => {
    const { notices, shown } = desk();
    notices.seen(withBob);
    expect(shown).toEqual([]);
    notices.arrived(arrival());
    notices.seen(withBob);
    notices.seen(withBob);
    expect(shown.slice(1)).toEqual([`withdrawn ${withBob}`]);
  });
});
