import { describe, expect, it } from "vitest";
import { aligned, similarity } from "./support/similarity.ts";

const width = 64;
/** Strokes of two px, as small text has them. */
const strokes = Array.from({ length: width * 32 }, (_, index) => ((index % width) % 6 < 2 ? 20 : 250));
/** Each px becomes the mean of so many to both sides. */
const blurred = (by: number): number[] =>
  strokes.map((_, index) => {
    const around = strokes.slice(Math.max(0, index - by), index + by + 1);
    return around.reduce((sum, value) => sum + value, 0) / around.length;
  });

describe("similarity", () => {
  it("is 1 for the same picture, and close to it for one with a little noise", () => {
    expect(similarity(strokes, strokes, width)).toBeCloseTo(1);
    const noisy = strokes.map((value, index) => value + ((index * 7) % 5) - 2);
    expect(similarity(strokes, noisy, width)).toBeGreaterThan(0.98);
  });

  it("falls when small text is blurred, moved, or gone", () => {
    expect(similarity(strokes, blurred(1), width)).toBeLessThan(0.9);
    expect(similarity(strokes, blurred(3), width)).toBeLessThan(0.5);
    expect(similarity(strokes, [...strokes.slice(2), 0, 0], width)).toBeLessThan(0.5);
    expect(
      similarity(
        strokes,
        strokes.map(() => 250),
        width,
      ),
    ).toBeLessThan(0.1);
  });
});

describe("aligned", () => {
  it("finds where the picture lies inside a wider one", () => {
    const picture = Array.from({ length: 16 * 16 }, (_, index) => (index * 37) % 251);
    const margin = 3;
    const wider = Array.from({ length: 22 * 22 }, () => 255);
    // Moved by one px to the right and two down from the middle.
    picture.forEach((value, index) => {
      wider[(Math.floor(index / 16) + margin + 2) * 22 + (index % 16) + margin + 1] = value;
    });
    expect(aligned(picture, wider, { width: 16, margin })).toEqual(picture);
  });
});
