import { describe, expect, it } from "vitest";
import { leftOut, NumberMap } from "./number-map.ts";

function map(theirs: number, ours: number, bits: 7 | 15 | 16 = 16): NumberMap {
  const made = new NumberMap(64);
  made.begin(theirs, ours, bits);
  return made;
}

describe("number map", () => {
  it("goes on from where it begins, over the wrap of both sides", () => {
    const numbers = map(65_534, 100);
    expect([65_534, 65_535, 0, 1].map((theirs) => numbers.pass(theirs))).toEqual([100, 101, 102, 103]);
    const other = map(10, 65_535);
    expect([10, 11, 12].map((theirs) => other.pass(theirs))).toEqual([65_535, 0, 1]);
  });

  it("closes up what is left out, and leaves it out when it comes again", () => {
    const numbers = map(1, 1);
    expect(numbers.drop(2)).toBe(leftOut);
    expect(numbers.drop(3)).toBe(leftOut);
    expect([4, 3, 5].map((theirs) => numbers.pass(theirs))).toEqual([2, leftOut, 3]);
  });

  it("keeps the place of what was jumped over, and gives it once to what is left out after all", () => {
    const numbers = map(1, 1);
    expect([4, 3].map((theirs) => numbers.pass(theirs))).toEqual([4, 3]);
    expect(numbers.drop(2)).toBe(2);
    expect(numbers.drop(2)).toBe(leftOut);
    expect([5, 2].map((theirs) => numbers.pass(theirs))).toEqual([5, leftOut]);
  });

  it("knows nothing from before its begin, and nothing that is older than it keeps", () => {
    const numbers = map(100, 1);
    expect(numbers.pass(99)).toBe(leftOut);
    expect(numbers.pass(30_000)).toBe(29_901);
    expect([100, 29_937, 29_936].map((theirs) => numbers.pass(theirs))).toEqual([leftOut, 29_838, leftOut]);
  });

  it("counts in 7 and 15 bits", () => {
    const short = map(126, 127, 7);
    expect([127, 0].map((theirs) => short.pass(theirs))).toEqual([0, 1]);
    const long = map(32_767, 5, 15);
    expect([0, 1].map((theirs) => long.pass(theirs))).toEqual([6, 7]);
  });
});
