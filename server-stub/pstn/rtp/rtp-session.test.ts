import { createSocket } from "node:dgram";
import { describe, expect, it } from "vitest";
import { buildRtpHeader, parseRtpHeader } from "../../media/rtp-packet.ts";
import type { AgreedAudio } from "../sdp/audio-negotiation.ts";
import { toneSource } from "../tone.ts";
import { encodeG711 } from "./g711.ts";
import { closePortPair, openPortPair, type PortPair } from "./port-pair.ts";
import { RtpReceiver } from "./rtp-receiver.ts";
import { RtpSender } from "./rtp-sender.ts";
import { buildEvent } from "./telephone-event.ts";

const remote = { address: "192.0.2.1", port: 4_000 };
const agreed: AgreedAudio = {
  remote,
  codec: "PCMU",
  payloadType: 0,
  keyPayloadType: 101,
  sends: true,
  receives: true,
  heldByRemote: false,
};

const packetsOf = (sender: RtpSender, ticks: number) =>
  Array.from({ length: ticks }, () => sender.tick()).flatMap((packet) =>
    packet === undefined ? [] : [parseRtpHeader(packet)!],
  );

describe("RtpSender", () => {
  it("sends a packet each tick, silence when there is nothing to say, marked at the beginning", () => {
    const sender = new RtpSender(agreed);
    sender.write(toneSource(440)());
    const packets = packetsOf(sender, 3);
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, false]);
    expect((packets[2]!.sequence - packets[0]!.sequence) & 0xffff).toBe(2);
    expect((packets[2]!.timestamp - packets[0]!.timestamp) >>> 0).toBe(320);
  });

  it("is silent on hold, and its time goes on", () => {
    const sender = new RtpSender(agreed);
    const [before] = packetsOf(sender, 1);
    sender.agree({ ...agreed, sends: false });
    expect(packetsOf(sender, 10)).toEqual([]);
    sender.agree(agreed);
    const [after] = packetsOf(sender, 1);
    expect(after).toMatchObject({ marker: true, sequence: (before!.sequence + 1) & 0xffff });
    expect((after!.timestamp - before!.timestamp) >>> 0).toBe(11 * 160);
  });

  it("sends keys in place of audio, in one sequence with it", async () => {
    const sender = new RtpSender(agreed);
    const pressed = sender.press("5", { toneMs: 60, gapMs: 60 });
    const packets = packetsOf(sender, 8);
    await pressed;
    expect(packets.map(({ payloadType }) => payloadType)).toEqual([101, 101, 101, 101, 101, 0, 0]);
    expect(new Set(packets.slice(0, 5).map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(packets.map(({ sequence }) => (sequence - packets[0]!.sequence) & 0xffff)).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it("takes no keys when the far end knows none", async () => {
    const sender = new RtpSender({ ...agreed, keyPayloadType: undefined });
    await sender.press("5", { toneMs: 60, gapMs: 60 });
    expect(packetsOf(sender, 1)[0]?.payloadType).toBe(0);
  });

  it("lets go of delay that nobody needed", () => {
    const sender = new RtpSender(agreed);
    const loud = new Int16Array(160).fill(1_000);
    const isLoud = (packet: Buffer | undefined): boolean => packet?.[12] !== 0xff;
    for (let frame = 0; frame < 5; frame += 1) sender.write(loud);
    for (let tick = 0; tick < 300; tick += 1) {
      sender.write(loud);
      sender.tick();
    }
    let left = 0;
    while (isLoud(sender.tick())) left += 1;
    expect(left).toBeLessThanOrEqual(1);
  });
});

describe("RtpReceiver", () => {
  const packet = (payloadType: number, index: number, payload: Buffer): Buffer => {
    const fields = { marker: false, payloadType, sequence: index, timestamp: index * 160, ssrc: 9 };
    return Buffer.concat([buildRtpHeader(fields, Buffer.alloc(0)), payload]);
  };

  it("hears the agreed codec and the other one, and keys", () => {
    const keys: string[] = [];
    const receiver = new RtpReceiver(agreed, (digit, ms) => keys.push(`${digit} ${ms}`));
    const loud = new Int16Array(160).fill(1_000);
    receiver.receive(packet(0, 0, encodeG711("PCMU", loud)), remote);
    receiver.receive(packet(8, 1, encodeG711("PCMA", loud)), remote);
    receiver.receive(packet(101, 2, buildEvent({ event: 7, end: true, duration: 800 })), remote);
    const frames = Array.from({ length: 4 }, () => receiver.tick());
    expect(frames.map((frame) => Math.round((frame[100] ?? 0) / 100))).toEqual([0, 0, 10, 10]);
    expect(keys).toEqual(["7 100"]);
  });

  it("hears nothing of what is no RTP of this call", () => {
    const receiver = new RtpReceiver(agreed, () => {});
    const loud = encodeG711("PCMU", new Int16Array(160).fill(1_000));
    receiver.receive(Buffer.from("INVITE sip:"), remote);
    receiver.receive(packet(96, 0, loud), remote);
    receiver.receive(packet(0, 1, loud), { address: "203.0.113.9", port: 1 });
    receiver.receive(
      Buffer.concat([Buffer.from([0xa0]), packet(0, 2, Buffer.from([0xff])).subarray(1)]),
      remote,
    );
    expect(
      Array.from({ length: 5 }, () => receiver.tick()).every((frame) => frame.every((s) => s === 0)),
    ).toBe(true);
  });
});

describe("openPortPair", () => {
  it("takes an even port and the next one, until there are none left", async () => {
    const probe = await openPortPair("127.0.0.1", undefined);
    const min = probe.port;
    await closePortPair(probe);
    const range = { min: min - 1, max: min + 1 };
    const pairs: PortPair[] = [await openPortPair("127.0.0.1", range)];
    expect(pairs[0]).toMatchObject({ port: min });
    expect(pairs[0]!.rtcp.address().port).toBe(min + 1);
    await expect(openPortPair("127.0.0.1", range)).rejects.toThrow("no free pair");
    await closePortPair(pairs[0]!);
    const again = await openPortPair("127.0.0.1", range);
    await closePortPair(again);
  });

  it("passes over a pair of which one port is taken", async () => {
    const probe = await openPortPair("127.0.0.1", undefined);
    const { port } = probe;
    await closePortPair(probe);
    const other = createSocket("udp4");
    await new Promise<void>((resolve) =>
      other.bind({ port: port + 1, address: "127.0.0.1", exclusive: true }, resolve),
    );
    await expect(openPortPair("127.0.0.1", { min: port, max: port + 1 })).rejects.toThrow("no free pair");
    other.close();
  });
});
