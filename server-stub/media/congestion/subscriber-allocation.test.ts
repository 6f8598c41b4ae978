import { describe, expect, it } from "vitest";
import { codecs, extensionUris } from "../codecs.ts";
import { Forwarder } from "../forwarder.ts";
import type { MediaKind } from "../media-engine.ts";
import { PublishedTrack } from "../published-track.ts";
import { plainKeyFrame } from "../video-frame.ts";
import { SubscriberAllocation } from "./subscriber-allocation.ts";

const opus = codecs.find(({ id }) => id === "opus")!;
const h264 = codecs.find(({ id }) => id === "h264-baseline")!;
const fields = { marker: false, payloadType: 96, timestamp: 0, headerBytes: 12, padded: false };
const terms = {
  mid: "1",
  ssrc: 77,
  rtxSsrc: undefined,
  payloadTypes: new Map([opus, h264].map(({ id }) => [id, { media: 100, rtx: undefined }])),
  midExtension: undefined,
  transportCcExtension: undefined,
  forwardedExtensions: new Map(),
};
const nowhere = { rtp: () => undefined, rtcp: () => undefined, mayRepeat: () => true };

/** Somebody who sends sound, and a picture in two sizes of 80 and 400 kbit/s; one subscriber takes all. */
function publisher(cname: string) {
  const forward = (kind: MediaKind, rids: readonly string[]): Forwarder => {
    const forwarder = new Forwarder(new PublishedTrack(kind, kind, cname, rids), terms, nowhere, () => 0);
    forwarder.start();
    return forwarder;
  };
  const [sound, picture] = [forward("audio", []), forward("video", ["s", "l"])];
  picture.track.encodings.forEach((encoding, rank) => {
    const header = { ...fields, sequence: 1, ssrc: 1 + rank };
    const payload = Buffer.alloc(rank === 0 ? 10_000 : 50_000);
    const packet = { header, codec: h264, payload, frame: plainKeyFrame, extensions: [] };
    picture.track.receive(packet, encoding, 0);
  });
  const speak = (level: number): void => {
    for (let at = 0; at < 50; at++) {
      const header = { ...fields, sequence: at, ssrc: 9 };
      const extensions = [{ uri: extensionUris.audioLevel, data: Buffer.of(level) }];
      const packet = { header, codec: opus, payload: Buffer.alloc(1), frame: undefined, extensions };
      sound.track.receive(packet, sound.track.encoding, at * 20);
    }
  };
  /** Whether it goes down to, or is at, the small size. */
  const isSmall = (): boolean => picture.takes(picture.track.encoding);
  return { forwarders: [sound, picture], speak, isSmall };
}

describe("subscriber allocation", () => {
  it.each([
    ["alice", [true, false]],
    ["bob", [false, true]],
  ])("leaves the larger picture to the one who speaks, %s, when there is room for one", (name, large) => {
    const people = [publisher("alice"), publisher("bob")];
    people[name === "alice" ? 0 : 1]!.speak(20);
    const forwarders = people.flatMap((one) => one.forwarders);
    // Two sounds, two small pictures, and what makes one of them large.
    new SubscriberAllocation().allocate(forwarders, 100_000 + 160_000 + 400_000, 1_000);
    expect(people.map(({ isSmall }) => !isSmall())).toEqual(large);
  });
});
