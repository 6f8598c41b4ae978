import { describe, expect, it } from "vitest";
import { backoff } from "./retry-policy.ts";

const delays = (random: number, attempts: number): (number | null)[] => {
  const policy = backoff({ firstMs: 1_000, maxMs: 10_000, random: () => random });
  return Array.from({ length: attempts }, (_, attempt) => policy.nextDelayMs(attempt));
};

describe("backoff", () => {
  it("doubles up to its maximum", () => {
    expect(delays(0.999_999, 6).map((ms) => Math.round(ms ?? 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });

  it("fixes half of the delay and spreads the other half, never below the first", () => {
    expect(delays(0, 5)).toEqual([1_000, 1_000, 2_000, 4_000, 5_000]);
    expect(delays(0.5, 3)).toEqual([1_000, 1_500, 3_000]);
  });

  it("stays at its maximum after very many attempts", () => {
    const policy = backoff({ firstMs: 500, maxMs: 30_000, random: () => 0.5 });
    expect(policy.nextDelayMs(5_000)).toBe(22_500);
  });

  it("gives up after its attempts", () => {
    const policy = backoff({ firstMs: 100, maxMs: 1_000, attempts: 2, random: () => 0 });
    expect([0, 1, 2].map((attempt) => policy.nextDelayMs(attempt))).toEqual([100, 100, null]);
  });
});
