import { describe, expect, it } from "vitest";
import { hears440, soon, useMediaBench } from "../integration/media-bench.ts";

const bench = useMediaBench();
/** RFC 7675 section 5.1: consent lasts 30 s. */
const consent = { timeout: 90_000, interval: 500 };

describe("a client that is gone without a word", { timeout: 150_000 }, () => {
  it("gets nothing more when its consent has run out, and its talker is not disturbed", async () => {
    const { alice, bob } = await bench.aliceToBob("tone");
    await hears440(bob);
    await bob.page.close();
    await expect.poll(() => bob.subscribing.state, consent).toBe("failed");
    const before = bench.engine().stats();
    await expect
      .poll(() => bench.engine().stats().packetsReceived, soon)
      .toBeGreaterThan(before.packetsReceived + 50);
    expect(bench.engine().stats().packetsSent).toBe(before.packetsSent);
    expect(alice.publishing.state).toBe("connected");
  });
});
