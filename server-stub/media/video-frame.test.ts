import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { readVideoFrame } from "./read-video-frame.ts";
import { withPictureNumbers, type VideoFrame } from "./video-frame.ts";

const read = (id: string, ...bytes: number[]): VideoFrame =>
  readVideoFrame(
    codecs.find((codec) => codec.id === id)!,
    Buffer.from(bytes),
  )!;

/** A key frame of 640 by 480 behind a descriptor (RFC 6386 section 9.1). */
const vp8Key = [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01];

describe("video frame of VP8", () => {
  it("reads a short descriptor, and the size of a key frame", () => {
    expect(read("vp8", 0x10, ...vp8Key)).toMatchObject({
      startsKeyFrame: true,
      temporal: 0,
      pictureId: -1,
      tl0PictureIndex: -1,
      pixels: 640 * 480,
    });
  });

  it("reads picture numbers of both lengths, the layer and its synchronization", () => {
    expect(read("vp8", 0x90, 0xe0, 0x85, 0x39, 7, 0b1010_0000, 0x01)).toMatchObject({
      startsKeyFrame: false,
      pictureId: 0x539,
      pictureIdBits: 15,
      tl0PictureIndex: 7,
      temporal: 2,
      layerSync: true,
    });
    expect(read("vp8", 0x90, 0xe0, 0x45, 9, 0b0100_0000, 0x01)).toMatchObject({
      pictureId: 0x45,
      pictureIdBits: 7,
      tl0PictureIndex: 9,
      temporal: 1,
      layerSync: false,
    });
  });

  it("takes only the first packet of the first partition for the start of a key frame", () => {
    expect(read("vp8", 0x00, ...vp8Key).startsKeyFrame).toBe(false);
    expect(read("vp8", 0x11, ...vp8Key).startsKeyFrame).toBe(false);
    expect(read("vp8", 0x10, 0x11).startsKeyFrame).toBe(false);
  });
});

describe("video frame of VP9", () => {
  it("reads layers and picture numbers outside of flexible mode", () => {
    // I, L, B, E: picture 0x102, temporal 1 with U, spatial 2, TL0PICIDX 8.
    expect(read("vp9-0", 0b1110_1100, 0x81, 0x02, 0b0011_0101, 8)).toMatchObject({
      startsKeyFrame: false,
      pictureId: 0x102,
      pictureIdBits: 15,
      temporal: 1,
      spatial: 2,
      switchingUpPoint: true,
      endsLayerFrame: true,
      tl0PictureIndex: 8,
      tl0PictureIndexAt: 4,
    });
  });

  it("knows the start of a key picture by its base layer, and its largest size", () => {
    const structure = [0b0011_0000, 0x01, 0x40, 0x00, 0xf0, 0x02, 0x80, 0x01, 0xe0];
    expect(read("vp9-0", 0b1010_1010, 5, 0b0000_0000, 1, ...structure)).toMatchObject({
      startsKeyFrame: true,
      pixels: 640 * 480,
      pictureIdBits: 7,
    });
    expect(read("vp9-0", 0b1010_1000, 5, 0b0000_0011, 1).startsKeyFrame).toBe(false);
    expect(read("vp9-0", 0b1010_0000, 5, 0b0000_0000, 1).startsKeyFrame).toBe(false);
  });

  it("has no TL0PICIDX in flexible mode", () => {
    expect(read("vp9-0", 0b1111_1000, 5, 0b0010_0000, 0x03, 0x02)).toMatchObject({
      temporal: 1,
      tl0PictureIndex: -1,
    });
  });
});

describe("video frame of H264 and AV1", () => {
  it.each([
    ["an SPS", [0x67, 1], true],
    ["an SPS in a STAP-A", [0x78, 0, 2, 0x09, 1, 0, 2, 0x67, 1], true],
    ["the first fragment of an IDR picture", [0x7c, 0x85], true],
    ["a later fragment of an IDR picture", [0x7c, 0x05], false],
    ["another picture", [0x61, 1], false],
    ["a STAP-A that lies about its lengths", [0x78, 0xff, 0xff, 0x67], false],
  ])("knows whether %s starts an H264 key frame", (_, bytes, starts) => {
    expect(read("h264-baseline", ...bytes).startsKeyFrame).toBe(starts);
  });

  it("takes the first packet of a coded video sequence for the start of an AV1 key frame", () => {
    expect(read("av1-0", 0b0001_1000).startsKeyFrame).toBe(true);
    expect(read("av1-0", 0b0001_0000).startsKeyFrame).toBe(false);
  });
});

describe("video frame", () => {
  it("is read from any bytes, and names no place outside of them", () => {
    for (const { id } of codecs.filter(({ kind }) => kind === "video")) {
      for (let seed = 0; seed < 4_096; seed++) {
        const bytes = Array.from(
          { length: seed % 12 },
          (_, at) => (seed * 31 + at * at * 67 + (seed >> 3)) & 0xff,
        );
        const frame = read(id, ...bytes);
        expect(frame.pictureIdAt + (frame.pictureIdBits === 15 ? 1 : 0)).toBeLessThan(
          Math.max(1, bytes.length),
        );
        expect(frame.tl0PictureIndexAt).toBeLessThan(Math.max(1, bytes.length));
      }
    }
  });

  it("is rewritten in a copy, in the length that it has, and not copied when nothing changes", () => {
    const payload = Buffer.from([0x90, 0xe0, 0x85, 0x39, 7, 0x20, 0x01]);
    const frame = read("vp8", ...payload);
    const other = withPictureNumbers(payload, frame, { pictureId: 0x7fff, tl0PictureIndex: 255 });
    expect([...other]).toEqual([0x90, 0xe0, 0xff, 0xff, 255, 0x20, 0x01]);
    expect(payload[2]).toBe(0x85);
    expect(withPictureNumbers(payload, frame, frame)).toBe(payload);
    const short = Buffer.from([0x90, 0x80, 0x05, 0x01]);
    const rewritten = withPictureNumbers(short, read("vp8", ...short), {
      pictureId: 0x7f,
      tl0PictureIndex: -1,
    });
    expect([...rewritten]).toEqual([0x90, 0x80, 0x7f, 0x01]);
  });
});
