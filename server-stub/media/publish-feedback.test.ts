import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { PublishFeedback } from "./publish-feedback.ts";
import { PublishedTrack } from "./published-track.ts";
import { parseRtcp, type RtcpPacket } from "./rtcp-packet.ts";
import { RtpIngress } from "./rtp-ingress.ts";
import { buildRtpHeader, parseRtpHeader } from "./rtp-packet.ts";

const vp8 = codecs.find(({ id }) => id === "vp8")!;

/** A publisher of one video track, and what it is told. */
function publisher(feedback: readonly string[]) {
  const ingress = new RtpIngress();
  const track = new PublishedTrack("video", "camera", "alice");
  const sink = { forward: () => undefined, senderReport: () => undefined };
  track.addSink(sink);
  const agreed = { codec: vp8, payloadType: 96, rtxPayloadType: undefined, feedback };
  ingress.configure([
    { mid: "1", track, codecs: [agreed], extensions: [], ssrcs: [5, 6], rtxSsrcs: new Map() },
  ]);
  const told: RtcpPacket[] = [];
  const own = { ssrc: 1, cname: "engine" };
  const sender = new PublishFeedback(ingress, own, (packet) => told.push(...parseRtcp(packet)!));
  const receive = (ssrc: number, sequence: number, nowMs: number): void => {
    const fields = { marker: false, payloadType: 96, sequence, timestamp: 0, ssrc };
    const header = buildRtpHeader(fields, Buffer.alloc(0));
    ingress.receive(parseRtpHeader(header)!, header, Buffer.from("frame"), nowMs);
  };
  const asked = (type: "pli" | "fir" | "nack"): RtcpPacket[] => told.filter((packet) => packet.type === type);
  return { track, sink, sender, receive, asked };
}

describe("publish feedback", () => {
  it("asks for a key frame within 50 ms, for all who want one at once, and not again for 500 ms", () => {
    const { track, sender, receive, asked } = publisher(["nack pli"]);
    receive(5, 1, 0);
    for (let subscriber = 0; subscriber < 10; subscriber++) track.encoding.requestKeyFrame();
    sender.tick(50);
    expect(asked("pli")).toEqual([expect.objectContaining({ mediaSsrc: 5 })]);
    track.encoding.requestKeyFrame();
    for (let nowMs = 100; nowMs < 550; nowMs += 50) sender.tick(nowMs);
    expect(asked("pli")).toHaveLength(1);
    sender.tick(550);
    sender.tick(2_000);
    expect(asked("pli")).toHaveLength(2);
  });

  it("asks on the newest SSRC, and by FIR where that is what was agreed", () => {
    const { track, sender, receive, asked } = publisher(["ccm fir"]);
    receive(5, 1, 0);
    receive(6, 1, 10);
    track.encoding.requestKeyFrame();
    sender.tick(50);
    expect([asked("pli"), asked("fir")]).toEqual([[], [expect.objectContaining({ mediaSsrcs: [6] })]]);
  });

  it("asks nobody while nothing has come, and remembers who wanted one", () => {
    const { track, sender, receive, asked } = publisher(["nack pli"]);
    track.encoding.requestKeyFrame();
    sender.tick(50);
    expect(asked("pli")).toEqual([]);
    receive(5, 1, 60);
    sender.tick(100);
    expect(asked("pli")).toHaveLength(1);
  });

  it("neither asks for key frames nor for missing packets of what nobody takes, also not afterwards", () => {
    const { track, sink, sender, receive, asked } = publisher(["nack", "nack pli"]);
    track.removeSink(sink);
    receive(5, 1, 0);
    receive(5, 3, 0);
    track.encoding.requestKeyFrame();
    sender.tick(50);
    track.addSink(sink);
    sender.tick(600);
    expect([asked("pli"), asked("nack")]).toEqual([[], []]);
    receive(5, 5, 610);
    sender.tick(650);
    expect(asked("nack")).toEqual([expect.objectContaining({ sequences: [4] })]);
  });
});
