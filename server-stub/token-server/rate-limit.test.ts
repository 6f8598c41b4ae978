import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { RateLimit } from "./rate-limit.ts";

const open = (options: { maxKeys?: number } = {}) => {
  const clock = new FakeClock();
  return { clock, limit: new RateLimit({ clock, limit: 2, windowMs: 60_000, ...options }) };
};

describe("RateLimit", () => {
  it("refuses the attempt after the last allowed one, and says how long to wait", () => {
    const { clock, limit } = open();
    expect(limit.take("alice").ok).toBe(true);
    clock.advance(10_000);
    expect(limit.take("alice").ok).toBe(true);
    expect(limit.take("alice")).toEqual({ ok: false, error: { retryAfterMs: 50_000 } });
  });

  it("counts each key by itself", () => {
    const { limit } = open();
    limit.take("alice");
    limit.take("alice");
    expect(limit.take("bob").ok).toBe(true);
  });

  it("starts anew when the window is over, not before", () => {
    const { clock, limit } = open();
    limit.take("alice");
    limit.take("alice");
    clock.advance(59_999);
    expect(limit.take("alice").ok).toBe(false);
    clock.advance(1);
    expect(limit.take("alice").ok).toBe(true);
  });

  it("does not count an attempt that was given back", () => {
    const { limit } = open();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(limit.take("alice").ok).toBe(true);
      limit.giveBack("alice");
    }
  });

  it("forgets the oldest key when there are too many", () => {
    const { limit } = open({ maxKeys: 2 });
    limit.take("alice");
    limit.take("alice");
    limit.take("bob");
    limit.take("carol");
    expect(limit.take("alice").ok).toBe(true);
  });
});
