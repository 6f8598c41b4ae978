import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { MissingPackets } from "./missing-packets.ts";
import { ReceptionReport } from "./reception-report.ts";
import { RetransmissionBuffer, type MediaPacket } from "./retransmission-buffer.ts";

const header = (sequence: number, ssrc = 1, timestamp = 0): MediaPacket["header"] => ({
  marker: false,
  payloadType: 96,
  sequence,
  timestamp,
  ssrc,
  headerBytes: 12,
  padded: false,
});
const packet = (sequence: number, ssrc = 1): MediaPacket => ({
  header: header(sequence, ssrc),
  codec: codecs[0]!,
  payload: Buffer.from(String(sequence)),
  frame: undefined,
  extensions: [],
});

describe("retransmission buffer", () => {
  it("keeps exactly the newest packets, across the sequence wrap", () => {
    const buffer = new RetransmissionBuffer(64);
    const sent = Array.from({ length: 300 }, (_, index) => (65_400 + index) & 0xffff);
    for (const sequence of sent) buffer.store(packet(sequence));
    const found = sent.filter((sequence) => buffer.find(1, sequence) !== undefined);
    expect(found).toEqual(sent.slice(-64));
    expect(buffer.find(1, 100)?.payload.toString()).toBe("100");
    expect(buffer.find(2, 100)).toBeUndefined();
  });

  it("forgets everything when cleared, and refuses a capacity that does not fit the circle", () => {
    const buffer = new RetransmissionBuffer(8);
    buffer.store(packet(1));
    buffer.clear();
    expect(buffer.find(1, 1)).toBeUndefined();
    expect(() => new RetransmissionBuffer(100)).toThrow("power of two");
  });
});

describe("missing packets", () => {
  it("are requested at once, again after a while, and not for ever", () => {
    const missing = new MissingPackets();
    missing.received(65_534, 0);
    expect(missing.received(2, 0)).toBe("next");
    expect(missing.due(0)).toEqual([65_535, 0, 1]);
    expect(missing.due(50)).toEqual([]);
    expect(missing.received(0, 60)).toBe("missed");
    expect(missing.due(100)).toEqual([65_535, 1]);
    const rounds = Array.from({ length: 40 }, (_, round) => missing.due(200 + round * 100).length);
    expect(rounds.filter((count) => count > 0).length).toBeLessThan(10);
    expect(rounds.at(-1)).toBe(0);
  });

  it("are given up when the gap is too long, in favour of a key frame", () => {
    const missing = new MissingPackets();
    missing.received(0, 0);
    expect(missing.received(1_000, 0)).toBe("too-many");
    expect(missing.due(0)).toEqual([]);
  });

  it("are not those that have come already, or went before the first", () => {
    const missing = new MissingPackets();
    missing.received(10, 0);
    missing.received(12, 0);
    expect([12, 11, 11, 9].map((sequence) => missing.received(sequence, 0))).toEqual([
      "unwanted",
      "missed",
      "unwanted",
      "unwanted",
    ]);
  });
});

describe("reception report", () => {
  it("counts loss since the last report and in all, and the highest sequence with its cycles", () => {
    const report = new ReceptionReport(1, 90_000);
    for (const sequence of [65_530, 65_531, 65_535, 1]) report.received(header(sequence), 0);
    const first = report.block(0);
    expect(first).toMatchObject({ cumulativeLost: 4, fractionLost: 128, extendedHighestSequence: 0x10001 });
    report.received(header(2), 0);
    expect(report.block(0)).toMatchObject({ cumulativeLost: 4, fractionLost: 0 });
  });

  it("has no jitter for packets in step with their timestamps, and some for others", () => {
    const steady = new ReceptionReport(1, 48_000);
    const uneven = new ReceptionReport(1, 48_000);
    for (let index = 0; index < 200; index++) {
      steady.received(header(index, 1, index * 960), index * 20);
      uneven.received(header(index, 1, index * 960), index * 20 + (index % 2) * 10);
    }
    expect(steady.block(0).jitter).toBe(0);
    // Every transit differs by 10 ms, that is 480 units, from the one before.
    expect(uneven.block(0).jitter).toBeGreaterThan(470);
  });

  it("returns the sender report's time and the delay since", () => {
    const report = new ReceptionReport(1, 48_000);
    const times = { ntpSeconds: 0xaaaa1234, ntpFraction: 0x5678bbbb, rtpTimestamp: 0 };
    report.senderReport({ type: "sender-report", ssrc: 1, packetCount: 0, octetCount: 0, ...times }, 1_000);
    expect(report.block(1_500)).toMatchObject({
      lastSenderReport: 0x12345678,
      delaySinceLastSenderReport: 32_768,
    });
  });
});
