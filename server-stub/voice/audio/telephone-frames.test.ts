import { describe, expect, it } from "vitest";
import { telephoneFrames } from "./telephone-frames.ts";
import { readWav } from "./wav.ts";

const tone = (hz: number, sampleRateHz: number, seconds: number) =>
  Int16Array.from({ length: sampleRateHz * seconds }, (_, at) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * at) / sampleRateHz)),
  );

/** Root mean square of all but the edges, where the filter has nothing to look at. */
function level(frames: readonly Int16Array[]): number {
  const inner = frames.slice(2, -2).flatMap((frame) => [...frame]);
  return Math.sqrt(inner.reduce((sum, sample) => sum + sample ** 2, 0) / inner.length);
}

function wav(samples: Int16Array, { rate = 22_050, channels = 1, length = samples.length * 2 } = {}): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(length, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

describe("telephoneFrames", () => {
  it.each([8_000, 16_000, 22_050, 48_000])("keeps a tone's frequency and level from %d Hz", (rate) => {
    const frames = telephoneFrames({ samples: tone(440, rate, 1), sampleRateHz: rate });
    expect(frames).toHaveLength(50);
    expect(level(frames)).toBeGreaterThan(0.95 * (10_000 / Math.SQRT2));
    expect(level(frames)).toBeLessThan(1.05 * (10_000 / Math.SQRT2));
    const samples = frames.flatMap((frame) => [...frame]);
    const crossings = samples.filter((sample, at) => at > 0 && sample >= 0 !== samples[at - 1]! >= 0).length;
    expect(Math.abs(crossings / 2 - 440)).toBeLessThanOrEqual(2);
  });

  it("lets nothing through that a telephone cannot carry", () => {
    expect(level(telephoneFrames({ samples: tone(5_500, 22_050, 1), sampleRateHz: 22_050 }))).toBeLessThan(
      100,
    );
  });
});

describe("readWav", () => {
  const samples = tone(440, 22_050, 0.01);

  it("reads 16-bit mono PCM, whatever length it claims to have", () => {
    const expected = { ok: true, value: { sampleRateHz: 22_050, samples } };
    expect(readWav(wav(samples))).toEqual(expected);
    expect(readWav(wav(samples, { length: 0x7ffff000 }))).toEqual(expected);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["another format", Buffer.from("OggS".padEnd(100, "x"))],
    ["two channels", wav(samples, { channels: 2 })],
    ["a header alone", wav(samples).subarray(0, 36)],
  ])("refuses %s", (_what, bytes) => {
    expect(readWav(bytes).ok).toBe(false);
  });
});
