import { describe, expect, it } from "vitest";
import { toneShare } from "../../../test/support/tone-share.ts";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { toneSource } from "../tone.ts";
import { Concealment } from "./concealment.ts";
import { JitterBuffer, type Played } from "./jitter-buffer.ts";

/** A frame all of whose samples say which one it is. */
const marked = (index: number): Int16Array => new Int16Array(160).fill(index + 1);
const nameOf = (played: Played): string =>
  typeof played === "string" ? played : String((played[80] ?? 0) - 1);

interface Arrival {
  readonly atMs: number;
  readonly timestamp: number;
  readonly samples: Int16Array;
}

/** Plays for `forMs`, a frame each `everyMs`, while packets arrive. */
function play(buffer: JitterBuffer, arrivals: readonly Arrival[], forMs: number, everyMs = 20): Played[] {
  const waiting = arrivals.toSorted((a, b) => a.atMs - b.atMs);
  const played: Played[] = [];
  for (let now = 5; now < forMs; now += everyMs) {
    while (waiting[0] !== undefined && waiting[0].atMs <= now) {
      const [packet] = waiting.splice(0, 1);
      buffer.put(packet!.timestamp, packet!.samples);
    }
    played.push(buffer.take());
  }
  return played;
}

const steady = (
  count: number,
  options: { start?: number; delay?: (index: number) => number } = {},
): Arrival[] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: index * 20 + (options.delay?.(index) ?? 0),
    timestamp: ((options.start ?? 0) + index * 160) >>> 0,
    samples: marked(index),
  }));

describe("JitterBuffer", () => {
  it("is idle until the first packet, then plays in order after 40 ms", () => {
    const buffer = new JitterBuffer();
    expect(buffer.take()).toBe("idle");
    expect(play(buffer, steady(5), 140).map(nameOf)).toEqual(["gap", "gap", "0", "1", "2", "3", "4"]);
  });

  it("puts packets back into order", () => {
    const delay = (index: number): number => (index === 3 ? 25 : 0);
    expect(play(new JitterBuffer(), steady(6, { delay }), 160).map(nameOf).slice(2)).toEqual([
      ...["0", "1", "2", "3", "4", "5"],
    ]);
  });

  it("plays a gap for what is lost", () => {
    const arrivals = steady(6).filter((_, index) => index !== 3);
    expect(play(new JitterBuffer(), arrivals, 160).map(nameOf).slice(2)).toEqual([
      "0",
      "1",
      "2",
      "gap",
      "4",
      "5",
    ]);
  });

  it("goes on over the wrap of timestamps", () => {
    const start = 2 ** 32 - 320;
    expect(play(new JitterBuffer(), steady(6, { start }), 160).map(nameOf).slice(2)).toEqual([
      ...["0", "1", "2", "3", "4", "5"],
    ]);
  });

  it("takes packets of any length", () => {
    const tone = toneSource(440);
    const samples = Int16Array.from([...Array.from({ length: 30 }, tone)].flatMap((frame) => [...frame]));
    for (const length of [80, 240, 480]) {
      const arrivals = Array.from({ length: Math.floor(samples.length / length) }, (_, index) => ({
        atMs: (index * length) / 8,
        timestamp: index * length,
        samples: samples.subarray(index * length, (index + 1) * length),
      }));
      const played = play(new JitterBuffer(), arrivals, 400).slice(5);
      const frames = played.filter((frame) => typeof frame !== "string");
      expect(frames).toHaveLength(played.length);
      expect(toneShare(frames, 440)).toBeGreaterThan(0.99);
    }
  });

  it("grows until nothing is late, and shrinks again when the network is calm", () => {
    const buffer = new JitterBuffer();
    const random = seededRandom(3);
    const rough = steady(500, { delay: () => random() * 90 });
    play(buffer, rough, 10_000);
    const { late, inserted } = buffer.counts;
    expect(inserted).toBeGreaterThan(0);
    expect(late).toBeLessThan(25);
    const calm = steady(1_000, { start: 500 * 160 });
    play(buffer, calm, 20_000);
    expect(buffer.counts.dropped).toBeGreaterThanOrEqual(1);
    expect(buffer.counts.dropped).toBeLessThanOrEqual(inserted);
  });

  it.each([
    ["faster", 20 * 0.998],
    ["slower", 20 * 1.002],
  ])("keeps up with a sender whose clock is %s, without growing", (_, everyMs) => {
    const buffer = new JitterBuffer();
    const minute = Array.from({ length: 3_000 }, (__, index) => ({
      atMs: index * everyMs,
      timestamp: index * 160,
      samples: marked(index % 1_000),
    }));
    const played = play(buffer, minute, 3_000 * 20 * 0.99);
    const gaps = played.slice(2).filter((frame) => typeof frame === "string").length;
    // 0.2 % of a minute are six frames; a little more while it finds its place.
    expect(gaps).toBeLessThan(20);
    expect(buffer.counts.restarts).toBe(0);
    expect(buffer.counts.dropped + buffer.counts.inserted).toBeGreaterThan(2);
  });

  it("starts again where a sender's time has jumped to", () => {
    const buffer = new JitterBuffer();
    play(buffer, steady(10), 200);
    const jumped = steady(10, { start: 5_000_000 });
    expect(play(buffer, jumped, 200).map(nameOf)).toContain("5");
    expect(buffer.counts.restarts).toBe(1);
  });
});

describe("Concealment", () => {
  const energy = (frame: Int16Array): number => frame.reduce((sum, sample) => sum + sample * sample, 0);

  it("goes on with the tone, fades and falls silent", () => {
    const tone = toneSource(100);
    const concealment = new Concealment();
    const heard = Array.from({ length: 10 }, () => concealment.good(tone()));
    const lost = Array.from({ length: 5 }, () => concealment.lost());
    expect(toneShare([...heard.slice(-2), lost[0]!.subarray(0, 80)], 100)).toBeGreaterThan(0.98);
    expect(energy(lost[1]!)).toBeLessThan(energy(lost[0]!));
    expect(energy(lost[3]!)).toBe(0);
  });

  it("blends back without a click", () => {
    const concealment = new Concealment();
    for (let index = 0; index < 3; index += 1) concealment.good(new Int16Array(160).fill(8_000));
    const lost = concealment.lost();
    const back = concealment.good(new Int16Array(160).fill(-8_000));
    const samples = [...lost.slice(-1), ...back];
    const steps = samples.slice(1).map((sample, index) => Math.abs(sample - samples[index]!));
    expect(Math.max(...steps)).toBeLessThan(1_000);
    expect(back.at(-1)).toBe(-8_000);
  });

  it("is silent when there was nothing before", () => {
    expect(energy(new Concealment().lost())).toBe(0);
  });
});
