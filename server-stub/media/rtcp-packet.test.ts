import { describe, expect, it } from "vitest";
import {
  buildBye,
  buildCname,
  buildFir,
  buildNack,
  buildPli,
  buildReceiverReport,
  buildSenderReport,
} from "./rtcp-build.ts";
import { parseRtcp } from "./rtcp-packet.ts";

const senderReport = {
  ssrc: 0xdeadbeef,
  ntpSeconds: 0xe0000001,
  ntpFraction: 0x80000000,
  rtpTimestamp: 0xfffffff0,
  packetCount: 7,
  octetCount: 900,
};
const block = {
  ssrc: 5,
  fractionLost: 128,
  cumulativeLost: -3,
  extendedHighestSequence: 0x1ffff,
  jitter: 12,
  lastSenderReport: 0xabcdef01,
  delaySinceLastSenderReport: 65_536,
};

describe("RTCP", () => {
  it("is read as it was built, all kinds in one compound", () => {
    const compound = Buffer.concat([
      buildSenderReport(senderReport),
      buildCname(0xdeadbeef, "alice"),
      buildReceiverReport(9, [block]),
      buildPli(1, 2),
      buildFir(1, 3, 300),
      buildNack(1, 4, [65_534, 65_535, 0, 14, 15, 200]),
      buildBye([6, 7]),
    ]);
    expect(parseRtcp(compound)).toEqual([
      { type: "sender-report", ...senderReport },
      { type: "receiver-report", ssrc: 9, reports: [block] },
      { type: "pli", mediaSsrc: 2 },
      { type: "fir", mediaSsrcs: [3] },
      { type: "nack", mediaSsrc: 4, sequences: [65_534, 65_535, 0, 14, 15, 200] },
      { type: "bye", ssrcs: [6, 7] },
    ]);
  });

  it("reads only a few reports of many packets: thousands of losses can be claimed in two bytes", () => {
    const report = Buffer.from("8fcd00050000000100000002000010000000000010000000", "hex");
    expect(parseRtcp(Buffer.concat([report, report]))).toHaveLength(2);
    const many = Buffer.concat([...Array.from({ length: 50 }, () => report), buildPli(1, 2)]);
    const types = parseRtcp(many)!.map(({ type }) => type);
    expect(types.filter((type) => type === "transport-cc")).toHaveLength(4);
    expect(types).toContain("pli");
  });

  it("packs up to 17 sequence numbers into one NACK item", () => {
    const run = Array.from({ length: 17 }, (_, index) => (65_530 + index) & 0xffff);
    expect(buildNack(1, 2, run)).toHaveLength(16);
    expect(parseRtcp(buildNack(1, 2, run))).toEqual([{ type: "nack", mediaSsrc: 2, sequences: run }]);
  });

  it("leaves room for the end of the CNAME whatever its length", () => {
    for (let length = 0; length < 12; length++) {
      const packet = buildCname(1, "x".repeat(length));
      expect(packet.length % 4).toBe(0);
      expect(packet.at(-1)).toBe(0);
    }
  });

  it("passes over unknown kinds and padding", () => {
    const padded = Buffer.from("a1ce0004000000010000000200000000" + "00000008", "hex");
    const application = Buffer.from("80cc000200000001deadbeef", "hex");
    expect(parseRtcp(Buffer.concat([application, padded]))).toEqual([{ type: "pli", mediaSsrc: 2 }]);
  });

  it("is refused when a length points outside of the packet", () => {
    const packet = buildSenderReport(senderReport);
    expect(parseRtcp(packet.subarray(0, 27))).toBeUndefined();
    expect(parseRtcp(Buffer.from("80c8", "hex"))).toBeUndefined();
    expect(parseRtcp(Buffer.from("a0c90001000000ff", "hex"))).toBeUndefined();
  });

  it("never throws, whatever the bytes", () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 0x7fffffff);
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from(Array.from({ length: random() % 40 }, () => random() & 0xff));
      if (bytes.length > 3) bytes.set([0x80 | (random() % 32), 200 + (random() % 8), 0, random() % 6]);
      expect(() => parseRtcp(bytes)).not.toThrow();
    }
  });
});
