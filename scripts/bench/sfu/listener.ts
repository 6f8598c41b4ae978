import { parseRtpHeader, sequenceDistance } from "../../../server-stub/media/rtp-packet.ts";
import { payloadBytes, timeAt } from "./stream-source.ts";

/** Every so many packets, so that listening is not the load. */
const sampledEvery = 4;

/** Counts one received stream's packets, and how long they were under way. */
export class Listener {
  received = 0;
  lost = 0;
  latenciesMs: number[] = [];
  #highest: number | undefined;

  reset(): void {
    this.received = 0;
    this.lost = 0;
    this.latenciesMs = [];
    this.#highest = undefined;
  }

  receive(packet: Buffer): void {
    const header = parseRtpHeader(packet);
    // The compound RTCP of a stream comes here too.
    if (header === undefined || packet.length < header.headerBytes + payloadBytes) return;
    this.received += 1;
    const distance = sequenceDistance(header.sequence, this.#highest ?? header.sequence - 1);
    if (distance > 0) {
      this.#highest = header.sequence;
      this.lost += distance - 1;
    } else this.lost -= 1;
    if (this.received % sampledEvery !== 0) return;
    const sentAt = packet.readBigUInt64BE(header.headerBytes + timeAt);
    this.latenciesMs.push(Number(process.hrtime.bigint() - sentAt) / 1e6);
  }
}
