import { describe, expect, it } from "vitest";
import { forwardTo, mediaPacket, receive } from "../../test/support/forwarded-track.ts";
import { findExtension } from "./rtp-extensions.ts";
import { stripPadding } from "./rtp-packet.ts";

describe("repair stream", () => {
  it("answers a NACK with a repair packet that names the lost one", () => {
    const { track, forwarder, sent } = forwardTo();
    receive(track, mediaPacket(1));
    receive(track, mediaPacket(2));
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
    receive(track, mediaPacket(1));
    forwarder.retransmit([sent[0]!.header.sequence]);
    expect(sent[1]).toEqual(sent[0]);
    expect(repairs.count).toBe(1);
  });

  it("repeats nothing under another transport-wide number where no repair stream was agreed", () => {
    const { track, forwarder, sent } = forwardTo({
      payloadTypes: new Map([["vp8", { media: 100, rtx: undefined }]]),
      transportCcExtension: 6,
    });
    receive(track, mediaPacket(1));
    forwarder.retransmit([sent[0]!.header.sequence]);
    expect(sent).toHaveLength(1);
    expect(forwarder.pad()).toBe(0);
  });

  it("leaves room for the transport-wide number, and pads on the repair stream", () => {
    const { track, forwarder, sent } = forwardTo({ transportCcExtension: 6 });
    expect(forwarder.pad()).toBe(0);
    receive(track, mediaPacket(1));
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
    receive(track, mediaPacket(1));
    const lost = new Array<number>(5_000).fill(sent[0]!.header.sequence);
    forwarder.retransmit(lost);
    expect(sent).toHaveLength(501);
    clock.ms += 1_000;
    forwarder.retransmit(lost.slice(0, 3));
    expect(sent).toHaveLength(504);
  });
});
