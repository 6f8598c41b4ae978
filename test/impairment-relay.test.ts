import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { FakeClock } from "./support/fake-clock.ts";
import { ImpairedPath, type Conditions } from "./support/impaired-path.ts";
import { ImpairmentRelay } from "./support/impairment-relay.ts";
import { seededRandom } from "./support/seeded-random.ts";

interface Arrival {
  readonly at: number;
  readonly atMs: number;
}

/** Sends `count` datagrams, one every `everyMs`, and says which arrived when. */
function run(
  conditions: Conditions,
  { count = 1_000, everyMs = 10, bytes = 1_000, seed = 7 } = {},
): { arrivals: Arrival[]; path: ImpairedPath } {
  const clock = new FakeClock(0);
  const path = new ImpairedPath(clock, seededRandom(seed));
  path.conditions = conditions;
  const arrivals: Arrival[] = [];
  for (let at = 0; at < count; at++) {
    path.send(bytes, () => arrivals.push({ at, atMs: clock.now() }));
    clock.advance(everyMs);
  }
  clock.advance(60_000);
  expect(clock.running).toBe(0);
  return { arrivals, path };
}
const delays = (arrivals: readonly Arrival[], everyMs = 10): number[] =>
  arrivals.map(({ at, atMs }) => atMs - at * everyMs);

describe("an impaired path", () => {
  it("without conditions delivers everything at once and in order", () => {
    const { arrivals } = run({});
    expect(arrivals).toEqual(Array.from({ length: 1_000 }, (_, at) => ({ at, atMs: at * 10 })));
  });

  it("loses about the share it is told to, and the same ones at each run", () => {
    const first = run({ loss: 0.15 });
    expect(first.path.counts.lost).toBeGreaterThan(110);
    expect(first.path.counts.lost).toBeLessThan(190);
    expect(first.arrivals).toHaveLength(1_000 - first.path.counts.lost);
    expect(run({ loss: 0.15 }).arrivals).toEqual(first.arrivals);
    expect(run({ loss: 0.15 }, { seed: 8 }).arrivals).not.toEqual(first.arrivals);
  });

  it("delays by the delay and up to the jitter, and keeps the order although the jitter is larger than the gaps", () => {
    const { arrivals } = run({ delayMs: 100, jitterMs: 30 });
    expect(arrivals.map(({ at }) => at)).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
    expect(Math.min(...delays(arrivals))).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays(arrivals))).toBeLessThanOrEqual(130);
    expect(new Set(delays(arrivals)).size).toBeGreaterThan(500);
  });

  it("holds the share it is told to back, so that others overtake it", () => {
    const { arrivals, path } = run({ delayMs: 50, reordered: 0.1, reorderedByMs: 25 });
    const overtaken = arrivals.filter(({ at }, index) => arrivals.slice(0, index).some((b) => b.at > at));
    // Of three in a row that are held back the first has nobody behind it in time.
    expect(overtaken.length).toBeLessThanOrEqual(path.counts.reordered);
    expect(overtaken.length).toBeGreaterThan(60);
    expect(arrivals).toHaveLength(1_000);
  });

  it("doubles the share it is told to", () => {
    const { arrivals, path } = run({ duplicated: 0.2 });
    expect(path.counts.duplicated).toBeGreaterThan(150);
    expect(arrivals).toHaveLength(1_000 + path.counts.duplicated);
  });

  it("lets no more through than the rate, and loses what does not fit into the queue", () => {
    // 800 kbit/s are offered to 400 kbit/s: half is lost, and what comes has waited for the whole queue.
    const { arrivals, path } = run({ rate: { bitsPerSecond: 400_000, queueMs: 200 } });
    expect(arrivals.length).toBeGreaterThan(500);
    expect(arrivals.length).toBeLessThan(515);
    expect(path.counts.overflowed).toBe(1_000 - arrivals.length);
    expect(Math.max(...delays(arrivals))).toBeLessThanOrEqual(200);
    expect(Math.min(...delays(arrivals).slice(-400))).toBeGreaterThan(160);
    arrivals.slice(1).forEach(({ atMs }, at) => expect(atMs - arrivals[at]!.atMs).toBeGreaterThan(19.9));
  });

  it("lets a burst through at once, as large as the bucket", () => {
    const rate = { bitsPerSecond: 400_000, queueMs: 1_000, burstBytes: 5_000 };
    const { arrivals } = run({ rate }, { count: 10, everyMs: 0 });
    expect(arrivals.filter(({ atMs }) => atMs === 0)).toHaveLength(5);
    expect(arrivals.at(-1)!.atMs).toBeCloseTo(100);
  });

  it("takes new conditions while it runs; what is under way keeps its time", () => {
    const clock = new FakeClock(0);
    const path = new ImpairedPath(clock, seededRandom(1));
    const arrived: string[] = [];
    path.conditions = { delayMs: 100 };
    path.send(100, () => arrived.push(`slow ${clock.now()}`));
    path.conditions = { loss: 1 };
    path.send(100, () => arrived.push("lost"));
    path.conditions = {};
    clock.advance(100);
    path.send(100, () => arrived.push(`fast ${clock.now()}`));
    expect(arrived).toEqual(["slow 100", "fast 100"]);
  });

  it("delivers nothing once closed", () => {
    const clock = new FakeClock(0);
    const path = new ImpairedPath(clock, seededRandom(1));
    path.conditions = { delayMs: 100 };
    path.send(100, () => expect.unreachable());
    path.close();
    clock.advance(1_000);
    expect(clock.running).toBe(0);
  });
});

describe("an impairment relay", () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  async function socket(): Promise<Socket> {
    const made = createSocket("udp4");
    open.push(made);
    await new Promise<void>((resolve) => made.bind(0, "127.0.0.1", resolve));
    return made;
  }

  it("carries both ways, keeps two clients apart, and impairs each direction for itself", async () => {
    const target = await socket();
    target.on("message", (data, from) => target.send(`echo ${String(data)}`, from.port, from.address));
    const relay = await ImpairmentRelay.open(target.address());
    open.push(relay);
    const [alice, bob] = [await socket(), await socket()];
    alice.send("alice", relay.port, "127.0.0.1");
    expect(String((await once(alice, "message"))[0])).toBe("echo alice");
    bob.send("bob", relay.port, "127.0.0.1");
    expect(String((await once(bob, "message"))[0])).toBe("echo bob");

    relay.toClients.conditions = { loss: 1 };
    const heard = once(target, "message");
    alice.send("lost on the way back", relay.port, "127.0.0.1");
    expect(String((await heard)[0])).toBe("lost on the way back");
    await expect.poll(() => relay.toClients.counts.lost).toBe(1);
    expect(relay.toTarget.counts).toMatchObject({ sent: 3, delivered: 3 });
  });
});
