import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import { buildCname, buildSenderReport } from "../../media/rtcp-build.ts";
import type { PortRange } from "../../media/udp-socket.ts";
import { everyFrame } from "../pacer.ts";
import type { AudioFrame, Digit } from "../phone-network.ts";
import type { AgreedAudio } from "../sdp/audio-negotiation.ts";
import { closePortPair, openPortPair, type PortPair } from "./port-pair.ts";
import { RtpReceiver } from "./rtp-receiver.ts";
import { RtpSender } from "./rtp-sender.ts";

export interface RtpSessionUser {
  onFrame(frame: AudioFrame): void;
  onKey(digit: Digit, durationMs: number): void;
}

const reportMs = 5_000;

/** The audio of one call: a pair of sockets, from the first agreement on a frame each 20 ms in both directions. */
export class RtpSession {
  readonly port: number;
  readonly #pair: PortPair;
  readonly #clock: Clock;
  readonly #user: RtpSessionUser;
  readonly #scope = new Scope();
  #running: { readonly sender: RtpSender; readonly receiver: RtpReceiver } | undefined;

  private constructor(pair: PortPair, clock: Clock, user: RtpSessionUser) {
    this.#pair = pair;
    this.port = pair.port;
    this.#clock = clock;
    this.#user = user;
  }

  /** Rejects when there is no free pair of ports. */
  static async open(options: {
    address: string;
    range: PortRange | undefined;
    clock: Clock;
    user: RtpSessionUser;
  }): Promise<RtpSession> {
    const pair = await openPortPair(options.address, options.range);
    return new RtpSession(pair, options.clock, options.user);
  }

  /** Starts at the first agreement, goes on with each later one. */
  agree(agreed: AgreedAudio): void {
    if (this.#scope.ended) return;
    this.#running?.sender.agree(agreed);
    this.#running?.receiver.agree(agreed);
    if (this.#running === undefined) this.#start(agreed);
  }

  write(frame: AudioFrame): void {
    this.#running?.sender.write(frame);
  }

  async press(digit: Digit, times: { toneMs: number; gapMs: number }): Promise<void> {
    await this.#running?.sender.press(digit, times);
  }

  async close(): Promise<void> {
    if (this.#scope.ended) return;
    this.#scope.end();
    await closePortPair(this.#pair);
  }

  #start(agreed: AgreedAudio): void {
    const sender = new RtpSender(agreed);
    const receiver = new RtpReceiver(agreed, (digit, durationMs) => this.#user.onKey(digit, durationMs));
    this.#running = { sender, receiver };
    const { rtp, rtcp } = this.#pair;
    rtp.on("message", (packet, source) => receiver.receive(packet, source));
    // ICMP refusals: the phone is not listening yet, or no longer. Signaling decides what that means.
    for (const socket of [rtp, rtcp]) socket.on("error", () => {});
    this.#scope.add(() => sender.close());
    this.#scope.add(
      everyFrame(this.#clock, () => {
        const packet = sender.tick();
        if (packet !== undefined) this.#send(packet, receiver);
        this.#user.onFrame(receiver.tick());
      }),
    );
    this.#reportLater(sender, receiver);
  }

  #send(packet: Buffer, receiver: RtpReceiver): void {
    const { address, port } = receiver.latch.target;
    this.#pair.rtp.send(packet, port, address, () => {});
  }

  /** So that the far end can tell our clock (RFC 3550 section 6.4.1). */
  #reportLater(sender: RtpSender, receiver: RtpReceiver): void {
    const cancel = this.#clock.after(reportMs, () => {
      forget();
      const { address, port } = receiver.latch.target;
      const { packets, octets } = sender.counts;
      const report = buildSenderReport({
        ssrc: sender.ssrc,
        ...ntpTime(this.#clock.now()),
        rtpTimestamp: sender.timestamp,
        packetCount: packets,
        octetCount: octets,
      });
      const compound = Buffer.concat([report, buildCname(sender.ssrc, "deskline")]);
      if (port < 65_535) this.#pair.rtcp.send(compound, port + 1, address, () => {});
      this.#reportLater(sender, receiver);
    });
    const forget = this.#scope.add(cancel);
  }
}

/** Seconds since 1900 and their fraction (RFC 3550 section 4). */
function ntpTime(nowMs: number): { ntpSeconds: number; ntpFraction: number } {
  return {
    ntpSeconds: (Math.floor(nowMs / 1_000) + 2_208_988_800) >>> 0,
    ntpFraction: Math.floor(((nowMs % 1_000) / 1_000) * 2 ** 32) >>> 0,
  };
}
