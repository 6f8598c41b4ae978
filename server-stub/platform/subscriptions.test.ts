import { describe, expect, it } from "vitest";
import { receivedStreams, selectsNothing } from "./subscriptions.ts";

const aliceMic = { participantId: "alice", msid: "mic-a", alias: "usermedia" };
const aliceScreen = { participantId: "alice", msid: "screen-a", alias: "screenshare" };
const bobMic = { participantId: "bob", msid: "mic-b" };
const carolMic = { participantId: "carol", msid: "mic-c", alias: "usermedia" };
const published = [aliceMic, aliceScreen, bobMic, carolMic];

describe("receivedStreams", () => {
  it.each([
    ["nothing without rules", {}, []],
    ["nothing with an empty participant list alone", { participants: [] }, []],
    ["everybody else's at session level", { sessionId: "s" }, [aliceMic, aliceScreen, carolMic]],
    [
      "everybody else's with an empty list",
      { sessionId: "s", participants: [] },
      [aliceMic, aliceScreen, carolMic],
    ],
    [
      "one participant's at participant level, in spite of sessionId (R16)",
      { sessionId: "s", participants: [{ participantId: "alice" }] },
      [aliceMic, aliceScreen],
    ],
    [
      "all of a participant's with empty aliases",
      { participants: [{ participantId: "alice", streamAliases: [] }] },
      [aliceMic, aliceScreen],
    ],
    [
      "listed aliases only at stream level",
      { participants: [{ participantId: "alice", streamAliases: ["screenshare"] }] },
      [aliceScreen],
    ],
    [
      "nothing for an unknown alias",
      { participants: [{ participantId: "alice", streamAliases: ["webcam"] }] },
      [],
    ],
    [
      "the union of several entries",
      {
        participants: [
          { participantId: "alice", streamAliases: ["screenshare"] },
          { participantId: "alice", streamAliases: ["usermedia"] },
          { participantId: "carol" },
        ],
      },
      [aliceMic, aliceScreen, carolMic],
    ],
    ["never its own, even when listed (R51)", { participants: [{ participantId: "bob" }] }, []],
    ["nothing of an unknown participant", { participants: [{ participantId: "dave" }] }, []],
  ])("gives bob %s", (_title, subscriptions, expected) => {
    expect(receivedStreams({ participantId: "bob", subscriptions }, published)).toEqual(expected);
  });

  it("skips a stream without alias when aliases are listed", () => {
    const subscriptions = { participants: [{ participantId: "bob", streamAliases: ["usermedia"] }] };
    expect(receivedStreams({ participantId: "alice", subscriptions }, published)).toEqual([]);
  });

  it("keeps msids unique: the first stream of one msid wins (R47)", () => {
    const copy = { participantId: "carol", msid: "mic-a" };
    const received = receivedStreams({ participantId: "bob", subscriptions: { sessionId: "s" } }, [
      aliceMic,
      copy,
    ]);
    expect(received).toEqual([aliceMic]);
  });
});

describe("selectsNothing", () => {
  it.each([
    [{}, true],
    [{ participants: [] }, true],
    [{ sessionId: "s" }, false],
    [{ participants: [{ participantId: "alice" }] }, false],
  ])("says of %j: %s", (rules, expected) => {
    expect(selectsNothing(rules)).toBe(expected);
  });
});
