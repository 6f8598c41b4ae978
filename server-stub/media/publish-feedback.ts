import type { Encoding } from "./encoding.ts";
import type { RtpIngress, InboundStream } from "./rtp-ingress.ts";
import { buildCname, buildFir, buildNack, buildPli, buildReceiverReport } from "./rtcp-build.ts";

const reportMs = 1_000;
/** Key frames are large: not more often than this per encoding. */
const keyFrameMs = 500;

/** The RTCP that keeps a publisher sending well: receiver reports, transport-cc, NACK, PLI or FIR. */
export class PublishFeedback {
  #reportedMs = -Infinity;
  readonly #keyFrames = new WeakMap<Encoding, { askedMs: number; wanted: boolean; commands: number }>();

  constructor(
    private readonly ingress: RtpIngress,
    private readonly own: { readonly ssrc: number; readonly cname: string },
    private readonly send: (packet: Buffer) => void,
  ) {}

  /** Call every 50 ms or so: that is the interval of transport-cc feedback (section 4 of its draft). */
  tick(nowMs: number): void {
    const streams = [...this.ingress.streams];
    const last = streams.at(-1);
    if (last === undefined) return;
    const congestion = this.ingress.transportCc.build(this.own.ssrc, last.ssrc);
    if (congestion !== undefined) this.send(congestion);
    for (const stream of streams) this.#requestMissing(stream, nowMs);
    // A publisher that changed its SSRC sends on the newest; only that one can bring a key frame.
    const newest = new Map(streams.map((stream) => [stream.encoding, stream]));
    for (const stream of newest.values()) this.#requestKeyFrame(stream, nowMs);
    if (nowMs - this.#reportedMs < reportMs) return;
    this.#reportedMs = nowMs;
    // RFC 3550 section 6.4: 31 blocks fit.
    const blocks = streams.slice(-31).map((stream) => stream.report.block(nowMs));
    this.send(
      Buffer.concat([buildReceiverReport(this.own.ssrc, blocks), buildCname(this.own.ssrc, this.own.cname)]),
    );
  }

  #requestMissing(stream: InboundStream, nowMs: number): void {
    // Nobody misses what nobody takes.
    if (!stream.encoding.taken) return stream.missing.forget();
    if (!accepts(stream, "nack")) return;
    const sequences = stream.missing.due(nowMs);
    if (sequences.length > 0) this.send(buildNack(this.own.ssrc, stream.ssrc, sequences));
  }

  #requestKeyFrame(stream: InboundStream, nowMs: number): void {
    const { encoding, section } = stream;
    if (section.track.kind !== "video") return;
    const state = this.#keyFrames.get(encoding) ?? { askedMs: -Infinity, wanted: false, commands: 0 };
    this.#keyFrames.set(encoding, state);
    if (encoding.takeKeyFrameRequest()) state.wanted = true;
    if (!encoding.taken) state.wanted = false;
    if (!state.wanted || nowMs - state.askedMs < keyFrameMs) return;
    state.wanted = false;
    state.askedMs = nowMs;
    if (accepts(stream, "nack pli")) this.send(buildPli(this.own.ssrc, stream.ssrc));
    else this.send(buildFir(this.own.ssrc, stream.ssrc, (state.commands += 1)));
  }
}

const accepts = (stream: InboundStream, feedback: string): boolean =>
  stream.section.codecs.some((codec) => codec.feedback.includes(feedback));
