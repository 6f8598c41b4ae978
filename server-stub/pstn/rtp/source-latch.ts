import type { RtpHeader } from "../../media/rtp-packet.ts";

export interface RtpAddress {
  readonly address: string;
  readonly port: number;
}

/** Packets in sequence that a stranger has to send before it is believed (RFC 3550 appendix A.1). */
const probation = 3;

/**
 * Symmetric RTP (RFC 4961) with a guard. We send to the signalled address until audio has come in, then to where it
 * comes from, since NAT changes addresses on the way. That is decided once: from the signalled host at the first packet,
 * from anywhere else only while the signalled host is silent and after several packets in sequence. From then on
 * nobody else is heard, so that a stranger can neither speak into a call nor draw it away.
 */
export class SourceLatch {
  #signalled: RtpAddress;
  #latched: RtpAddress | undefined;
  #candidate:
    { readonly source: RtpAddress; readonly ssrc: number; sequence: number; packets: number } | undefined;

  constructor(signalled: RtpAddress) {
    this.#signalled = signalled;
  }

  /** Where our packets go. */
  get target(): RtpAddress {
    return this.#latched ?? this.#signalled;
  }

  /** A later description: another address begins anew, the same one changes nothing. */
  signal(address: RtpAddress): void {
    if (same(address, this.#signalled)) return;
    this.#signalled = address;
    this.#latched = undefined;
    this.#candidate = undefined;
  }

  /** Whether a packet from there belongs to the call. */
  accepts(source: RtpAddress, header: RtpHeader): boolean {
    if (this.#latched !== undefined) return same(source, this.#latched);
    if (source.address !== this.#signalled.address && !this.#hasProvenItself(source, header)) return false;
    this.#latched = { address: source.address, port: source.port };
    return true;
  }

  #hasProvenItself(source: RtpAddress, { ssrc, sequence }: RtpHeader): boolean {
    const known = this.#candidate;
    const follows =
      known !== undefined &&
      same(known.source, source) &&
      known.ssrc === ssrc &&
      ((known.sequence + 1) & 0xffff) === sequence;
    if (!follows) {
      this.#candidate = { source, ssrc, sequence, packets: 1 };
      return false;
    }
    known.sequence = sequence;
    known.packets += 1;
    return known.packets >= probation;
  }
}

const same = (a: RtpAddress, b: RtpAddress): boolean => a.address === b.address && a.port === b.port;
