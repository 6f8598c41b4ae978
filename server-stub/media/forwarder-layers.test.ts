import { describe, expect, it } from "vitest";
import { codecs } from "./codecs.ts";
import { Forwarder } from "./forwarder.ts";
import { PublishedTrack } from "./published-track.ts";
import { readVideoFrame } from "./read-video-frame.ts";
import { parseRtpHeader, type RtpHeader } from "./rtp-packet.ts";

const codec = (id: string) => codecs.find((one) => one.id === id)!;

interface Sent extends RtpHeader {
  readonly payload: Buffer;
}

/** A subscriber of a track with these encodings, small to large. Each has an SSRC: 1, 2 and so on. */
function subscriber(rids: readonly string[], codecId = "vp8") {
  const track = new PublishedTrack("video", "camera", "alice", rids);
  const sent: Sent[] = [];
  const clock = { ms: 10_000 };
  const forwarder = new Forwarder(
    track,
    {
      mid: "1",
      ssrc: 77,
      rtxSsrc: 78,
      payloadTypes: new Map([[codecId, { media: 100, rtx: 101 }]]),
      midExtension: undefined,
      transportCcExtension: undefined,
      forwardedExtensions: new Map(),
    },
    {
      rtp: (bytes, payload) => sent.push({ ...parseRtpHeader(bytes)!, payload }),
      rtcp: () => undefined,
      mayRepeat: () => true,
    },
    () => clock.ms,
  );
  forwarder.start();
  const receive = (
    rank: number,
    at: { sequence: number; timestamp: number; marker?: boolean },
    payload: Buffer,
  ): void => {
    const encoding = track.encodings[rank]!;
    const header = {
      marker: at.marker ?? true,
      payloadType: 96,
      sequence: at.sequence,
      timestamp: at.timestamp,
      ssrc: 1 + rank,
      headerBytes: 12,
      padded: false,
    };
    const frame = readVideoFrame(codec(codecId), payload);
    track.receive({ header, codec: codec(codecId), payload, frame, extensions: [] }, encoding, clock.ms);
  };
  /** Which encodings the publisher is asked for a key frame of, by rank. */
  const asked = (): number[] =>
    track.encodings.flatMap((encoding, rank) => (encoding.takeKeyFrameRequest() ? [rank] : []));
  /** Steps of our sequence numbers from the first. */
  const steps = (): number[] => sent.map(({ sequence }) => (sequence - sent[0]!.sequence) & 0xffff);
  return { track, forwarder, receive, sent, asked, steps, clock };
}

/** A frame of one packet, with picture number, layer and layer synchronization (RFC 7741 section 4.2). */
const vp8 = (
  pictureId: number,
  {
    key = false,
    temporal = 0,
    sync = false,
    tl0 = 0,
  }: { key?: boolean; temporal?: number; sync?: boolean; tl0?: number },
): Buffer =>
  Buffer.from([
    0x90,
    0xe0,
    0x80 | (pictureId >> 8),
    pictureId & 0xff,
    tl0,
    (temporal << 6) | (sync ? 0x20 : 0),
    key ? 0 : 1,
  ]);
const pictureIds = (sent: readonly Sent[]): number[] =>
  sent.map(({ payload }) => payload.readUInt16BE(2) & 0x7fff);
const tl0s = (sent: readonly Sent[]): number[] => sent.map(({ payload }) => payload[4]!);

