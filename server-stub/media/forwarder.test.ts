import { describe, expect, it } from "vitest";
import { forwardTo, mediaPacket, receive } from "../../test/support/forwarded-track.ts";
import { findExtension } from "./rtp-extensions.ts";

describe("forwarder", () => {
  it("sends under its own SSRC, payload type and mid, and passes agreed extensions on", () => {
    const { track, sent } = forwardTo();
    receive(track, mediaPacket(10));
    expect(sent[0]!.header).toMatchObject({ ssrc: 77, payloadType: 100 });
    expect(findExtension(sent[0]!.bytes, 1)?.toString()).toBe("3");
    expect(findExtension(sent[0]!.bytes, 2)).toEqual(Buffer.from([10]));
    expect(sent[0]!.payload.toString()).toBe("frame 10");
  });

  it("keeps gaps and order of sequence numbers, and joins on when the publisher changes its SSRC", () => {
    const { track, sent, clock } = forwardTo();
    for (const sequence of [65_535, 0, 2, 1]) receive(track, mediaPacket(sequence, 5, 9_000));
    clock.ms += 100;
    receive(track, mediaPacket(500, 6, 1_000_000));
    const first = sent[0]!.header;
    const steps = sent.map(({ header }) => (header.sequence - first.sequence) & 0xffff);
    expect(steps).toEqual([0, 1, 3, 2, 4]);
    expect((sent[4]!.header.timestamp - first.timestamp) >>> 0).toBe(9_000);
  });

  it("sends nothing that is older than its first packet, however many have followed", () => {
    const { track, sent } = forwardTo();
    for (const sequence of [10, 9, 12, 11]) receive(track, mediaPacket(sequence));
    expect(sent.map(({ payload }) => payload.toString())).toEqual(["frame 10", "frame 12", "frame 11"]);
    for (const sequence of [30_000, 60_000, 20_000, 19_999]) receive(track, mediaPacket(sequence));
    expect(sent).toHaveLength(7);
    for (const sequence of [10, 9]) receive(track, mediaPacket(sequence, 6));
    expect(sent).toHaveLength(8);
  });

  it("sends nothing of a codec that the subscriber did not accept, and nothing once stopped", () => {
    const { track, forwarder, sent } = forwardTo({ payloadTypes: new Map() });
    receive(track, mediaPacket(1));
    expect(sent).toEqual([]);
    const other = forwardTo();
    other.forwarder.stop();
    receive(other.track, mediaPacket(1));
    expect(other.sent).toEqual([]);
    expect(forwarder.track.encoding.takeKeyFrameRequest()).toBe(true);
  });
});
