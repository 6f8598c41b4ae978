import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { Forwarder, type ForwardingTerms } from "./forwarder.ts";
import { PublishedTrack } from "./published-track.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { parseRtcp, type RtcpPacket } from "./rtcp-packet.ts";
import { findExtension } from "./rtp-extensions.ts";
import { parseRtpHeader, stripPadding, type RtpHeader } from "./rtp-packet.ts";
import { extensionUris } from "./codecs.ts";
import { plainKeyFrame } from "./video-frame.ts";

const vp8 = codecs.find(({ id }) => id === "vp8")!;

interface Sent {
  readonly header: RtpHeader;
  readonly bytes: Buffer;
  readonly payload: Buffer;
}

function forwardTo(overrides: Partial<ForwardingTerms> = {}): {
  track: PublishedTrack;
  forwarder: Forwarder;
  sent: Sent[];
  reports: RtcpPacket[];
  clock: { ms: number };
  repairs: { count: number };
} {
  const track = new PublishedTrack("video", "stream", "alice");
  const sent: Sent[] = [];
  const reports: RtcpPacket[] = [];
  const clock = { ms: 1_000 };
  const repairs = { count: 0 };
  const terms: ForwardingTerms = {
    mid: "3",
    ssrc: 77,
    rtxSsrc: 78,
    payloadTypes: new Map([["vp8", { media: 100, rtx: 101 }]]),
    midExtension: 1,
    transportCcExtension: undefined,
    forwardedExtensions: new Map([[extensionUris.audioLevel, 2]]),
    ...overrides,
  };
  const output = {
    rtp: (bytes: Buffer, payload: Buffer) => sent.push({ header: parseRtpHeader(bytes)!, bytes, payload }),
    rtcp: (bytes: Buffer) => reports.push(...parseRtcp(bytes)!),
    mayRepeat: () => (repairs.count += 1) > 0,
  };
  const forwarder = new Forwarder(track, terms, output, () => clock.ms);
  forwarder.start();
  return { track, forwarder, sent, reports, clock, repairs };
}

const packet = (sequence: number, ssrc = 5, timestamp = sequence * 3_000): MediaPacket => ({
  header: { marker: false, payloadType: 96, sequence, timestamp, ssrc, headerBytes: 12, padded: false },
  codec: vp8,
  payload: Buffer.from(`frame ${sequence}`),
  frame: plainKeyFrame,
  extensions: [{ uri: extensionUris.audioLevel, data: Buffer.from([sequence & 0x7f]) }],
});

const receive = (track: PublishedTrack, one: MediaPacket): void => track.receive(one, track.encoding, 0);

