import { describe, expect, it } from "vitest";
import { codecs, extensionUris } from "./codecs.ts";
import { PublishedTrack } from "./published-track.ts";
import { RtpIngress, type IngressSection } from "./rtp-ingress.ts";
import { buildExtensionBlock } from "./rtp-extensions.ts";
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

/** A publisher of one picture in two encodings, and which packets of which encoding subscribers would get. */
function simulcast() {
  const ingress = new RtpIngress();
  const track = new PublishedTrack("video", "camera", "alice", ["q", "f"]);
  const agreed = { codec: vp8, payloadType: mediaType, rtxPayloadType: repairType, feedback: ["nack"] };
  const section: IngressSection = {
    mid: "1",
    track,
    codecs: [agreed],
    extensions: [
      { id: 1, uri: extensionUris.mid },
      { id: 2, uri: extensionUris.rid },
      { id: 3, uri: extensionUris.repairedRid },
    ],
    ssrcs: [],
    rtxSsrcs: new Map(),
  };
  ingress.configure([section]);
  const forwarded: string[] = [];
  track.addSink({
    forward: ({ header }, { rid }) => forwarded.push(`${rid} ${header.ssrc} ${header.sequence}`),
    senderReport: () => undefined,
  });
  const receive = (
    of: { ssrc: number; payloadType: number; sequence: number },
    extensions: Record<number, string>,
    payload = Buffer.from("frame"),
  ): boolean => {
    const elements = Object.entries(extensions).map(([id, text]) => ({
      id: Number(id),
      data: Buffer.from(text),
    }));
    const fields = { marker: false, timestamp: 0, ...of };
    const packet = buildRtpHeader(fields, buildExtensionBlock(elements));
    return ingress.receive(parseRtpHeader(packet)!, packet, payload, 0);
  };
  const media = (ssrc: number, sequence: number, rid?: string): boolean =>
    receive({ ssrc, payloadType: mediaType, sequence }, rid === undefined ? {} : { 1: "1", 2: rid });
  const repair = (ssrc: number, sequence: number, repaired?: string): boolean =>
    receive(
      { ssrc, payloadType: repairType, sequence: 1 },
      repaired === undefined ? {} : { 1: "1", 3: repaired },
      Buffer.from([sequence >> 8, sequence & 0xff, 1]),
    );
  return { ingress, section, forwarded, media, repair };
}

describe("rtp ingress of simulcast", () => {
  it("sorts SSRCs to encodings by rid, and remembers them when rids are sent no more", () => {
    const { media, forwarded } = simulcast();
    expect([media(10, 1, "q"), media(20, 7, "f"), media(10, 2), media(20, 8)]).not.toContain(false);
    expect(forwarded).toEqual(["q 10 1", "f 20 7", "q 10 2", "f 20 8"]);
  });

  it("ties repair streams to their encoding by the repaired rid", () => {
    const { media, repair, forwarded } = simulcast();
    media(10, 1, "q");
    media(20, 1, "f");
    media(20, 3);
    expect(repair(21, 2, "f")).toBe(true);
    media(20, 5);
    expect(repair(21, 4)).toBe(true);
    expect(forwarded.slice(-3)).toEqual(["f 20 2", "f 20 5", "f 20 4"]);
  });

  it("keeps what it has learned over a new negotiation", () => {
    const { ingress, section, media, repair, forwarded } = simulcast();
    media(10, 1, "q");
    media(10, 3);
    repair(11, 9, "q");
    ingress.configure([{ ...section }]);
    expect([media(10, 4), repair(11, 2)]).toEqual([true, true]);
    expect(forwarded.slice(-2)).toEqual(["q 10 4", "q 10 2"]);
  });

  it("takes nothing of an encoding that was not agreed, of none, and no repair of what has not come", () => {
    const { media, repair, forwarded } = simulcast();
    expect([media(10, 1, "x"), media(11, 1), repair(12, 1, "q"), repair(13, 1)]).not.toContain(true);
    expect(forwarded).toEqual([]);
  });

  it("does not learn SSRCs without end", () => {
    const { media } = simulcast();
    const taken = Array.from({ length: 1_000 }, (_, ssrc) => media(ssrc + 1, 1, "q"));
    expect(taken.filter(Boolean)).toHaveLength(16);
  });
});
