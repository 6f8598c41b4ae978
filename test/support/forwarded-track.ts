import { codecs, extensionUris } from "../../server-stub/media/codecs.ts";
import { Forwarder } from "../../server-stub/media/forwarder.ts";
import type { ForwardingTerms } from "../../server-stub/media/forwarding-terms.ts";
import { PublishedTrack } from "../../server-stub/media/published-track.ts";
import type { MediaPacket } from "../../server-stub/media/retransmission-buffer.ts";
import { parseRtcp, type RtcpPacket } from "../../server-stub/media/rtcp-packet.ts";
import { parseRtpHeader, type RtpHeader } from "../../server-stub/media/rtp-packet.ts";
import { plainKeyFrame } from "../../server-stub/media/video-frame.ts";

const vp8 = codecs.find(({ id }) => id === "vp8")!;

/** A packet that has been sent: its header, also as bytes, and its payload. */
export interface Sent {
  readonly header: RtpHeader;
  readonly bytes: Buffer;
  readonly payload: Buffer;
}

/** A subscriber of one track, and what it is sent. Its clock and the terms that it agreed to are the test's. */
export function forwardTo(overrides: Partial<ForwardingTerms> = {}): {
  track: PublishedTrack;
  forwarder: Forwarder;
  sent: Sent[];
  reports: RtcpPacket[];
  clock: { ms: number };
  repairs: { count: number };
} {
  const track = new PublishedTrack("video", "stream", "alice");
  const sent: Sent[] = [];
  const reports: RtcpPacket[] = [];
  const clock = { ms: 1_000 };
  const repairs = { count: 0 };
  const terms: ForwardingTerms = {
    mid: "3",
    ssrc: 77,
    rtxSsrc: 78,
    payloadTypes: new Map([["vp8", { media: 100, rtx: 101 }]]),
    midExtension: 1,
    transportCcExtension: undefined,
    forwardedExtensions: new Map([[extensionUris.audioLevel, 2]]),
    ...overrides,
  };
  const output = {
    rtp: (bytes: Buffer, payload: Buffer) => sent.push({ header: parseRtpHeader(bytes)!, bytes, payload }),
    rtcp: (bytes: Buffer) => reports.push(...parseRtcp(bytes)!),
    mayRepeat: () => (repairs.count += 1) > 0,
  };
  const forwarder = new Forwarder(track, terms, output, () => clock.ms);
  forwarder.start();
  return { track, forwarder, sent, reports, clock, repairs };
}

/** One packet of a key frame, with the audio level as an extension that may travel. */
export const mediaPacket = (sequence: number, ssrc = 5, timestamp = sequence * 3_000): MediaPacket => ({
  header: { marker: false, payloadType: 96, sequence, timestamp, ssrc, headerBytes: 12, padded: false },
  codec: vp8,
  payload: Buffer.from(`frame ${sequence}`),
  frame: plainKeyFrame,
  extensions: [{ uri: extensionUris.audioLevel, data: Buffer.from([sequence & 0x7f]) }],
});

/** As if it came from the publisher now. */
export const receive = (track: PublishedTrack, one: MediaPacket): void =>
  track.receive(one, track.encoding, 0);
