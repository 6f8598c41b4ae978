import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { parseRtcp, type RtcpPacket } from "../rtcp-packet.ts";
import { TransportCcFeedback } from "../transport-cc.ts";
import { parseTransportCc } from "./transport-cc-report.ts";

/** Chunks and deltas as hexadecimal, behind a header of `count` packets from 10 on. */
function feedback(count: number, rest: string): Buffer {
  const body = Buffer.from(rest.replaceAll(" ", ""), "hex");
  const packet = Buffer.alloc(20 + body.length);
  packet.writeUInt16BE(0x8fcd, 0);
  packet.writeUInt16BE(10, 12);
  packet.writeUInt16BE(count, 14);
  packet.writeUIntBE(3, 16, 3);
  body.copy(packet, 20);
  return packet;
}

describe("a transport-wide report", () => {
  it("is read from what our own receiver writes", () => {
    const ours = new TransportCcFeedback();
    ours.add(65_535, 1_000);
    ours.add(1, 1_010.25);
    ours.add(0, 1_012);
    const [report] = parseRtcp(ours.build(1, 2)!)! as Extract<RtcpPacket, { type: "transport-cc" }>[];
    expect(report!.baseSequence).toBe(65_535);
    expect(report!.arrivals.map((ms) => ms! + report!.reference * 64)).toEqual([1_000, 1_012, 1_010.25]);
  });

  it("is read from run-length, one-bit and two-bit chunks", () => {
    // Two arrived in small steps, then a bit vector of lost and arrived, then a large and a negative step.
    const packet = feedback(2 + 14 + 2, "2002 9000 e800 04 08 0c 0400 fffc");
    const { arrivals } = parseTransportCc(packet)!;
    expect(arrivals.slice(0, 2)).toEqual([1, 3]);
    expect(arrivals.filter((ms) => ms !== undefined)).toEqual([1, 3, 6, 262, 261]);
    expect(arrivals).toHaveLength(18);
  });

  it("is refused when it is cut off, claims too much, or uses what is reserved", () => {
    expect(parseTransportCc(feedback(1, "2001 04"))).toBeDefined();
    expect(parseTransportCc(feedback(0, "2001 04"))).toBeUndefined();
    expect(parseTransportCc(feedback(2, "2002 04"))).toBeUndefined();
    expect(parseTransportCc(feedback(3, "2002 04 04"))).toBeUndefined();
    expect(parseTransportCc(feedback(1, "6001 04"))).toBeUndefined();
    expect(parseTransportCc(feedback(1, "2000 2000 04"))).toBeUndefined();
    // 65,535 losses in 18 bytes.
    expect(parseTransportCc(feedback(0xffff, "1fff ".repeat(9)))).toBeUndefined();
    expect(parseTransportCc(Buffer.alloc(19))).toBeUndefined();
  });

  it("is bounded whatever the bytes are", () => {
    const random = seededRandom(5);
    for (let round = 0; round < 20_000; round++) {
      const packet = Buffer.from(
        Array.from({ length: 20 + Math.floor(random() * 60) }, () => random() * 256),
      );
      expect(parseTransportCc(packet)?.arrivals.length ?? 0).toBeLessThanOrEqual(4_096);
    }
  });
});

describe("a receiver's estimated maximum", () => {
  it("is read, and nothing else that applications put there", () => {
    const remb = Buffer.from("8fce0005000000010000000052454d420112345600000007", "hex");
    expect(parseRtcp(remb)).toEqual([{ type: "remb", bitsPerSecond: 0x23456 * 2 ** 4 }]);
    remb.write("XEMB", 12);
    expect(parseRtcp(remb)).toEqual([]);
  });
});
