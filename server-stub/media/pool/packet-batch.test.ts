import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { codecs, forwardedExtensions } from "../codecs.ts";
import { readVideoFrame } from "../read-video-frame.ts";
import { decodeBatch, encodeBatch, type BatchRecord } from "./packet-batch.ts";

const random = seededRandom(4);
const upTo = (most: number): number => Math.floor(random() * (most + 1));
const someBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => upTo(255)));

function someRecord(): BatchRecord {
  const place = { track: upTo(0xffff_ffff), encoding: upTo(3) };
  if (random() < 0.3) {
    return { type: "untaken", ...place, spatial: upTo(7), temporal: upTo(7), bytes: upTo(0xffff) };
  }
  const codec = codecs[upTo(codecs.length - 1)]!;
  const payload = someBytes(upTo(random() < 0.1 ? 65_000 : 40));
  const packet = {
    header: {
      marker: random() < 0.5,
      payloadType: upTo(127),
      sequence: upTo(0xffff),
      timestamp: upTo(0xffff_ffff),
      ssrc: upTo(0xffff_ffff),
      headerBytes: upTo(0xffff),
      padded: random() < 0.5,
    },
    codec,
    payload,
    frame: readVideoFrame(codec, payload),
    extensions: forwardedExtensions
      .filter(() => random() < 0.5)
      .map((uri) => ({ uri, data: someBytes(upTo(255)) })),
  };
  return { type: "packet", ...place, packet };
}

describe("batch of packets between threads", () => {
  it("comes out as it went in, whatever is in it", () => {
    for (let round = 0; round < 200; round++) {
      const records = Array.from({ length: upTo(20) }, someRecord);
      // Vitest's own comparison takes seconds for such buffers.
      expect(isDeepStrictEqual(decodeBatch(encodeBatch(records)), records)).toBe(true);
    }
  });

  it("gives each packet bytes of its own, so that one that is kept does not keep the others", () => {
    const block = encodeBatch([someRecord(), someRecord(), someRecord(), someRecord()]);
    for (const record of decodeBatch(block)) {
      if (record.type === "packet")
        expect(record.packet.payload.buffer.byteLength).toBe(record.packet.payload.length);
    }
  });
});
