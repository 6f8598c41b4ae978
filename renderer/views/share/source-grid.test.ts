import { describe, expect, it } from "vitest";
import { neighbour } from "./source-grid.tsx";

describe("neighbour", () => {
  it.each([
    ["ArrowRight", 0, 1],
    ["ArrowLeft", 1, 0],
    ["ArrowDown", 0, 2],
    ["ArrowUp", 3, 1],
    ["Home", 3, 0],
    ["End", 0, 4],
    ["ArrowUp", 1, 1],
    ["ArrowDown", 3, 3],
    ["ArrowLeft", 0, 0],
    ["ArrowRight", 4, 4],
  ])("%s from %i of five goes to %i", (key, from, to) => {
    expect(neighbour(key, from, 5)).toBe(to);
  });

  it("leaves other keys alone", () => {
    expect([neighbour("Enter", 0, 5), neighbour("a", 0, 5)]).toEqual([null, null]);
  });
});
