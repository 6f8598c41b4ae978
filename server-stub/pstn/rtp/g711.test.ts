import { describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "./g711.ts";

const encode = (codec: "PCMU" | "PCMA", ...samples: number[]): number[] => [
  ...encodeG711(codec, Int16Array.from(samples)),
];
const decode = (codec: "PCMU" | "PCMA", ...codes: number[]): number[] => [
  ...decodeG711(codec, Uint8Array.from(codes)),
];

describe("G.711", () => {
  it("has the known values of mu-law", () => {
    expect(decode("PCMU", 0x00, 0x80, 0xff, 0x7f, 0xf0, 0x70)).toEqual([-32_124, 32_124, 0, 0, 120, -120]);
    expect(encode("PCMU", 0, 32_767, -32_768, 8, -8, 1_000)).toEqual([0xff, 0x80, 0x00, 0xfe, 0x7e, 0xce]);
  });

  it("has the known values of A-law", () => {
    expect(decode("PCMA", 0xd5, 0x55, 0x2a, 0xaa, 0x80)).toEqual([8, -8, -32_256, 32_256, 5_504]);
    expect(encode("PCMA", 0, -1, 32_767, -32_768)).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
  });

  it.each(["PCMU", "PCMA"] as const)("gives each code of %s back", (codec) => {
    const codes = Array.from({ length: 256 }, (_, code) => code);
    const back = encode(codec, ...decode(codec, ...codes));
    // Mu-law has two zeros; the negative one is never made.
    expect(back).toEqual(codes.map((code) => (codec === "PCMU" && code === 0x7f ? 0xff : code)));
  });

  it.each(["PCMU", "PCMA"] as const)("stays within %s's step of each sample", (codec) => {
    for (let sample = -32_768; sample < 32_768; sample += 37) {
      const [back = 0] = decode(codec, ...encode(codec, sample));
      expect(Math.abs(back - Math.max(-32_124, Math.min(32_124, sample)))).toBeLessThanOrEqual(
        Math.max(16, Math.abs(sample) / 16),
      );
    }
  });
});
