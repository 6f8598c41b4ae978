import { describe, expect, it } from "vitest";
import type { ListeningMediaEngine, MediaEngineOptions } from "../../server-stub/media/media-engine.ts";
import { createTestPool, type TestPool } from "../support/media-pool.ts";
import { toneShare } from "../support/tone-share.ts";
import {
  addPicture,
  addTone,
  hears440,
  inbound,
  keepsFlowing,
  outbound,
  publish,
  report,
  seen,
  sees,
  soon,
  subscribe,
  useMediaBenchOf,
  type Client,
} from "./media-bench.ts";

let pool: TestPool;
/** Pairs of threads that have a link. */
let links: unknown[] = [];

/** The first transport is nobody's, so that alice publishes in one worker, bob and she herself receive in the other. */
function openPool(options: MediaEngineOptions): ListeningMediaEngine {
  links = [];
  pool = createTestPool({
    ...options,
    log: (_level, message, data) => {
      if (message === "media workers linked") links.push([data?.["first"], data?.["second"]]);
    },
  });
  return pool.engine;
}
const bench = useMediaBenchOf(openPool);

async function aliceToBob(...sources: ("tone" | "picture" | "channel")[]) {
  await bench.engine().createSubscribeTransport();
  return bench.aliceToBob(...sources);
}
const acrossWorkers = [[1, 2]];
const blue = [51, 102, 204];
const orange = [255, 136, 0];
/** Packets of all sizes together. */
const sent = async (client: Client): Promise<number> =>
  (await report(client)).publish.outbound.reduce((sum, { packets }) => sum + packets, 0);
const width = async (client: Client): Promise<number | undefined> => (await seen(client))?.width;

// Each test starts two threads from the sources, which takes seconds on a busy machine.
describe("media pool with Chromium", { timeout: 120_000 }, () => {
  it("carries tone and picture between workers, both ways, repairs loss, and shows them to carol later", async () => {
    const { alice, bob } = await aliceToBob("tone", "picture");
    await hears440(bob);
    await sees(bob, blue, orange);
    expect(links).toEqual(acrossWorkers);
    await addTone(bob);
    await publish(bob);
    await subscribe(alice, bob.producers);
    await hears440(alice);
    expect(links).toEqual(acrossWorkers);
    await expect.poll(() => bench.observed().roundTrips.length, soon).toBeGreaterThan(0);

    pool.loseEvery(20);
    await expect.poll(async () => (await outbound(alice, "video"))?.nacks ?? 0, soon).toBeGreaterThan(3);
    await keepsFlowing(bob, "video");
    await sees(bob, blue, orange);
    pool.loseEvery(0);

    const before = (await outbound(alice, "video"))!.plis;
    const others = [await bench.client(), await bench.client()];
    for (const other of others) await subscribe(other, alice.producers);
    for (const other of others) await sees(other, blue, orange);
    expect((await outbound(alice, "video"))!.plis).toBeGreaterThan(before);
    await expect.poll(() => bench.engine().stats().packetsSent, soon).toBeGreaterThan(100);
    expect(bench.engine().stats().transports).toBe(9);
  });

  it("switches sizes of a picture that another worker receives, and pauses it", async () => {
    const { alice, bob } = await aliceToBob();
    const encodings = ["l", "s"].map((rid) => ({ rid, scaleResolutionDownBy: rid === "s" ? 4 : 1 }));
    await addPicture(alice, { width: 480, height: 360, fps: 15, codec: "VP8", encodings });
    await publish(alice);
    await subscribe(bob, alice.producers);
    const [picture] = alice.producers;
    for (const [spatial, wanted] of [
      [7, 480],
      [0, 120],
      [7, 480],
    ] as const) {
      bob.subscribing.limit(picture!, { spatial, temporal: 7 });
      await expect.poll(() => width(bob), soon).toBe(wanted);
      await keepsFlowing(bob, "video");
    }
    expect(links).toEqual(acrossWorkers);
    bob.subscribing.limit(picture!, "paused");
    const frames = async (): Promise<number> => (await inbound(bob, "video")).frames;
    // What was on its way still comes; in the end nothing does while alice sends on.
    const framesWhileAliceSends = async (): Promise<number> => {
      const [before, sentBefore] = [await frames(), await sent(alice)];
      await expect.poll(() => sent(alice), soon).toBeGreaterThan(sentBefore + 30);
      return (await frames()) - before;
    };
    await expect.poll(framesWhileAliceSends, { timeout: 45_000 }).toBe(0);
    bob.subscribing.limit(picture!, { spatial: 0, temporal: 7 });
    await keepsFlowing(bob, "video");
    await expect.poll(() => width(bob), soon).toBe(120);
  });

  it("carries 2,000 messages of a channel between workers, each once and in order", async () => {
    const { alice, bob } = await aliceToBob("channel");
    const numbered = Array.from({ length: 2_000 }, (_, at) => `message ${at}`);
    await alice.page.evaluate((texts) => window.peer.send("chat-2", texts), numbered);
    const received = (): Promise<string[]> => bob.page.evaluate(() => window.peer.received(2));
    await expect.poll(async () => (await received()).length, { timeout: 60_000 }).toBe(2_000);
    expect(await received()).toEqual(numbered);
    expect(links).toEqual(acrossWorkers);
  });

  it("mixes for a phone line what a worker receives, and carries what it says to another", async () => {
    const { alice, bob } = await aliceToBob("tone");
    const leg = await bench.engine().createAudioLeg({ msid: "phone" });
    /** The last second. */
    let heard: Int16Array[] = [];
    let said = 0;
    leg.onFrame((frame) => {
      heard = [...heard, frame].slice(-50);
      leg.write(
        Int16Array.from(frame, (_, at) =>
          Math.round(8_000 * Math.sin((2 * Math.PI * 440 * (said + at)) / 8_000)),
        ),
      );
      said += frame.length;
    });
    leg.hear(alice.producers);
    await expect.poll(() => toneShare(heard, 440), soon).toBeGreaterThan(0.9);
    await subscribe(bob, [leg.producer]);
    await hears440(bob);
    leg.close();
  });

  it("outlives a worker: what was in it has failed, the rest goes on, and clients come back to another", async () => {
    const { alice, bob } = await aliceToBob("tone");
    await hears440(bob);
    // bob receives in the first worker, alice publishes in the second.
    const [receiving, publishing] = pool.workers;
    const states: string[] = [];
    bob.subscribing.onStateChange((state) => states.push(state));
    await receiving!.terminate();
    await expect.poll(() => states, soon).toEqual(["failed"]);
    expect(await bob.subscribing.answer("v=0")).toMatchObject({ error: { code: "wrong-state" } });
    await expect(bob.subscribing.offer({ producers: [], iceRestart: false })).rejects.toThrow("has ended");
    expect(alice.publishing.state).toBe("connected");
    const carol = await bench.client();
    await subscribe(carol, alice.producers);
    await hears440(carol);

    await publishing!.terminate();
    await expect.poll(() => alice.publishing.state, soon).toBe("failed");
    await expect.poll(() => pool.workers.length, soon).toBe(4);
    // The same peer connection at her side.
    alice.publishing = await bench.engine().createPublishTransport();
    await publish(alice, true);
    const dave = await bench.client();
    await subscribe(dave, alice.producers);
    await hears440(dave);
  });
});
