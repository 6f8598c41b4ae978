import { describe, expect, it } from "vitest";
import { levelOf } from "./level-meter.ts";

const square = (amplitude: number) => Float32Array.from([amplitude, -amplitude, amplitude, -amplitude]);

describe("levelOf", () => {
  it.each([
    ["full scale", square(1), 1],
    ["−30 dB", square(10 ** (-30 / 20)), 0.5],
    ["−60 dB", square(0.001), 0],
    ["less than −60 dB", square(0.000_01), 0],
    ["digital silence", square(0), 0],
    ["nothing", new Float32Array(0), 0],
    ["more than full scale", square(4), 1],
  ])("shows %s", (_name, samples, level) => {
    expect(levelOf(samples)).toBeCloseTo(level, 5);
  });
});
