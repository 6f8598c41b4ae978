import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { PublishedTrack } from "./published-track.ts";
import { RtpIngress } from "./rtp-ingress.ts";
import { buildRtpHeader, parseRtpHeader } from "./rtp-packet.ts";

const vp8 = codecs.find(({ id }) => id === "vp8")!;
const [mediaSsrc, repairSsrc] = [5, 6];
const [mediaType, repairType] = [96, 97];

/** A publisher of one video track with a repair stream, and what subscribers would get of it. */
function publisher() {
  const ingress = new RtpIngress();
  const track = new PublishedTrack("video", "camera", "alice");
  const agreed = { codec: vp8, payloadType: mediaType, rtxPayloadType: repairType, feedback: ["nack"] };
  ingress.configure([
    {
      mid: "1",
      track,
      codecs: [agreed],
      extensions: [],
      ssrcs: [mediaSsrc],
      rtxSsrcs: new Map([[mediaSsrc, repairSsrc]]),
    },
  ]);
  const forwarded: string[] = [];
  track.addSink({
    forward: ({ header, payload }) => forwarded.push(`${header.sequence} ${payload.toString()}`),
    senderReport: () => undefined,
  });
  let repairs = 0;
  const receive = (ssrc: number, payloadType: number, sequence: number, payload: Buffer): boolean => {
    const fields = { marker: false, payloadType, sequence, timestamp: 0, ssrc };
    const header = buildRtpHeader(fields, Buffer.alloc(0));
    return ingress.receive(parseRtpHeader(header)!, header, payload, 0);
  };
  const media = (sequence: number): boolean => receive(mediaSsrc, mediaType, sequence, Buffer.from("frame"));
  const repair = (sequence: number): boolean => {
    const original = Buffer.alloc(2);
    original.writeUInt16BE(sequence);
    return receive(repairSsrc, repairType, repairs++, Buffer.concat([original, Buffer.from("again")]));
  };
  return { media, repair, forwarded };
}

describe("rtp ingress", () => {
  it("takes the repair of a packet that is missing, once, and its original no more", () => {
    const { media, repair, forwarded } = publisher();
    expect([media(1), media(3), repair(2), repair(2), media(2)]).not.toContain(false);
    expect(forwarded).toEqual(["1 frame", "3 frame", "2 again"]);
  });

  it("takes the repair of the newest packet, which nobody knew to be missing", () => {
    const { media, repair, forwarded } = publisher();
    expect([media(1), repair(2)]).not.toContain(false);
    expect(forwarded).toEqual(["1 frame", "2 again"]);
  });

  it("keeps from subscribers what a publisher repeats to probe the path", () => {
    const { media, repair, forwarded } = publisher();
    expect([media(7), repair(7), repair(6), media(8)]).not.toContain(false);
    expect(forwarded).toEqual(["7 frame", "8 frame"]);
  });
});
