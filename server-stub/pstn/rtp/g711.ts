import type { AudioCodec } from "../sdp/audio-description.ts";

/** ITU-T G.711 between 16-bit linear PCM and 8-bit companded samples, by table. */

const muLawBias = 0x84;
const muLawClip = 32_635;

function muLawToLinear(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + muLawBias) << ((inverted & 0x70) >> 4);
  return (inverted & 0x80) !== 0 ? muLawBias - magnitude : magnitude - muLawBias;
}

function linearToMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), muLawClip) + muLawBias;
  const exponent = 24 - Math.clz32(magnitude);
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function aLawToLinear(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits & 0x70) >> 4;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (bits & 0x80) !== 0 ? magnitude : -magnitude;
}

function linearToALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // One's complement below zero, as the reference does, so that -1 to -16 stay in the lowest step.
  const magnitude = sample >= 0 ? sample : ~sample;
  const segment = Math.max(0, 24 - Math.clz32(magnitude | 0xff));
  const mantissa = segment === 0 ? magnitude >> 4 : magnitude >> (segment + 3);
  return (sign | (segment << 4) | (mantissa & 0x0f)) ^ 0x55;
}

interface Law {
  /** By code. */
  readonly decode: Int16Array;
  /** By sample as an unsigned 16-bit number. */
  readonly encode: Uint8Array;
}

const tables = (decode: (code: number) => number, encode: (sample: number) => number): Law => ({
  decode: Int16Array.from({ length: 256 }, (_, code) => decode(code)),
  encode: Uint8Array.from({ length: 65_536 }, (_, bits) => encode((bits << 16) >> 16)),
});

const laws: Readonly<Record<AudioCodec, Law>> = {
  PCMU: tables(muLawToLinear, linearToMuLaw),
  PCMA: tables(aLawToLinear, linearToALaw),
};

export function decodeG711(codec: AudioCodec, payload: Uint8Array): Int16Array {
  const { decode } = laws[codec];
  return Int16Array.from(payload, (code) => decode[code] ?? 0);
}

export function encodeG711(codec: AudioCodec, samples: Int16Array): Buffer {
  const { encode } = laws[codec];
  const payload = Buffer.allocUnsafe(samples.length);
  for (let index = 0; index < samples.length; index += 1)
    payload[index] = encode[(samples[index] ?? 0) & 0xffff] ?? 0;
  return payload;
}
