import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("a token bucket gives its burst at once, then its rate, and takes another bound at any time", () => {
  const bucket = new TokenBucket(3, 0.5);
  const taken = (nowMs: number): number => {
    let count = 0;
    while (bucket.take(1, nowMs)) count += 1;
    return count;
  };
  expect(taken(0)).toBe(3);
  expect(taken(1_999)).toBe(0);
  expect(taken(2_000)).toBe(1);
  expect(taken(60_000)).toBe(3);
  bucket.set(10, 10);
  expect(taken(60_500)).toBe(5);
  bucket.set(1, 1);
  expect(taken(90_000)).toBe(1);
  expect(bucket.take(2, 200_000)).toBe(false);
});
