import { MessageChannel } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ChannelProducer } from "../channel-producer.ts";
import { codecs } from "../codecs.ts";
import type { Encoding } from "../encoding.ts";
import { PublishedTrack, type TrackSink } from "../published-track.ts";
import { readVideoFrame } from "../read-video-frame.ts";
import type { MediaPacket } from "../retransmission-buffer.ts";
import type { SenderReport } from "../rtcp-packet.ts";
import { ProducerExchange } from "./exchange.ts";

const exchanges: ProducerExchange[] = [];
afterEach(() => {
  for (const exchange of exchanges.splice(0)) exchange.close();
});

/** Two threads' exchanges, linked; both in this thread, so that each end can be looked at. */
function linked(): { one: ProducerExchange; other: ProducerExchange } {
  const [one, other] = [1, 2].map((thread) => new ProducerExchange(thread, () => undefined)) as [
    ProducerExchange,
    ProducerExchange,
  ];
  exchanges.push(one, other);
  const { port1, port2 } = new MessageChannel();
  one.connect(2, port1);
  other.connect(1, port2);
  return { one, other };
}

/** alice's picture in thread 1 as thread 2 has it. */
function mirrored(rids: readonly string[] = []) {
  const { one, other } = linked();
  const track = new PublishedTrack("video", "camera", "alice", rids);
  const ref = one.publish(track);
  const mirror = other.resolve(ref);
  if (!(mirror instanceof PublishedTrack)) throw new Error("not a track");
  return { one, other, track, ref, mirror };
}

/** Until whatever either side has said has been done by the other; an answer to it too. */
async function settled({ one, other }: { one: ProducerExchange; other: ProducerExchange }): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    await other.settle();
    await one.settle();
  }
}

const vp8 = codecs.find(({ id }) => id === "vp8")!;
/** `size`: a key frame with that width and height. */
function picture(sequence: number, ssrc: number, size?: number): MediaPacket {
  const payload =
    size === undefined
      ? Buffer.from([0x10, 0x01, 0, 0])
      : Buffer.from([0x10, 0, 0, 0, 0x9d, 0x01, 0x2a, size & 0xff, size >> 8, size & 0xff, size >> 8]);
  const header = {
    marker: true,
    payloadType: 96,
    sequence,
    timestamp: 3_000 * sequence,
    ssrc,
    headerBytes: 12,
    padded: false,
  };
  return { header, codec: vp8, payload, frame: readVideoFrame(vp8, payload), extensions: [] };
}

class Taker implements TrackSink {
  readonly packets: MediaPacket[] = [];
  readonly reports: { report: SenderReport; atMs: number }[] = [];
  constructor(readonly wanted: (encoding: Encoding) => boolean = () => true) {}
  takes(encoding: Encoding): boolean {
    return this.wanted(encoding);
  }
  forward(packet: MediaPacket): void {
    this.packets.push(packet);
  }
  senderReport(report: SenderReport, atMs: number): void {
    this.reports.push({ report, atMs });
  }
}

const receive = (track: PublishedTrack, packet: MediaPacket, rank = 0): void =>
  track.receive(packet, track.encodings[rank]!, performance.now());
const report = (ssrc: number): SenderReport => ({
  type: "sender-report",
  ssrc,
  ntpSeconds: 10,
  ntpFraction: 20,
  rtpTimestamp: 30,
  packetCount: 40,
  octetCount: 50,
});

