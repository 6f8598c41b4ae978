import { describe, expect, it } from "vitest";
import { FakeAudioContext } from "../../test/support/fake-audio-context.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { toneSamples } from "./tone-samples.ts";
import { TonePlayer } from "./tones.ts";

const rate = 8_000;
const loudness = (samples: Float32Array, fromS: number, toS: number) =>
  samples.slice(fromS * rate, toS * rate).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

describe("toneSamples", () => {
  it.each(["ringtone", "ringback"] as const)("sounds for 2 s and rests for 4 s: %s", (tone) => {
    const samples = toneSamples(tone, rate);
    expect(samples.length).toBe(6 * rate);
    expect(loudness(samples, 0, 2)).toBeGreaterThan(0.05);
    expect(loudness(samples, 2, 6)).toBe(0);
  });

  it.each(["ringtone", "ringback", "test"] as const)("is quiet and has no step that clicks: %s", (tone) => {
    const samples = toneSamples(tone, 48_000);
    const steps = samples.map((sample, index) => Math.abs(sample - (samples[index - 1] ?? 0)));
    expect(loudness(samples, 0, 6)).toBeLessThan(0.21);
    expect(Math.max(...steps.slice(0, 96_000))).toBeLessThan(0.03);
    expect(samples[0]).toBe(0);
    expect(Math.abs(samples.at(-1)!)).toBeLessThan(0.001);
  });

  it("rings back with 440 and 480 Hz together", () => {
    const samples = toneSamples("ringback", rate).slice(0.5 * rate, 1.5 * rate);
    const levelAt = (hz: number) => {
      const angle = (index: number) => (2 * Math.PI * hz * index) / rate;
      const real = samples.reduce((sum, sample, index) => sum + sample * Math.cos(angle(index)), 0);
      const imaginary = samples.reduce((sum, sample, index) => sum + sample * Math.sin(angle(index)), 0);
      return Math.hypot(real, imaginary) / samples.length;
    };
    expect(levelAt(440)).toBeGreaterThan(0.02);
    expect(levelAt(480)).toBeGreaterThan(0.02);
    expect(levelAt(460)).toBeLessThan(0.001);
  });
});

function player() {
  const contexts: FakeAudioContext[] = [];
  const clock = new FakeClock();
  const tones = new TonePlayer({
    clock,
    createAudioContext: () => {
      const context = new FakeAudioContext();
      contexts.push(context);
      return context.asContext;
    },
  });
  return { contexts, clock, tones };
}

describe("TonePlayer", () => {
  it("loops a tone until it is stopped, then fades it and closes its context", () => {
    const { contexts, clock, tones } = player();
    tones.ring("ringtone");
    expect(contexts[0]!.sources[0]).toMatchObject({
      loop: true,
      started: true,
      buffer: { length: 6 * rate },
    });
    tones.ring(null);
    expect(contexts[0]!.fades).toEqual([0]);
    expect(contexts[0]!.state).toBe("running");
    clock.advance(1_000);
    expect(contexts[0]!.state).toBe("closed");
  });

  it("goes on undisturbed when told the same tone again", () => {
    const { contexts, tones } = player();
    tones.ring("ringback");
    tones.ring("ringback");
    expect(contexts).toHaveLength(1);
    expect(contexts[0]!.fades).toEqual([]);
  });

  it("stops one tone when another begins", () => {
    const { contexts, clock, tones } = player();
    tones.ring("ringtone");
    tones.ring("ringback");
    clock.advance(1_000);
    expect(contexts.map(({ state }) => state)).toEqual(["closed", "running"]);
  });

  it("is silent without a context when there is nothing to stop", () => {
    const { contexts, clock, tones } = player();
    tones.ring(null);
    expect(contexts).toEqual([]);
    expect(clock.running).toBe(0);
  });

  it("rings on the chosen speaker, also when it is changed meanwhile", async () => {
    const { contexts, tones } = player();
    await tones.setSpeakers({ calls: "desk", ring: "desk" });
    tones.ring("ringtone");
    await settle();
    expect(contexts[0]!.sinkId).toBe("desk");
    await tones.setSpeakers({ calls: null, ring: null });
    expect(contexts[0]!.sinkId).toBe("");
  });

  it("plays the test tone once and closes its context at the end", async () => {
    const { contexts, tones } = player();
    const played = tones.playTestTone();
    await settle();
    expect(contexts[0]!.sources[0]).toMatchObject({ loop: false, started: true });
    expect(contexts[0]!.state).toBe("running");
    contexts[0]!.sources[0]!.onended!();
    await played;
    expect(contexts[0]!.state).toBe("closed");
  });
});
