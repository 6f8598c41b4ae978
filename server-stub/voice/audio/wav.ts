import { err, ok, type Result } from "../../../common/result.ts";

export interface Pcm {
  readonly sampleRateHz: number;
  /** Mono, linear. */
  readonly samples: Int16Array;
}

const headerBytes = 12;
const chunkHeaderBytes = 8;

/** Reads 16-bit mono PCM out of a WAV stream. One that was written into a pipe has no true lengths: what is there counts. */
export function readWav(bytes: Buffer): Result<Pcm, string> {
  if (bytes.length < headerBytes || bytes.toString("latin1", 0, 4) !== "RIFF")
    return err("is not a WAV file");
  let sampleRateHz: number | undefined;
  for (let at = headerBytes; at + chunkHeaderBytes <= bytes.length;) {
    const name = bytes.toString("latin1", at, at + 4);
    const start = at + chunkHeaderBytes;
    const end = Math.min(bytes.length, start + bytes.readUInt32LE(at + 4));
    if (name === "fmt ") {
      if (end - start < 16) return err("has a format that is cut off");
      const [format, channels, bits] = [0, 2, 14].map((offset) => bytes.readUInt16LE(start + offset));
      if (format !== 1 || channels !== 1 || bits !== 16) return err("is not 16-bit mono PCM");
      sampleRateHz = bytes.readUInt32LE(start + 4);
    }
    if (name === "data") {
      if (!sampleRateHz) return err("has data before its format");
      const samples = new Int16Array((end - start) >> 1);
      for (let index = 0; index < samples.length; index += 1)
        samples[index] = bytes.readInt16LE(start + 2 * index);
      return ok({ sampleRateHz, samples });
    }
    at = end + ((end - start) & 1);
  }
  return err("has no data");
}
