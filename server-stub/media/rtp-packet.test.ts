import { describe, expect, it } from "vitest";
import { buildExtensionBlock, findExtension } from "./rtp-extensions.ts";
import { buildRtpHeader, isRtcp, parseRtpHeader, sequenceDistance, stripPadding } from "./rtp-packet.ts";

const fields = { marker: true, payloadType: 96, sequence: 65_535, timestamp: 0xfffffff0, ssrc: 0x89abcdef };

describe("RTP header", () => {
  it("is read as it was built, with its extensions", () => {
    const elements = [
      { id: 1, data: Buffer.from("mid7") },
      { id: 14, data: Buffer.from([0x85]) },
    ];
    const header = buildRtpHeader(fields, buildExtensionBlock(elements));
    expect(parseRtpHeader(header)).toEqual({ ...fields, headerBytes: header.length, padded: false });
    expect(findExtension(header, 1)?.toString()).toBe("mid7");
    expect(findExtension(header, 14)).toEqual(Buffer.from([0x85]));
    expect(findExtension(header, 2)).toBeUndefined();
  });

  it("carries long or high-numbered extensions in two-byte form", () => {
    const elements = [
      { id: 1, data: Buffer.alloc(17, 1) },
      { id: 200, data: Buffer.alloc(0) },
    ];
    const header = buildRtpHeader(fields, buildExtensionBlock(elements));
    expect(header.readUInt16BE(12)).toBe(0x1000);
    expect(findExtension(header, 1)).toEqual(Buffer.alloc(17, 1));
    expect(findExtension(header, 200)).toEqual(Buffer.alloc(0));
  });

  it("skips CSRCs and extension padding, and stops at the reserved id 15", () => {
    const csrcs = Buffer.from("920100010000000200000003aaaaaaaabbbbbbbb", "hex");
    const block = Buffer.from("bede000200003105f0311100", "hex");
    const packet = Buffer.concat([csrcs, block]);
    expect(parseRtpHeader(packet)?.headerBytes).toBe(32);
    expect(findExtension(packet, 3)).toEqual(Buffer.from([0x05, 0xf0]));
    const stopped = Buffer.concat([csrcs, Buffer.from("bede0001f0311100", "hex")]);
    expect(findExtension(stopped, 3)).toBeUndefined();
  });

  it("is refused when the bytes cannot hold it", () => {
    const header = buildRtpHeader(fields, buildExtensionBlock([{ id: 1, data: Buffer.alloc(9) }]));
    for (let length = 0; length < header.length; length++) {
      expect(parseRtpHeader(header.subarray(0, length))).toBeUndefined();
    }
    expect(parseRtpHeader(Buffer.alloc(12))).toBeUndefined();
  });
});

describe("RTP payload and sequence numbers", () => {
  it("lose their padding, unless its count is impossible", () => {
    expect(stripPadding(Buffer.from([9, 9, 0, 2]), true)).toEqual(Buffer.from([9, 9]));
    expect(stripPadding(Buffer.from([9, 9, 0, 2]), false)).toHaveLength(4);
    expect(stripPadding(Buffer.from([9, 5]), true)).toBeUndefined();
    expect(stripPadding(Buffer.from([9, 0]), true)).toBeUndefined();
    expect(stripPadding(Buffer.alloc(0), true)).toBeUndefined();
  });

  it("tell RTCP from RTP by its type, and distance across the wrap", () => {
    expect([200, 206, 223].every((type) => isRtcp(Buffer.from([0x80, type])))).toBe(true);
    expect([111, 239, 224, 191].some((type) => isRtcp(Buffer.from([0x80, type])))).toBe(false);
    expect(sequenceDistance(2, 65_534)).toBe(4);
    expect(sequenceDistance(65_534, 2)).toBe(-4);
  });
});
