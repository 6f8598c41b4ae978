import { describe, expect, it } from "vitest";
import { TransportCcFeedback } from "./transport-cc.ts";

/** Reads feedback as a sender does: arrival in ms (rounded to 0.25) by sequence number; undefined is lost. */
function read(packet: Buffer): { base: number; arrivals: (number | undefined)[]; count: number } {
  expect([packet[0]! & 0xdf, packet[1]]).toEqual([0x8f, 205]);
  expect(4 * (packet.readUInt16BE(2) + 1)).toBe(packet.length);
  const statusCount = packet.readUInt16BE(14);
  const symbols: number[] = [];
  let at = 20;
  while (symbols.length < statusCount) {
    const chunk = packet.readUInt16BE(at);
    at += 2;
    for (let slot = 0; slot < 7; slot++) symbols.push((chunk >> (12 - 2 * slot)) & 3);
  }
  let ticks = packet.readUIntBE(16, 3) * 256;
  const arrivals = symbols.slice(0, statusCount).map((symbol) => {
    if (symbol === 0) return undefined;
    ticks += symbol === 1 ? packet.readUInt8(at) : packet.readInt16BE(at);
    at += symbol;
    return ticks / 4;
  });
  const padding = (packet[0]! & 0x20) === 0 ? 0 : packet.at(-1)!;
  expect(at + padding).toBe(packet.length);
  return { base: packet.readUInt16BE(12), arrivals, count: packet.readUInt8(19) };
}

const build = (feedback: TransportCcFeedback): ReturnType<typeof read> => read(feedback.build(1, 2)!);

describe("transport-cc feedback", () => {
  it("reports arrivals, losses and reordering across the sequence wrap", () => {
    const feedback = new TransportCcFeedback();
    feedback.add(65_534, 1_000);
    feedback.add(0, 1_010.25);
    feedback.add(65_535, 1_012);
    feedback.add(3, 1_100);
    const { base, arrivals } = build(feedback);
    expect(base).toBe(65_534);
    expect(arrivals).toEqual([1_000, 1_012, 1_010.25, undefined, undefined, 1_100]);
  });

  it("continues where the last feedback ended, so that a loss between two is seen", () => {
    const feedback = new TransportCcFeedback();
    feedback.add(10, 500);
    expect(build(feedback)).toMatchObject({ base: 10, count: 0 });
    expect(feedback.build(1, 2)).toBeUndefined();
    feedback.add(13, 520);
    expect(build(feedback)).toEqual({ base: 11, arrivals: [undefined, undefined, 520], count: 1 });
  });

  it("counts a duplicate once", () => {
    const feedback = new TransportCcFeedback();
    feedback.add(1, 100);
    feedback.add(1, 101);
    feedback.add(2, 102);
    expect(build(feedback).arrivals).toEqual([100, 102]);
  });

  it("does not add up rounding errors over a long run", () => {
    const feedback = new TransportCcFeedback();
    const times = Array.from({ length: 500 }, (_, index) => 64_000 + index * 1.1);
    times.forEach((time, sequence) => feedback.add(sequence, time));
    build(feedback).arrivals.forEach((arrival, at) => {
      expect(Math.abs(arrival! - times[at]!)).toBeLessThanOrEqual(0.126);
    });
  });

  it("stays bounded when sequence numbers jump wildly", () => {
    const feedback = new TransportCcFeedback();
    for (let index = 0; index < 5_000; index++) feedback.add((index * 31_337) & 0xffff, index);
    expect(feedback.build(1, 2)?.length ?? 0).toBeLessThan(10_000);
    feedback.add(7, 6_000);
    feedback.add(8, 6_001);
    expect(() => feedback.build(1, 2)).not.toThrow();
  });
});
