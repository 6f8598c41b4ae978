import { describe, expect, it } from "vitest";
import { forwardTo, mediaPacket, receive } from "../../test/support/forwarded-track.ts";

describe("sender reports", () => {
  it("translates the publisher's reports, and makes one for a subscriber that comes between two", () => {
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
    receive(track, mediaPacket(16, 5, 48_000));
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
    receive(track, mediaPacket(1));
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
});
