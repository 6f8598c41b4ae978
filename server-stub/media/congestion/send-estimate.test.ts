import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ImpairedPath, type Conditions } from "../../../test/support/impaired-path.ts";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { parseRtcp } from "../rtcp-packet.ts";
import { TransportCcFeedback } from "../transport-cc.ts";
import { Prober } from "./prober.ts";
import { initialBitsPerSecond, SendEstimate } from "./send-estimate.ts";

const frameMs = 33;
const packetBytes = 1_100;
const paddingBytes = 290;

/** A sender on a path, a receiver that reports every 50 ms, and time that only the test moves. */
class Path {
  readonly clock = new FakeClock(5_000);
  readonly estimate = new SendEstimate();
  readonly there = new ImpairedPath(this.clock, seededRandom(3));
  readonly back = new ImpairedPath(this.clock, seededRandom(4));
  readonly #feedback = new TransportCcFeedback();
  readonly prober = new Prober(this.clock, this.estimate, () => this.#send(paddingBytes));
  padding = 0;
  /** What the application sends, in bit/s; a function of the estimate for one that adapts. */
  rate: (estimate: number) => number = (estimate) => estimate;
  wanted: number | undefined = undefined;
  #owedBytes = 0;

  constructor(conditions: Conditions = {}) {
    this.there.conditions = { delayMs: 30, ...conditions };
    this.back.conditions = { delayMs: 30 };
  }

  #send(bytes: number): number {
    if (bytes === paddingBytes) this.padding += 1;
    const sequence = this.estimate.sent.add(bytes, this.clock.now());
    // The receiver's clock is another one.
    this.there.send(bytes, () => this.#feedback.add(sequence, this.clock.now() + 777_777));
    return bytes;
  }

  run(seconds: number): number {
    for (let ms = 0; ms < seconds * 1_000; ms++) {
      this.clock.advance(1);
      const now = this.clock.now();
      if (now % frameMs === 0) {
        this.#owedBytes += (this.rate(this.estimate.bitsPerSecond) * frameMs) / 8_000;
        for (; this.#owedBytes >= packetBytes; this.#owedBytes -= packetBytes) this.#send(packetBytes);
      }
      if (now % 50 !== 0) continue;
      this.#report();
      this.estimate.checkSilence(now);
      this.prober.tick(this.wanted);
    }
    return this.estimate.bitsPerSecond;
  }

  #report(): void {
    const packet = this.#feedback.build(1, 2);
    if (packet === undefined) return;
    this.back.send(packet.length, () => {
      const [report] = parseRtcp(packet)!;
      if (report?.type !== "transport-cc") throw new Error("not what was built");
      this.estimate.report(report, this.clock.now(), this.prober.arrived);
    });
  }
}

const mbit = 1_000_000;
const link = (bitsPerSecond: number, queueMs = 300): Conditions => ({ rate: { bitsPerSecond, queueMs } });

/** Lowest and highest estimate of so many seconds, one a second. */
function range(path: Path, seconds: number): { low: number; high: number } {
  const seen = Array.from({ length: seconds }, () => path.run(1));
  return { low: Math.min(...seen), high: Math.max(...seen) };
}

describe("the estimate of a path", () => {
  it("finds a constant capacity and stays near it, without a queue that overflows", () => {
    const path = new Path(link(2 * mbit));
    path.run(20);
    const lost = path.there.counts.overflowed;
    const { low, high } = range(path, 40);
    expect(low).toBeGreaterThan(1.2 * mbit);
    expect(high).toBeLessThan(2.3 * mbit);
    expect(path.there.counts.overflowed - lost).toBeLessThan(20);
  });

  it("follows a capacity that falls, and one that rises again", () => {
    const path = new Path(link(3 * mbit));
    path.run(30);
    path.there.conditions = { delayMs: 30, ...link(0.5 * mbit) };
    path.run(5);
    expect(range(path, 20).high).toBeLessThan(0.65 * mbit);
    path.there.conditions = { delayMs: 30, ...link(3 * mbit) };
    expect(path.run(60)).toBeGreaterThan(1.5 * mbit);
  });

  it("sees a short queue overflow although it never shows as delay", () => {
    const path = new Path(link(0.8 * mbit, 10));
    path.rate = (estimate) => Math.max(estimate, 0.1 * mbit);
    path.run(20);
    expect(range(path, 20).high).toBeLessThan(1.3 * mbit);
  });

  it("bears 5 % of random loss, goes down with 20 %, and recovers", () => {
    const path = new Path({ loss: 0.05 });
    path.rate = () => 2 * mbit;
    expect(path.run(20)).toBeGreaterThan(1.8 * mbit);
    path.there.conditions = { delayMs: 30, loss: 0.2 };
    path.rate = (estimate) => estimate;
    expect(path.run(30)).toBeLessThan(1 * mbit);
    path.there.conditions = { delayMs: 30 };
    path.wanted = 2.5 * mbit;
    expect(path.run(30)).toBeGreaterThan(2 * mbit);
  });

  it("is not below most of what arrives, however much is lost, when the application does not send less", () => {
    const path = new Path({ loss: 0.2 });
    path.rate = () => 1 * mbit;
    path.run(20);
    path.rate = () => 0.3 * mbit;
    path.run(5);
    path.rate = () => 1 * mbit;
    path.run(10);
    expect(range(path, 20).low).toBeGreaterThan(0.55 * mbit);
  });

  it("does not take jitter, reordering and doubles for a full link", () => {
    const path = new Path({ jitterMs: 30, reordered: 0.05, duplicated: 0.02 });
    path.rate = () => 1 * mbit;
    path.run(10);
    expect(range(path, 30).low).toBeGreaterThan(0.8 * mbit);
  });

  it("survives feedback that gets lost, and packets that nobody reports are not taken for lost", () => {
    const path = new Path();
    path.rate = () => 1 * mbit;
    path.back.conditions = { delayMs: 30, loss: 0.3 };
    path.run(10);
    expect(range(path, 20).low).toBeGreaterThan(0.9 * mbit);
  });

  it("halves every two seconds while a receiver says nothing", () => {
    const path = new Path();
    path.rate = () => 1 * mbit;
    const before = path.run(5);
    path.back.conditions = { loss: 1 };
    expect(path.run(5)).toBeLessThan(before / 3);
  });

  it("is no more than a guess before the first report", () => {
    const path = new Path();
    path.back.conditions = { loss: 1 };
    expect(path.estimate.known).toBe(false);
    expect(path.run(1)).toBe(initialBitsPerSecond);
  });
});

describe("probing", () => {
  it("finds what a path carries although the application sends little", () => {
    const path = new Path();
    path.rate = () => 0.15 * mbit;
    path.wanted = 3 * mbit;
    path.run(10);
    expect(path.estimate.bitsPerSecond).toBeGreaterThan(2.5 * mbit);
    const { padding } = path;
    path.run(10);
    expect(path.padding).toBe(padding);
  });

  it("sends nothing when nothing more is wanted", () => {
    const path = new Path();
    path.rate = () => 0.15 * mbit;
    path.run(10);
    expect(path.padding).toBe(0);
  });

  it("does not believe in more than the link has, and tries more and more rarely", () => {
    const path = new Path(link(0.4 * mbit));
    path.rate = () => 0.2 * mbit;
    path.wanted = 3 * mbit;
    path.run(30);
    const { padding } = path;
    expect(range(path, 30).high).toBeLessThan(0.6 * mbit);
    // 100 ms of at most twice the estimate, at most every ten seconds or so.
    expect(path.padding - padding).toBeLessThan(400);
    path.there.conditions = { delayMs: 30 };
    expect(path.run(40)).toBeGreaterThan(2 * mbit);
  });
});

describe("hostile feedback", () => {
  it("of packets that were never sent changes nothing", () => {
    const path = new Path();
    path.rate = () => 0.5 * mbit;
    const before = path.run(5);
    const arrivals = Array.from({ length: 4_096 }, () => 0);
    const type = "transport-cc";
    path.estimate.report({ type, baseSequence: 30_000, reference: 1, arrivals }, path.clock.now(), () =>
      expect.unreachable(),
    );
    expect(path.estimate.bitsPerSecond).toBe(before);
  });

  it("cannot raise the estimate beyond its bound, nor lower it below", () => {
    const path = new Path();
    const all = { type: "transport-cc" as const, baseSequence: 0, reference: 0 };
    for (let at = 0; at < 4_000; at++) path.estimate.sent.add(1_200, at);
    path.estimate.report({ ...all, arrivals: new Array(4_000).fill(0) }, 5_000, () => undefined);
    for (let at = 0; at < 4_000; at++) path.estimate.sent.add(1_200, 5_000 + at);
    path.estimate.report({ ...all, baseSequence: 4_000, arrivals: new Array(4_000) }, 9_000, () => undefined);
    expect(path.estimate.bitsPerSecond).toBeGreaterThanOrEqual(50_000);
    expect(path.estimate.bitsPerSecond).toBeLessThanOrEqual(50_000_000);
  });
});
