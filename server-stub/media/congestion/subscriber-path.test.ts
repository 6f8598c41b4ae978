import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { initialBitsPerSecond } from "./send-estimate.ts";
import { SubscriberPath } from "./subscriber-path.ts";

function path() {
  const clock = new FakeClock();
  return { clock, path: new SubscriberPath(clock, () => 0) };
}

describe("subscriber path", () => {
  it("is a careful guess at first, however long nothing was sent", () => {
    const { clock, path: silent } = path();
    clock.advance(60_000);
    expect(silent.allowedBitsPerSecond).toBe(initialBitsPerSecond);
    silent.sent(1_200);
    clock.advance(1_000);
    expect(silent.allowedBitsPerSecond).toBe(initialBitsPerSecond);
  });

  it("has no limit when the subscriber never says anything of it", () => {
    const { clock, path: silent } = path();
    silent.sent(1_200);
    clock.advance(10_000);
    expect(silent.allowedBitsPerSecond).toBe(Infinity);
    expect(silent.bitsPerSecond).toBeUndefined();
  });

  it("is limited by what the subscriber says, however late", () => {
    const { clock, path: late } = path();
    late.sent(1_200);
    clock.advance(10_000);
    late.maximum(400_000);
    expect(late.allowedBitsPerSecond).toBe(400_000);
  });
});
