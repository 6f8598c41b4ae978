import type { ForwardingTerms } from "./forwarding-terms.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { buildExtensionBlock, type ExtensionElement } from "./rtp-extensions.ts";
import { buildRtpHeader, type RtpHeaderFields } from "./rtp-packet.ts";
import type { SentPacket } from "./sent-log.ts";
import { withPictureNumbers } from "./video-frame.ts";

/** Writes the headers of one subscriber's packets of one track, with the extensions that its m-line agreed to. */
export class PacketBuilder {
  readonly #ownElements: readonly ExtensionElement[];
  /** Built once: most packets have no other extensions than ours. */
  readonly #plainBlock: Buffer;

  constructor(private readonly terms: ForwardingTerms) {
    const { midExtension, mid, transportCcExtension } = terms;
    this.#ownElements = [
      ...(transportCcExtension === undefined ? [] : [{ id: transportCcExtension, data: Buffer.alloc(2) }]),
      ...(midExtension === undefined ? [] : [{ id: midExtension, data: Buffer.from(mid) }]),
    ];
    this.#plainBlock = buildExtensionBlock(this.#ownElements);
  }

  /** For a publisher's packet. It is the same each time, so that a plain repeat has the very bytes of the first. */
  header(packet: MediaPacket, sent: SentPacket, our: { payloadType: number; sequence: number }): Buffer {
    const fields = {
      marker: sent.marker,
      payloadType: our.payloadType,
      sequence: our.sequence,
      timestamp: sent.timestamp,
      ssrc: this.terms.ssrc,
    };
    return buildRtpHeader(fields, this.#extensionBlock(packet.extensions));
  }

  /** For a packet of our own, which carries nothing of the publisher's. */
  ownHeader(fields: RtpHeaderFields): Buffer {
    return buildRtpHeader(fields, this.#plainBlock);
  }

  #extensionBlock(extensions: MediaPacket["extensions"]): Buffer {
    if (extensions.length === 0) return this.#plainBlock;
    const elements = [...this.#ownElements];
    for (const { uri, data } of extensions) {
      const id = this.terms.forwardedExtensions.get(uri);
      if (id !== undefined) elements.push({ id, data });
    }
    return buildExtensionBlock(elements);
  }
}

/** The payload with our picture numbers; the publisher's own buffer where they are the same. */
export function payloadFor({ payload, frame }: MediaPacket, sent: SentPacket): Buffer {
  return frame === undefined ? payload : withPictureNumbers(payload, frame, sent);
}