describe("forwarder of one encoding", () => {
  it("begins at a key frame, which it asks for until it comes", () => {
    const { receive, sent, asked, clock } = subscriber([]);
    expect(asked()).toEqual([0]);
    receive(0, { sequence: 1, timestamp: 1 }, vp8(1, {}));
    expect([sent, asked()]).toEqual([[], []]);
    clock.ms += 1_000;
    receive(0, { sequence: 2, timestamp: 2 }, vp8(2, {}));
    expect(asked()).toEqual([0]);
    receive(0, { sequence: 3, timestamp: 3 }, vp8(3, { key: true }));
    receive(0, { sequence: 2, timestamp: 2 }, vp8(2, {}));
    receive(0, { sequence: 4, timestamp: 4 }, vp8(4, {}));
    expect(pictureIds(sent)).toEqual([3, 4]);
  });

  it("passes payloads on as they are while nothing is left out", () => {
    const { receive, sent } = subscriber([]);
    const payload = vp8(9, { key: true });
    receive(0, { sequence: 1, timestamp: 1 }, payload);
    expect(sent[0]!.payload).toBe(payload);
  });

  it("leaves a higher temporal layer out at once, without gaps, and takes it up where it is synchronized", () => {
    const { forwarder, receive, sent, steps, track, clock } = subscriber([]);
    const frames = [
      { key: true, tl0: 5 },
      { temporal: 1, tl0: 5, sync: true },
      { tl0: 6 },
      { temporal: 1, tl0: 6 },
      { tl0: 7 },
      { temporal: 1, tl0: 7 },
      { tl0: 8 },
      { temporal: 1, tl0: 8, sync: true },
    ];
    frames.forEach((frame, at) => {
      if (at === 3) forwarder.select({ spatial: 0, temporal: 0 });
      if (at === 5) forwarder.select({ spatial: 0, temporal: 1 });
      receive(0, { sequence: 65_533 + at, timestamp: 3_000 * at }, vp8(0x7ffe + at, frame));
    });
    expect(steps()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(pictureIds(sent)).toEqual([0x7ffe, 0x7fff, 0, 1, 2, 3]);
    expect(tl0s(sent)).toEqual([5, 5, 6, 7, 8, 8]);
    expect(sent.map(({ timestamp }) => (timestamp - sent[0]!.timestamp) / 3_000)).toEqual([0, 1, 2, 4, 6, 7]);
    expect(track.layers(clock.ms).map(({ temporal, active }) => [temporal, active])).toEqual([
      [0, true],
      [1, true],
    ]);
    const [base, both] = track.layers(clock.ms);
    expect(both!.bitrateBps).toBeGreaterThan(base!.bitrateBps);
  });

  it("finds the right packet for a NACK after something was left out, with the numbers that it had", () => {
    const { forwarder, receive, sent } = subscriber([]);
    receive(0, { sequence: 1, timestamp: 1 }, vp8(1, { key: true, tl0: 1 }));
    forwarder.select({ spatial: 0, temporal: 0 });
    receive(0, { sequence: 2, timestamp: 2 }, vp8(2, { temporal: 1, tl0: 1 }));
    receive(0, { sequence: 3, timestamp: 3 }, vp8(3, { tl0: 2 }));
    const lost = sent[1]!;
    forwarder.retransmit([lost.sequence]);
    expect(sent[2]).toMatchObject({ ssrc: 78, payloadType: 101, timestamp: lost.timestamp });
    expect(sent[2]!.payload.readUInt16BE(0)).toBe(lost.sequence);
    expect(sent[2]!.payload.subarray(2)).toEqual(lost.payload);
    expect(pictureIds([lost])).toEqual([2]);
  });

  it("fills the place of a late packet that is left out, so that nobody asks for it", () => {
    const { forwarder, receive, sent, steps } = subscriber([]);
    receive(0, { sequence: 1, timestamp: 1 }, vp8(1, { key: true }));
    forwarder.select({ spatial: 0, temporal: 0 });
    receive(0, { sequence: 2, timestamp: 2, marker: false }, vp8(2, { temporal: 1 }));
    receive(0, { sequence: 4, timestamp: 3 }, vp8(3, {}));
    receive(0, { sequence: 3, timestamp: 2 }, vp8(2, { temporal: 1 }));
    expect(steps()).toEqual([0, 2, 1]);
    expect(sent[2]!.payload).toHaveLength(0);
  });

  it("gives no number a second time that was filled with nothing beyond the newest: SRTP must not use it twice", () => {
    const { forwarder, receive, steps } = subscriber([]);
    receive(0, { sequence: 1, timestamp: 1 }, vp8(1, { key: true }));
    forwarder.select({ spatial: 0, temporal: 0 });
    receive(0, { sequence: 3, timestamp: 2 }, vp8(2, { temporal: 1 }));
    receive(0, { sequence: 2, timestamp: 2, marker: false }, vp8(2, { temporal: 1 }));
    forwarder.select("paused");
    forwarder.select({ spatial: 0, temporal: 0 });
    receive(0, { sequence: 4, timestamp: 3 }, vp8(3, { key: true }));
    expect(steps()).toEqual([0, 1, 2]);
  });

  it("sends nothing while it is paused, and goes on with a key frame that it asks for", () => {
    const { forwarder, receive, sent, steps, asked, track } = subscriber([]);
    receive(0, { sequence: 1, timestamp: 1 }, vp8(1, { key: true }));
    asked();
    forwarder.select("paused");
    receive(0, { sequence: 2, timestamp: 2 }, vp8(2, { key: true }));
    forwarder.requestKeyFrame();
    expect([forwarder.selected, asked(), track.encoding.taken]).toEqual(["paused", [], false]);
    forwarder.select({ spatial: 7, temporal: 7 });
    expect([asked(), track.encoding.taken]).toEqual([[0], true]);
    receive(0, { sequence: 3, timestamp: 3 }, vp8(3, {}));
    receive(0, { sequence: 4, timestamp: 4 }, vp8(4, { key: true }));
    expect(steps()).toEqual([0, 1]);
    expect(pictureIds(sent)).toEqual([1, 2]);
  });
});

describe("forwarder of several encodings", () => {
  /** Both encodings are being sent; the subscriber has the larger one. */
  function both() {
    const made = subscriber(["q", "f"]);
    made.receive(0, { sequence: 100, timestamp: 9_000 }, vp8(50, { key: true, tl0: 20 }));
    made.receive(1, { sequence: 500, timestamp: 70_000 }, vp8(7, { key: true, tl0: 3 }));
    made.asked();
    return made;
  }

  it("begins with what comes first, and goes up with the first key frame of the larger one", () => {
    const { sent, steps, forwarder } = both();
    expect(steps()).toEqual([0, 1]);
    expect(pictureIds(sent)).toEqual([50, 51]);
    expect(tl0s(sent)).toEqual([20, 21]);
    expect(forwarder.selected).toEqual({ spatial: 1, temporal: 0 });
  });

  it("goes on with the old one until the key frame of the other comes, and asks only that one for it", () => {
    const { forwarder, receive, sent, steps, asked } = both();
    forwarder.select({ spatial: 0, temporal: 7 });
    expect(asked()).toEqual([0]);
    receive(0, { sequence: 101, timestamp: 12_000 }, vp8(51, { tl0: 21 }));
    receive(1, { sequence: 501, timestamp: 73_000 }, vp8(8, { tl0: 4 }));
    receive(0, { sequence: 102, timestamp: 15_000 }, vp8(52, { key: true, tl0: 22 }));
    receive(1, { sequence: 502, timestamp: 76_000 }, vp8(9, { tl0: 5 }));
    receive(0, { sequence: 103, timestamp: 18_000 }, vp8(53, { tl0: 23 }));
    expect(steps()).toEqual([0, 1, 2, 3, 4]);
    expect(pictureIds(sent)).toEqual([50, 51, 52, 53, 54]);
    expect(tl0s(sent)).toEqual([20, 21, 22, 23, 24]);
    expect(forwarder.selected).toEqual({ spatial: 0, temporal: 0 });
    const times = sent.map(({ timestamp }) => (timestamp - sent[0]!.timestamp) >>> 0);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    forwarder.retransmit([sent[2]!.sequence]);
    expect(sent[5]!.payload.subarray(2)).toEqual(sent[2]!.payload);
  });

  it("neither keeps nor wants what nobody takes", () => {
    const { track, forwarder, receive, asked } = both();
    expect(track.encodings.map(({ taken }) => taken)).toEqual([false, true]);
    receive(0, { sequence: 101, timestamp: 12_000 }, vp8(51, {}));
    expect(track.find(1, 101)).toBeUndefined();
    forwarder.requestKeyFrame();
    expect(asked()).toEqual([1]);
    forwarder.stop();
    expect(track.encodings.map(({ taken }) => taken)).toEqual([false, false]);
  });

  it("falls back to a smaller encoding when the larger one stops", () => {
    const { receive, asked, clock, sent, forwarder } = both();
    for (let at = 1; at <= 15; at++) {
      clock.ms += 100;
      receive(0, { sequence: 100 + at, timestamp: 9_000 + at }, vp8(50 + at, {}));
    }
    expect(asked()).toEqual([0]);
    receive(0, { sequence: 116, timestamp: 10_000 }, vp8(66, { key: true }));
    expect(sent).toHaveLength(3);
    expect(forwarder.selected).toMatchObject({ spatial: 0 });
  });

  it("orders encodings by the size of their key frames where the publisher lists the largest first", () => {
    const { track, receive } = subscriber(["f", "q"]);
    const [large, small] = track.encodings;
    const sized = (width: number): Buffer =>
      Buffer.from([0x10, 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, 0x10, 0x00]);
    receive(0, { sequence: 1, timestamp: 1 }, sized(640));
    receive(1, { sequence: 1, timestamp: 1 }, sized(160));
    expect(track.encodings).toEqual([small, large]);
  });

  it("obeys the smaller of limit and allocation", () => {
    const { forwarder, receive } = both();
    forwarder.limit({ spatial: 0, temporal: 0 });
    forwarder.select({ spatial: 1, temporal: 1 });
    receive(0, { sequence: 101, timestamp: 12_000 }, vp8(51, { key: true }));
    expect(forwarder.selected).toEqual({ spatial: 0, temporal: 0 });
    forwarder.select("paused");
    expect(forwarder.selected).toBe("paused");
  });
});

describe("forwarder of VP9 with spatial layers", () => {
  /** One packet: B and E set, layer indices, not flexible (RFC 9628 section 4.2). */
  const vp9 = (pictureId: number, spatial: number, key = false): Buffer =>
    Buffer.from([0b1010_1100 | (key ? 0 : 0x40), pictureId, spatial << 1, 0]);

  it("ends the picture with the highest layer that is forwarded, and goes up at a key picture", () => {
    const { forwarder, receive, sent, steps, asked } = subscriber([], "vp9-0");
    let sequence = 0;
    const picture = (id: number, key = false): void => {
      for (const spatial of [0, 1, 2]) {
        const marker = spatial === 2;
        receive(0, { sequence: (sequence += 1), timestamp: id * 3_000, marker }, vp9(id, spatial, key));
      }
    };
    forwarder.select({ spatial: 1, temporal: 0 });
    picture(1, true);
    picture(2);
    asked();
    expect(sent.map(({ marker }) => marker)).toEqual([false, true, false, true]);
    forwarder.select({ spatial: 2, temporal: 0 });
    picture(3);
    expect(asked()).toEqual([0]);
    picture(4, true);
    forwarder.select({ spatial: 0, temporal: 0 });
    picture(5);
    expect(sent.slice(4).map(({ marker, payload }) => [payload[1], marker])).toEqual([
      [3, false],
      [3, true],
      [4, false],
      [4, false],
      [4, true],
      [5, true],
    ]);
    expect(steps()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
