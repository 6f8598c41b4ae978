import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { Forwarder } from "./forwarder.ts";
import { PublishedTrack } from "./published-track.ts";
import { withoutRedundancy } from "./redundant-audio.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { parseRtpHeader } from "./rtp-packet.ts";

const codec = (id: string) => codecs.find((one) => one.id === id)!;
const packet = (payload: number[], id = "red-opus"): MediaPacket => ({
  header: {
    marker: false,
    payloadType: 63,
    sequence: 1,
    timestamp: 960,
    ssrc: 5,
    headerBytes: 12,
    padded: false,
  },
  codec: codec(id),
  payload: Buffer.from(payload),
  frame: undefined,
  extensions: [],
});
/** Two repetitions, of two bytes and one, and a primary block of three: all Opus with payload type 111. */
const twice = [0x80 | 111, 0, 0, 2, 0x80 | 111, 0, 0, 1, 111, 1, 1, 2, 7, 8, 9];

describe("redundant audio", () => {
  it("has its newest block last", () => {
    expect(withoutRedundancy(packet(twice))).toMatchObject({
      codec: codec("opus"),
      payload: Buffer.from([7, 8, 9]),
    });
    expect(withoutRedundancy(packet([111, 5]))!.payload).toEqual(Buffer.from([5]));
  });

  it("is nothing to a packet that is not redundant", () => {
    const plain = packet([1, 2], "opus");
    expect(withoutRedundancy(plain)).toBe(plain);
  });

  it("is nothing where it is not well-formed", () => {
    for (const payload of [[], [111], [0xef], [0xef, 0, 3, 0xff, 111, 1], Array<number>(9).fill(0xff)]) {
      expect(withoutRedundancy(packet(payload))).toBeUndefined();
    }
  });

  it("goes as it is to a subscriber that takes it, and without repetitions to one that does not", () => {
    const track = new PublishedTrack("audio", "voice", "alice");
    const sent: { type: number; payload: Buffer }[] = [];
    const subscribe = (ids: readonly string[]): void => {
      const terms = {
        mid: "1",
        ssrc: 77,
        rtxSsrc: undefined,
        payloadTypes: new Map(ids.map((id) => [id, { media: codec(id).payloadType, rtx: undefined }])),
        midExtension: undefined,
        transportCcExtension: undefined,
        forwardedExtensions: new Map(),
      };
      const output = {
        rtp: (bytes: Buffer, payload: Buffer) =>
          sent.push({ type: parseRtpHeader(bytes)!.payloadType, payload }),
        rtcp: () => undefined,
        mayRepeat: () => true,
      };
      new Forwarder(track, terms, output, () => 0).start();
    };
    subscribe(["opus", "red-opus"]);
    subscribe(["opus"]);
    subscribe(["pcmu"]);
    track.receive(packet(twice), track.encoding, 0);
    expect(sent).toEqual([
      { type: 63, payload: Buffer.from(twice) },
      { type: 111, payload: Buffer.from([7, 8, 9]) },
    ]);
  });
});
