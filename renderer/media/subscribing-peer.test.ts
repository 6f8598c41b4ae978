import { describe, expect, it } from "vitest";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { FakeStream, type FakeTrack } from "../../test/support/fake-media.ts";
import { FakePeerConnection } from "../../test/support/fake-peer-connection.ts";
import { SubscribingPeer } from "./subscribing-peer.ts";

const application = "m=application 9 x\r\na=mid:app\r\na=setup:active\r\n";
const line = (mid: string, msid: string | null) =>
  `m=audio 9 x\r\na=mid:${mid}\r\na=setup:actpass\r\n` +
  (msid === null ? "a=inactive\r\n" : `a=sendonly\r\na=msid:${msid} track-${mid}\r\n`);
const offer = (revision: number, ...media: string[]) => ({
  revision,
  sdpOffer: `v=0\r\n${application}${media.join("")}`,
  streams: {},
});

/** Bob's subscribing peer, and a service that takes each answer as `replies` says, then positively. */
function subscribing(...replies: (Result<null, CallError> | Promise<Result<null, CallError>>)[]) {
  const pc = new FakePeerConnection();
  const answers: { revision: number; sdpAnswer: string }[] = [];
  const events: string[] = [];
  const peer = SubscribingPeer.open({
    pc: pc.asPeerConnection,
    answerer: { answer: async (input) => (answers.push(input), replies.shift() ?? ok(null)) },
    createStream: (tracks) => new FakeStream(tracks as unknown as FakeTrack[]).asStream,
    onAvailable: ({ msid, media }) => {
      events.push(`+${msid}:${media.getTracks().length}`);
      return () => events.push(`-${msid}`);
    },
    onStreams: (streams) => events.push(`all:${Object.keys(streams).join()}`),
    onChannelOpen: ({ alias, participantId }) => events.push(`open:${alias} of ${participantId}`),
    onChannelMessage: ({ participantId }, data) => events.push(`${participantId}: ${data}`),
  });
  return { pc, peer, answers, events };
}

const channelOf = (participantId: string, streamId: number) => ({
  endpointId: "e",
  mediaTypes: ["APPLICATION" as const],
  alias: "chat",
  participantId,
  dataChannel: { label: "chat", streamId },
});
const applicationChannels = (pc: FakePeerConnection) => pc.channels.filter(({ label }) => label === "chat");