describe("a track that another thread receives", () => {
  it("is the same track, of which nothing is taken before somebody takes it there, nor afterwards", async () => {
    const both = mirrored();
    const { track, mirror, other, ref } = both;
    expect([mirror.id, mirror.kind, mirror.msid, mirror.cname]).toEqual([
      track.id,
      "video",
      "camera",
      "alice",
    ]);
    expect(other.resolve(ref)).toBe(mirror);
    await settled(both);
    expect(track.hasSinks).toBe(false);
    const bob = new Taker();
    mirror.addSink(bob);
    await settled(both);
    expect(track.encoding.taken).toBe(true);
    mirror.removeSink(bob);
    await settled(both);
    expect([track.hasSinks, track.encoding.taken]).toEqual([false, false]);
  });

  it("brings its packets in order, and keeps them for repairs", async () => {
    const both = mirrored();
    const bob = new Taker();
    both.mirror.addSink(bob);
    await settled(both);
    const packets = Array.from({ length: 50 }, (_, sequence) =>
      picture(sequence, 7, sequence === 0 ? 320 : undefined),
    );
    for (const packet of packets) receive(both.track, packet);
    await settled(both);
    expect(bob.packets).toEqual(packets);
    expect(both.mirror.find(7, 33)).toEqual(packets[33]);
    expect(both.mirror.layers(performance.now())).toMatchObject([{ spatial: 0, temporal: 0, active: true }]);
  });

  it("asks the publisher for a key frame", async () => {
    const both = mirrored(["s", "l"]);
    both.mirror.addSink(new Taker());
    both.mirror.encodings[1]!.requestKeyFrame();
    await settled(both);
    expect(both.track.encodings.map((one) => one.takeKeyFrameRequest())).toEqual([false, true]);
  });

  it("tells of sender reports, the last one before too, with their age", async () => {
    const both = mirrored();
    const before = performance.now() - 2_000;
    both.track.receiveReport(report(7), both.track.encoding, before);
    const bob = new Taker();
    both.mirror.addSink(bob);
    await settled(both);
    expect(bob.reports).toMatchObject([{ report: report(7) }]);
    expect(both.mirror.encoding.lastReport?.atMs).toBeGreaterThanOrEqual(before);
    both.track.receiveReport(report(8), both.track.encoding, performance.now());
    await settled(both);
    expect(bob.reports[1]).toMatchObject({ report: report(8) });
  });

  it("takes of several encodings only what is taken there, and knows order, size and cost of all", async () => {
    const both = mirrored(["l", "s"]);
    const { track, mirror } = both;
    // The publisher lists the large one first, which two key frames have told.
    receive(track, picture(1, 1, 640));
    receive(track, picture(1, 2, 160), 1);
    expect(track.encodings.map(({ rid }) => rid)).toEqual(["s", "l"]);
    const bob = new Taker(({ rid }) => rid === "s");
    mirror.addSink(bob);
    await settled(both);
    expect(mirror.encodings.map(({ rid, pixels, active, taken }) => [rid, pixels, active, taken])).toEqual([
      ["s", 160 * 160, true, true],
      ["l", 640 * 640, true, false],
    ]);
    expect(track.encodings.map(({ taken }) => taken)).toEqual([true, false]);
    receive(track, picture(2, 2), 0);
    receive(track, picture(2, 1), 1);
    await settled(both);
    expect(bob.packets.map(({ header }) => header.ssrc)).toEqual([2]);
    expect(mirror.layers(performance.now()).map(({ spatial }) => spatial)).toEqual([0, 1]);
    // Another subscriber of thread 1 takes the large one: it does not travel for that.
    track.addSink(new Taker());
    const arrivals = vi.spyOn(mirror, "receive");
    receive(track, picture(3, 1), 1);
    await settled(both);
    expect(arrivals).not.toHaveBeenCalled();
  });

  it("learns when an encoding has stopped", async () => {
    const both = mirrored(["s", "l"]);
    const { track, mirror } = both;
    receive(track, picture(1, 1, 160));
    receive(track, picture(1, 2, 640), 1);
    mirror.addSink(new Taker());
    await settled(both);
    track.receive(picture(2, 1), track.encodings[0]!, performance.now() + 5_000);
    await settled(both);
    expect(mirror.encodings.map(({ active }) => active)).toEqual([true, false]);
  });

  it("ends when it ends, when it had ended before, and when the other thread is gone", async () => {
    const both = mirrored();
    both.track.close();
    await settled(both);
    expect(both.mirror.closed).toBe(true);
    const late = both.other.resolve(both.ref);
    await settled(both);
    expect(late?.closed).toBe(true);

    const again = mirrored();
    again.mirror.addSink(new Taker());
    await settled(again);
    again.other.disconnect(1);
    again.one.disconnect(2);
    expect([again.mirror.closed, again.track.hasSinks]).toEqual([true, false]);
    expect(again.other.resolve(again.ref)).toBeUndefined();
    await again.other.settle();
  });
});

describe("a channel that another thread receives", () => {
  it("carries messages, each once and in order, as soon as the taker has settled, and ends", async () => {
    const both = linked();
    const chat = new ChannelProducer({ stream: "chat", label: "chat" });
    const mirror = both.other.resolve(both.one.publish(chat));
    if (!(mirror instanceof ChannelProducer)) throw new Error("not a channel");
    expect([mirror.id, mirror.msid, mirror.label]).toEqual([chat.id, "chat", "chat"]);
    const heard: string[] = [];
    const sink = ({ text, data }: { text: boolean; data: Buffer }): unknown =>
      heard.push(`${text} ${data.toString()}`);
    mirror.addSink(sink);
    await both.other.settle();
    chat.receive({ text: true, data: Buffer.from("one") });
    chat.receive({ text: false, data: Buffer.from("two") });
    await settled(both);
    expect(heard).toEqual(["true one", "false two"]);
    mirror.removeSink(sink);
    await settled(both);
    chat.receive({ text: true, data: Buffer.from("three") });
    await settled(both);
    expect(heard).toHaveLength(2);
    chat.close();
    await settled(both);
    expect(mirror.closed).toBe(true);
  });

  it("says of a thread that takes nothing any more that it stands still, and keeps no more for it", async () => {
    const stalled: number[] = [];
    const exchange = new ProducerExchange(1, (thread) => stalled.push(thread));
    exchanges.push(exchange);
    const { port1, port2 } = new MessageChannel();
    exchange.connect(2, port1);
    const chat = new ChannelProducer({ stream: "chat", label: "chat" });
    exchange.publish(chat);
    port2.postMessage({ type: "mirror", as: 1, id: chat.id });
    port2.postMessage({ type: "want", as: 1, taken: [0] });
    const message = { text: false, data: Buffer.alloc(2 ** 22) };
    await expect
      .poll(
        () => {
          for (let count = 0; count < 12; count++) chat.receive(message);
          return stalled[0];
        },
        { timeout: 20_000 },
      )
      .toBe(2);
    port2.close();
  });
});
