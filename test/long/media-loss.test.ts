import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BadNetwork } from "../support/bad-network.ts";
import type { Conditions } from "../support/impaired-path.ts";
import {
  addPicture,
  addTone,
  hears440,
  inbound,
  keepsFlowing,
  publish,
  report,
  seen,
  sees,
  startEstimate,
  subscribe,
  useMediaBench,
  type Client,
} from "../integration/media-bench.ts";

/**
 * Calls on bad networks, with Chromium on both sides and a relay before each peer connection. Nothing here judges how
 * long something takes: a state is waited for, and what is counted is counted over frames that were decoded.
 */
const bench = useMediaBench();
const patient = { timeout: 180_000, interval: 250 };
const blue = [51, 102, 204];
const orange = [255, 136, 0];

let networks: BadNetwork[];
beforeEach(() => {
  networks = [];
});
afterEach(async () => {
  for (const network of networks) await network.close();
});

/** A client whose peer connections go through bad networks of their own. */
async function behind(): Promise<{ client: Client; publishing: BadNetwork; subscribing: BadNetwork }> {
  const [publishing, subscribing] = [new BadNetwork(), new BadNetwork()];
  networks.push(publishing, subscribing);
  const client = await bench.client({
    publishing: (sdp) => publishing.through(sdp),
    subscribing: (sdp) => subscribing.through(sdp),
  });
  return { client, publishing, subscribing };
}

const bandwidth = async (client: Client): Promise<number> => (await report(client)).publish.bandwidth;
const width = async (client: Client): Promise<number> => (await seen(client))?.width ?? 0;
const frames = async (client: Client): Promise<number> => (await inbound(client, "video")).frames;
const requests = async (client: Client): Promise<number> =>
  (await report(client)).publish.outbound.reduce((sum, { plis }) => sum + plis, 0);

interface Watched {
  readonly looks: number;
  /** At how many looks the tone was heard. */
  readonly heard: number;
  /** At how many looks the picture showed another number than at the one before. */
  readonly moved: number;
  readonly widths: ReadonlySet<number>;
  readonly minutes: number;
  /** Key frames that alice was asked for. */
  readonly asked: number;
}

/** Looks at what the client shows, each time that it has decoded so many more frames. */
async function watch(client: Client, alice: Client, looks: number, framesApart = 15): Promise<Watched> {
  const startedMs = performance.now();
  const askedBefore = await requests(alice);
  const widths = new Set<number>();
  let [heard, moved, count] = [0, 0, -1];
  for (let look = 0; look < looks; look++) {
    const before = await frames(client);
    await expect.poll(() => frames(client), patient).toBeGreaterThan(before + framesApart);
    const picture = await seen(client);
    if (picture === undefined) continue;
    widths.add(picture.width);
    if (picture.count !== count) moved += 1;
    count = picture.count;
    if (Math.abs((await client.page.evaluate(() => window.peer.heardHz())) - 440) < 4) heard += 1;
  }
  const minutes = (performance.now() - startedMs) / 60_000;
  return { looks, heard, moved, widths, minutes, asked: (await requests(alice)) - askedBefore };
}

const print = (what: string, figures: Record<string, unknown>): boolean =>
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);

const figuresOf = ({ looks, heard, moved, widths, minutes, asked }: Watched): Record<string, unknown> => ({
  looks,
  heard,
  moved,
  widths: [...widths],
  askedPerMinute: Math.round(asked / minutes),
});

describe.each([0.05, 0.15])("with %f of all packets lost, late and out of order, on both ways", (loss) => {
  const bad: Conditions = { loss, delayMs: 100, jitterMs: 30, reordered: 0.02, duplicated: 0.01 };

  it("sound and picture go on, and the sender's estimate and the full size come back", async () => {
    const [alice, bob] = [await behind(), await behind()];
    await publish(alice.client);
    await addTone(alice.client);
    await addPicture(alice.client, { fps: 20 });
    await publish(alice.client);
    await subscribe(bob.client, alice.client.producers);
    await expect.poll(() => bandwidth(alice.client), patient).toBeGreaterThan(3 * startEstimate);
    await expect.poll(() => width(bob.client), patient).toBe(640);
    await hears440(bob.client);
    const before = await bandwidth(alice.client);

    await alice.publishing.become(bad);
    await bob.subscribing.become(bad);
    const during = await watch(bob.client, alice.client, 40);
    const { repaired, nacks } = await inbound(bob.client, "video");
    const lowest = await bandwidth(alice.client);
    await sees(bob.client, blue, orange);

    await alice.publishing.become({});
    await bob.subscribing.become({});
    await expect.poll(() => bandwidth(alice.client), patient).toBeGreaterThan(3 * startEstimate);
    await expect.poll(() => width(bob.client), patient).toBe(640);
    const after = await watch(bob.client, alice.client, 10);
    print(`loss ${loss}`, {
      estimate: [before, lowest, await bandwidth(alice.client)].map(Math.round),
      lostByRelays: (await alice.publishing.lost()) + (await bob.subscribing.lost()),
      nacks,
      repaired,
      during: figuresOf(during),
      after: figuresOf(after),
      subscriberPath: bench.observed().paths.map(Math.round),
    });
    expect(during.heard).toBeGreaterThan(0.7 * during.looks);
    expect(during.moved).toBeGreaterThan(0.9 * during.looks);
    expect(repaired).toBeGreaterThan(20);
    // A request each two seconds from bob, and what the engine itself asks for where a gap is beyond repair.
    expect(during.asked).toBeLessThan(10 + 60 * during.minutes);
    expect(after.heard).toBeGreaterThan(0.7 * after.looks);
  });
});

