import { describe, expect, it } from "vitest";
import {
  addPicture,
  inbound,
  keepsFlowing,
  publish,
  report,
  seen,
  sees,
  subscribe,
  unrepaired,
  useMediaBench,
  type Client,
} from "./media-bench.ts";

const bench = useMediaBench();

/** Publisher and subscriber path both have to be estimated before the larger size is sent, on a machine that may be busy. */
const patient = { timeout: 40_000, interval: 100 };

const blue = [51, 102, 204];
const orange = [255, 136, 0];
const highest = { spatial: 7, temporal: 7 };
const lowest = { spatial: 0, temporal: 7 };

const width = async (client: Client): Promise<number | undefined> => (await seen(client))?.width;
const frames = async (client: Client): Promise<number> => (await inbound(client, "video")).frames;
/** Alice goes on sending this encoding for a while. */
async function aliceSends(alice: Client, rid: string): Promise<void> {
  const count = async (): Promise<number> =>
    (await report(alice)).publish.outbound.find((one) => one.rid === rid)?.packets ?? 0;
  const before = await count();
  await expect.poll(count, patient).toBeGreaterThan(before + 30);
}

/** alice publishes one picture in two sizes, listed as `rids`; bob is subscribed. */
async function simulcast(codec: string, rids: readonly ["s", "l"] | readonly ["l", "s"]) {
  const [alice, bob] = [await bench.client(), await bench.client()];
  await publish(alice);
  // Little of either: a busy machine looks like a narrow path, to Chromium and to us, and this is not about bandwidth.
  // H264 makes its pictures smaller when it gets less than it likes.
  const [small, large] = codec === "H264" ? [80_000, 250_000] : [40_000, 100_000];
  const encodings = rids.map((rid) =>
    rid === "s"
      ? { rid, scaleResolutionDownBy: 4, maxBitrate: small }
      : { rid, scaleResolutionDownBy: 1, maxBitrate: large },
  );
  await addPicture(alice, { width: 480, height: 360, fps: 15, codec, encodings });
  await publish(alice);
  await subscribe(bob, alice.producers);
  return { alice, bob, picture: alice.producers[0]! };
}

describe("layers with Chromium", { timeout: 200_000 }, () => {
  it.each([
    ["VP8", ["s", "l"]],
    ["VP8", ["l", "s"]],
    ["H264", ["s", "l"]],
  ] as const)("switches between two sizes of %s, listed as %s, and keeps decoding", async (codec, rids) => {
    const { alice, bob, picture } = await simulcast(codec, rids);
    await expect.poll(() => width(bob), patient).toBe(480);
    for (const [limit, wanted] of [
      [lowest, 120],
      [highest, 480],
      [lowest, 120],
    ] as const) {
      const before = await frames(bob);
      bob.subscribing.limit(picture, limit);
      await expect.poll(() => width(bob), patient).toBe(wanted);
      await sees(bob, blue, orange);
      await keepsFlowing(bob, "video");
      expect(await frames(bob)).toBeGreaterThan(before);
    }
    await expect.poll(async () => unrepaired(await inbound(bob, "video")), patient).toBeLessThanOrEqual(0);
    const { outbound } = (await report(alice)).publish;
    expect(outbound.map(({ rid }) => rid).sort()).toEqual(["l", "s"]);
  });

  it("sends nothing of a paused picture, and shows it again", async () => {
    const { alice, bob, picture } = await simulcast("VP8", ["s", "l"]);
    await keepsFlowing(bob, "video");
    bob.subscribing.limit(picture, "paused");
    await aliceSends(alice, "s");
    const before = await frames(bob);
    await aliceSends(alice, "s");
    expect(await frames(bob)).toBe(before);
    bob.subscribing.limit(picture, lowest);
    await keepsFlowing(bob, "video");
    await expect.poll(() => width(bob), patient).toBe(120);
  });

  it("keeps what bob has when carol takes another size of the same picture", async () => {
    const { alice, bob, picture } = await simulcast("VP8", ["s", "l"]);
    const carol = await bench.client();
    carol.subscribing.limit(picture, lowest);
    await subscribe(carol, alice.producers);
    await expect.poll(() => width(carol), patient).toBe(120);
    await expect.poll(() => width(bob), patient).toBe(480);
    await keepsFlowing(carol, "video");
    await keepsFlowing(bob, "video");
    expect(await width(carol)).toBe(120);
  });

  it("keeps both sizes over a new negotiation", async () => {
    const { alice, bob, picture } = await simulcast("VP8", ["s", "l"]);
    await expect.poll(() => width(bob), patient).toBe(480);
    await publish(alice);
    expect(alice.producers).toEqual([picture]);
    bob.subscribing.limit(picture, lowest);
    await expect.poll(() => width(bob), patient).toBe(120);
    await keepsFlowing(bob, "video");
  });

  it("repairs loss in a size that was switched to", async () => {
    const { bob, picture } = await simulcast("VP8", ["s", "l"]);
    await expect.poll(() => width(bob), patient).toBe(480);
    bob.subscribing.limit(picture, lowest);
    await expect.poll(() => width(bob), patient).toBe(120);
    bench.lose({ of: "media", every: 10 });
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "video");
    bench.lose(undefined);
    await sees(bob, blue, orange);
  });
});
