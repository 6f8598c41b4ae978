import { describe, expect, it } from "vitest";
import { maskNumber } from "./mask.ts";

describe("maskNumber", () => {
  it.each([
    ["+19195550123", "+1********23"],
    ["+1 919 555 0123", "+1 *** *** **23"],
    ["5550123", "5****23"],
    ["911", "***"],
    ["", ""],
  ])("hides what identifies %s", (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });
});
