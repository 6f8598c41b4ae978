import { describe, expect, it } from "vitest";
import { isSoundPacket } from "./sctp-packet.ts";

const header = "13881388".concat("80000853", "00000000");
const packet = (...chunks: string[]): Buffer => Buffer.from(header + chunks.join(""), "hex");

/** Cumulative TSN 1, a window, and these gaps. */
const sack = (count: number, gaps: string): string => {
  const length = (16 + gaps.length / 2).toString(16).padStart(4, "0");
  return `0300${length}0000000100100000${count.toString(16).padStart(4, "0")}0000${gaps}`;
};

describe("an SCTP packet", () => {
  it.each([
    ["data", packet("00030011000000010002000000000033ff000000")],
    ["data behind a SACK", packet(sack(0, ""), "00030011000000010002000000000033ff000000")],
    [
      "an INIT with parameters",
      packet("0100001e0000000100100000ffffffff00000001", "c0000004", "8008000682c00000"),
    ],
    ["gaps in order", packet(sack(2, "0002000300050005"))],
    ["a chunk that nobody knows", packet("3f000004")],
  ])("of %s is sound", (_what, bytes) => {
    expect(isSoundPacket(bytes)).toBe(true);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["its header alone", packet()],
    ["a chunk without a length", packet("00030000000000010002000000000033ff000000")],
    ["a chunk that goes beyond its end", packet("00030012000000010002000000000033ff")],
    ["a parameter without a length", packet("0100001c0000000100100000ffffffff00000001", "8008000000000000")],
    ["an INIT that is cut off", packet("0100000800000001")],
    ["a parameter beyond its chunk", packet("8200000c", "000d00ff00000001")],
    ["more gaps than it has room for", packet(sack(9, "00020003"))],
    ["gaps that overlap", packet(sack(2, "0001ffff0001ffff"))],
    ["a gap that ends before it begins", packet(sack(1, "00050002"))],
  ])("with %s is not", (_what, bytes) => {
    expect(isSoundPacket(bytes)).toBe(false);
  });
});