describe("forwarder", () => {
  it("sends under its own SSRC, payload type and mid, and passes agreed extensions on", () => {
    const { track, sent } = forwardTo();
    receive(track, packet(10));
    expect(sent[0]!.header).toMatchObject({ ssrc: 77, payloadType: 100 });
    expect(findExtension(sent[0]!.bytes, 1)?.toString()).toBe("3");
    expect(findExtension(sent[0]!.bytes, 2)).toEqual(Buffer.from([10]));
    expect(sent[0]!.payload.toString()).toBe("frame 10");
  });

  it("keeps gaps and order of sequence numbers, and joins on when the publisher changes its SSRC", () => {
    const { track, sent, clock } = forwardTo();
    for (const sequence of [65_535, 0, 2, 1]) receive(track, packet(sequence, 5, 9_000));
    clock.ms += 100;
    receive(track, packet(500, 6, 1_000_000));
    const first = sent[0]!.header;
    const steps = sent.map(({ header }) => (header.sequence - first.sequence) & 0xffff);
    expect(steps).toEqual([0, 1, 3, 2, 4]);
    expect((sent[4]!.header.timestamp - first.timestamp) >>> 0).toBe(9_000);
  });

  it("sends nothing that is older than its first packet, however many have followed", () => {
    const { track, sent } = forwardTo();
    for (const sequence of [10, 9, 12, 11]) receive(track, packet(sequence));
    expect(sent.map(({ payload }) => payload.toString())).toEqual(["frame 10", "frame 12", "frame 11"]);
    for (const sequence of [30_000, 60_000, 20_000, 19_999]) receive(track, packet(sequence));
    expect(sent).toHaveLength(7);
    for (const sequence of [10, 9]) receive(track, packet(sequence, 6));
    expect(sent).toHaveLength(8);
  });

  it("answers a NACK with a repair packet that names the lost one", () => {
    const { track, forwarder, sent } = forwardTo();
    receive(track, packet(1));
    receive(track, packet(2));
    const lost = sent[1]!.header.sequence;
    forwarder.retransmit([lost, (lost + 50) & 0xffff]);
    expect(sent).toHaveLength(3);
    expect(sent[2]!.header).toMatchObject({
      ssrc: 78,
      payloadType: 101,
      timestamp: sent[1]!.header.timestamp,
    });
    expect(sent[2]!.payload.readUInt16BE(0)).toBe(lost);
    expect(sent[2]!.payload.subarray(2).toString()).toBe("frame 2");
  });

  it("repeats the very same bytes where no repair stream was agreed", () => {
    const { track, forwarder, sent, repairs } = forwardTo({
      payloadTypes: new Map([["vp8", { media: 100, rtx: undefined }]]),
    });
    receive(track, packet(1));
    forwarder.retransmit([sent[0]!.header.sequence]);
    expect(sent[1]).toEqual(sent[0]);
    expect(repairs.count).toBe(1);
  });

  it("repeats nothing under another transport-wide number where no repair stream was agreed", () => {
    const { track, forwarder, sent } = forwardTo({
      payloadTypes: new Map([["vp8", { media: 100, rtx: undefined }]]),
      transportCcExtension: 6,
    });
    receive(track, packet(1));
    forwarder.retransmit([sent[0]!.header.sequence]);
    expect(sent).toHaveLength(1);
    expect(forwarder.pad()).toBe(0);
  });

  it("leaves room for the transport-wide number, and pads on the repair stream", () => {
    const { track, forwarder, sent } = forwardTo({ transportCcExtension: 6 });
    expect(forwarder.pad()).toBe(0);
    receive(track, packet(1));
    const bytes = forwarder.pad();
    expect(bytes).toBe(sent[1]!.bytes.length + 255);
    for (const { bytes } of sent) {
      expect(findExtension(bytes, 6)).toEqual(Buffer.alloc(2));
      expect(bytes.readUInt8(16)).toBe(0x61);
    }
    expect(sent[1]!.header).toMatchObject({ ssrc: 78, payloadType: 101, padded: true });
    expect(stripPadding(sent[1]!.payload, true)).toHaveLength(0);
    forwarder.retransmit([sent[0]!.header.sequence]);
    expect((sent[2]!.header.sequence - sent[1]!.header.sequence) & 0xffff).toBe(1);
  });

  it("bounds repairs for a subscriber that asks for everything", () => {
    const { track, forwarder, sent, clock } = forwardTo();
    receive(track, packet(1));
    const lost = new Array<number>(5_000).fill(sent[0]!.header.sequence);
    forwarder.retransmit(lost);
    expect(sent).toHaveLength(501);
    clock.ms += 1_000;
    forwarder.retransmit(lost.slice(0, 3));
    expect(sent).toHaveLength(504);
  });

  it("translates sender reports, and makes one for a subscriber that comes between two", () => {
    const { track, sent, reports, clock } = forwardTo();
    const report = {
      type: "sender-report" as const,
      ssrc: 5,
      ntpSeconds: 100,
      ntpFraction: 0,
      rtpTimestamp: 3_000,
      packetCount: 1,
      octetCount: 1,
    };
    track.receiveReport(report, track.encoding, clock.ms);
    clock.ms += 500;
    receive(track, packet(16, 5, 48_000));
    const offset = (sent[0]!.header.timestamp - 48_000) >>> 0;
    expect(reports[0]).toMatchObject({
      ssrc: 77,
      ntpSeconds: 100,
      ntpFraction: 0x80000000,
      rtpTimestamp: (48_000 + offset) >>> 0,
      packetCount: 1,
    });
    track.receiveReport({ ...report, ntpSeconds: 101, rtpTimestamp: 93_000 }, track.encoding, clock.ms);
    expect(reports[1]).toMatchObject({ ntpSeconds: 101, rtpTimestamp: (93_000 + offset) >>> 0 });
  });

  it("reads loss and round trip from a report that answers its newest sender report", () => {
    const { track, forwarder, clock } = forwardTo();
    receive(track, packet(1));
    const report = {
      type: "sender-report" as const,
      ssrc: 5,
      rtpTimestamp: 0,
      packetCount: 1,
      octetCount: 1,
    };
    track.receiveReport(
      { ...report, ntpSeconds: 0x1_0001, ntpFraction: 0x8000_1234 },
      track.encoding,
      clock.ms,
    );
    clock.ms += 80;
    const block = {
      ssrc: 77,
      fractionLost: 64,
      cumulativeLost: 1,
      extendedHighestSequence: 0,
      jitter: 0,
      lastSenderReport: 0x0001_8000,
      delaySinceLastSenderReport: 65_536 / 20,
    };
    const { fractionLost, roundTripSeconds } = forwarder.receiverReport(block);
    expect(fractionLost).toBe(0.25);
    expect(roundTripSeconds).toBeCloseTo(0.03, 4);
    expect(forwarder.receiverReport({ ...block, lastSenderReport: 0x0001_8001 })).toEqual({
      fractionLost: 0.25,
      roundTripSeconds: undefined,
    });
    expect(forwarder.receiverReport({ ...block, lastSenderReport: 0 }).roundTripSeconds).toBeUndefined();
  });

  it("sends nothing of a codec that the subscriber did not accept, and nothing once stopped", () => {
    const { track, forwarder, sent } = forwardTo({ payloadTypes: new Map() });
    receive(track, packet(1));
    expect(sent).toEqual([]);
    const other = forwardTo();
    other.forwarder.stop();
    receive(other.track, packet(1));
    expect(other.sent).toEqual([]);
    expect(forwarder.track.encoding.takeKeyFrameRequest()).toBe(true);
  });
});