describe("a subscriber behind 300 kbit/s beside one with a good path", () => {
  const slow: Conditions = { delayMs: 20, rate: { bitsPerSecond: 300_000, queueMs: 400 } };
  const good: Conditions = { delayMs: 20 };

  async function aliceBobAndCarol(picture: Parameters<typeof addPicture>[1]) {
    const alice = await bench.client();
    const carol = await bench.client();
    const bob = await behind();
    await bob.subscribing.become(slow, good);
    await publish(alice);
    await addTone(alice);
    await addPicture(alice, picture);
    await publish(alice);
    await subscribe(carol, alice.producers);
    await expect.poll(() => width(carol), patient).toBe(640);
    return { alice, carol, bob };
  }

  it("gets the small size, fluently, while the other keeps the full one; and the full one when the limit is lifted", async () => {
    const { alice, carol, bob } = await aliceBobAndCarol({
      fps: 15,
      noise: 240,
      encodings: [
        { rid: "s", scaleResolutionDownBy: 4, maxBitrate: 120_000 },
        { rid: "l", scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
      ],
    });
    await subscribe(bob.client, alice.producers);
    await expect.poll(() => width(bob.client), patient).toBe(160);
    const [slowly, fully] = await Promise.all([watch(bob.client, alice, 30), watch(carol, alice, 30)]);
    const paths = bench.observed().paths.map(Math.round);
    await bob.subscribing.become(good);
    await expect.poll(() => width(bob.client), patient).toBe(640);
    await keepsFlowing(bob.client, "video");
    const lifted = await watch(bob.client, alice, 10);
    print("slow subscriber, simulcast", {
      bob: figuresOf(slowly),
      carol: figuresOf(fully),
      lifted: figuresOf(lifted),
      paths,
      lifts: bench.observed().paths.map(Math.round).slice(paths.length),
      alice: Math.round(await bandwidth(alice)),
    });
    expect([...slowly.widths]).toEqual([160]);
    expect(slowly.heard).toBeGreaterThan(0.7 * slowly.looks);
    expect(slowly.moved).toBeGreaterThan(0.9 * slowly.looks);
    expect([...fully.widths]).toEqual([640]);
    expect(fully.heard).toBeGreaterThan(0.7 * fully.looks);
  });

  it("does not pull the publisher down where there is one size only", async () => {
    const { alice, carol, bob } = await aliceBobAndCarol({ fps: 15, noise: 240, contentHint: "detail" });
    await expect.poll(() => bandwidth(alice), patient).toBeGreaterThan(3 * startEstimate);
    const before = await bandwidth(alice);
    await subscribe(bob.client, alice.producers);
    await expect.poll(async () => bob.subscribing.lost(), patient).toBeGreaterThan(100);
    const fully = await watch(carol, alice, 40);
    const during = await bandwidth(alice);
    // It comes and goes with what the machine has to do; kept down it would stay there.
    await expect.poll(() => bandwidth(alice), patient).toBeGreaterThan(3 * startEstimate);
    print("slow subscriber, one size", {
      carol: figuresOf(fully),
      bob: await inbound(bob.client, "video"),
      alice: [before, during, await bandwidth(alice)].map(Math.round),
      paths: bench.observed().paths.map(Math.round),
    });
    expect([...fully.widths]).toEqual([640]);
    expect(fully.heard).toBeGreaterThan(0.7 * fully.looks);
    expect(fully.asked).toBeLessThan(10 + 45 * fully.minutes);
  });
});