describe("SubscribingPeer", () => {
  it("R49 accepts an offer that is active on m=application, and answers passive everywhere", async () => {
    const { peer, pc, answers } = subscribing();
    expect(await peer.take(offer(1, line("1", "alice")))).toEqual(ok("answered"));
    expect(pc.remoteOffers[0]).toContain("a=mid:app\r\na=setup:actpass");
    expect(answers[0]!.sdpAnswer.match(/a=setup:\w+/g)).toEqual(["a=setup:passive", "a=setup:passive"]);
    expect(pc.localDescription?.sdp).toBe(answers[0]!.sdpAnswer);
  });

  it("R36 answers heartbeats on its own channel too", () => {
    const { pc } = subscribing();
    pc.channels[0]!.receive("PING");
    expect(pc.channels[0]!.sent).toEqual(["PONG"]);
  });

  it("R46 ignores revisions that are not newer than the last completed one", async () => {
    const { peer, answers } = subscribing();
    await peer.take(offer(7));
    expect(await peer.take(offer(7))).toEqual(ok("stale"));
    expect(await peer.take(offer(3))).toEqual(ok("stale"));
    expect(await peer.take(offer(9))).toEqual(ok("answered"));
    expect(answers.map(({ revision }) => revision)).toEqual([7, 9]);
  });

  it("R46 advances its revision only when the answer was taken", async () => {
    const { peer } = subscribing(err({ code: "signaling-lost" }));
    expect(await peer.take(offer(1))).toEqual(err({ code: "signaling-lost" }));
    expect(await peer.take(offer(1))).toEqual(ok("answered"));
  });

  it("survives an offer that the browser refuses", async () => {
    const { peer, answers } = subscribing();
    expect(await peer.take({ revision: 1, sdpOffer: "broken", streams: {} })).toEqual(
      err({ code: "media-failed" }),
    );
    expect(await peer.take(offer(2))).toEqual(ok("answered"));
    expect(answers.map(({ revision }) => revision)).toEqual([2]);
  });

  it("R52 tells a stream once, with all its tracks, however often it is offered", async () => {
    const { peer, events } = subscribing();
    await peer.take(offer(1, line("1", "alice"), line("2", "alice")));
    await peer.take(offer(2, line("1", "alice"), line("2", "alice")));
    expect(events.filter((one) => !one.startsWith("all:"))).toEqual(["+alice:2"]);
  });

  it("R52 tells that a stream has gone once its last line is inactive", async () => {
    const { peer, events } = subscribing();
    await peer.take(offer(1, line("1", "alice"), line("2", "alice")));
    await peer.take(offer(2, line("1", null), line("2", "alice")));
    expect(events.filter((one) => !one.startsWith("all:"))).toEqual(["+alice:2"]);
    await peer.take(offer(3, line("1", null), line("2", null)));
    await peer.take(offer(4, line("1", null), line("2", null)));
    expect(events.filter((one) => !one.startsWith("all:"))).toEqual(["+alice:2", "-alice"]);
  });

  it("notices a line that goes from one remote party to the next in a single offer", async () => {
    const { peer, events } = subscribing();
    await peer.take(offer(1, line("1", "alice")));
    await peer.take(offer(2, line("1", "carol")));
    expect(events.filter((one) => !one.startsWith("all:"))).toEqual(["+alice:1", "-alice", "+carol:1"]);
  });

  it("takes offers one at a time, in order", async () => {
    const first = deferred<Result<null, CallError>>();
    const { peer, pc } = subscribing(first.promise);
    const both = [peer.take(offer(1)), peer.take(offer(2))];
    await settle();
    expect(pc.remoteOffers).toHaveLength(1);
    first.resolve(ok(null));
    expect(await Promise.all(both)).toEqual([ok("answered"), ok("answered")]);
  });

  it("ends every stream when closed, and answers nothing any more", async () => {
    const { peer, events, answers, pc } = subscribing();
    await peer.take(offer(1, line("1", "alice")));
    peer.close();
    expect(events.filter((one) => !one.startsWith("all:"))).toEqual(["+alice:1", "-alice"]);
    expect(pc.connectionState).toBe("closed");
    expect(await peer.take(offer(2))).toEqual(err({ code: "media-failed" }));
    expect(answers).toHaveLength(1);
  });

  it("opens the announced channels before it answers, and hands on who says what", async () => {
    const { peer, pc, events, answers } = subscribing();
    let openAtAnswer = 0;
    pc.createAnswer = ((original) => () => {
      openAtAnswer = applicationChannels(pc).length;
      return original();
    })(pc.createAnswer.bind(pc));
    await peer.take({ ...offer(1), streams: { a: channelOf("p-alice", 2), c: channelOf("p-carol", 3) } });
    expect([openAtAnswer, answers.length]).toEqual([2, 1]);
    expect(applicationChannels(pc).map(({ init }) => init)).toEqual([
      { negotiated: true, id: 2 },
      { negotiated: true, id: 3 },
    ]);
    applicationChannels(pc)[1]!.receive("hello");
    applicationChannels(pc)[0]!.receive(new ArrayBuffer(4));
    applicationChannels(pc)[0]!.receive("x".repeat(65_537));
    expect(events).toEqual(["open:chat of p-alice", "open:chat of p-carol", "all:a,c", "p-carol: hello"]);
  });

  it("keeps a channel over offers, closes what is not announced any more, and opens a new number anew", async () => {
    const { peer, pc, events } = subscribing();
    await peer.take({ ...offer(1), streams: { a: channelOf("p-alice", 2), c: channelOf("p-carol", 3) } });
    await peer.take({ ...offer(2), streams: { a: channelOf("p-alice", 2) } });
    const [first, gone] = applicationChannels(pc);
    expect([first!.readyState, gone!.readyState]).toEqual(["open", "closed"]);
    gone!.receive("too late");
    await peer.take({ ...offer(3), streams: { a: channelOf("p-alice", 4) } });
    expect(applicationChannels(pc).map(({ readyState }) => readyState)).toEqual(["closed", "closed", "open"]);
    expect(events.filter((one) => one.startsWith("p-"))).toEqual([]);
    peer.close();
    expect(applicationChannels(pc).map(({ readyState }) => readyState)).toEqual([
      "closed",
      "closed",
      "closed",
    ]);
  });

  it("answers all the same when a channel's number is taken already", async () => {
    const { peer, pc } = subscribing();
    pc.takenIds.add(2);
    const streams = { a: channelOf("p-alice", 2), c: channelOf("p-carol", 3) };
    expect(await peer.take({ ...offer(1), streams })).toEqual(ok("answered"));
    expect(applicationChannels(pc).map(({ init }) => init.id)).toEqual([3]);
  });
});
