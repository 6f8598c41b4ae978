import { describe, expect, it } from "vitest";
import type { ChatLine, ChatProgress } from "../../../common/contract/chat.ts";
import { UserId } from "../../../common/ids.ts";
import { blocksOf, stateOf } from "./group-lines.ts";
import { piecesOf } from "./links.ts";

const noon = new Date(2026, 10, 26, 12).getTime();
const line = (position: number, from: string, minutes: number): ChatLine => ({
  kind: "message",
  position,
  from: UserId.parse(from),
  own: null,
  at: noon + minutes * 60_000,
  text: "words",
});

describe("blocks of a conversation", () => {
  it("put lines of one writer together while they follow closely", () => {
    const blocks = blocksOf([line(1, "bob", 0), line(2, "bob", 4), line(3, "bob", 10), line(4, "alice", 10)]);
    const groups = blocks.flatMap((block) => (block.kind === "group" ? [block.lines.length] : []));
    expect(groups).toEqual([2, 1, 1]);
  });

  it("begin each day with its date", () => {
    const blocks = blocksOf([line(1, "bob", 0), line(2, "bob", 1), line(3, "bob", 24 * 60)]);
    expect(blocks.map(({ kind }) => kind)).toEqual(["day", "group", "day", "group"]);
  });
});

describe("the state of a message", () => {
  const bob = { user: UserId.parse("bob"), delivered: 3, read: 2 };
  const progress: ChatProgress = { sent: 4, problem: null, people: [bob] };
  it("is the furthest that it has come", () => {
    const states = [2, 3, 4, 5].map((own) => stateOf(own, progress).state);
    expect(states).toEqual(["read", "delivered", "sent", "waiting"]);
    expect(stateOf(5, { ...progress, problem: "full" })).toEqual({ state: "failed", problem: "full" });
  });
});

describe("links in a message", () => {
  it("are found with the host that a browser would go to", () => {
    expect(piecesOf("see https://example.com/a?b=1, or (https://example.org).")).toEqual([
      { kind: "text", text: "see " },
      { kind: "link", url: "https://example.com/a?b=1", host: "example.com" },
      { kind: "text", text: ", or (" },
      { kind: "link", url: "https://example.org", host: "example.org" },
      { kind: "text", text: ")." },
    ]);
    expect(piecesOf("https://ехample.com")).toMatchObject([{ host: "xn--ample-ywe6i.com" }]);
  });

  it.each([
    "http://example.com",
    "javascript:alert(1)",
    "https://user:secret@example.com",
    "https://example.com\\@evil.example",
    "file:///etc/passwd",
    "https://",
  ])("are not made of %s", (text) => {
    expect(piecesOf(text)).toEqual([{ kind: "text", text }]);
  });
});
