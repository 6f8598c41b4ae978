import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { ReplayWindow } from "./srtp-index.ts";
import { srtpProfiles, type SessionKeys, type SrtpProfileName } from "./srtp-key-derivation.ts";

/** SRTCP (RFC 3711 section 3.4, RFC 7714 section 9): an explicit 31-bit index, and the E bit for "encrypted". */

const headerBytes = 8;
const encryptedBit = 0x8000_0000;
const maxIndex = 0x7fff_ffff;
const maxStreams = 512;

abstract class SrtcpCore {
  protected readonly aead: boolean;
  protected readonly tagBytes: number;

  /** `keys` are session keys, from `deriveSrtcpKeys`. */
  constructor(
    profile: SrtpProfileName,
    protected readonly keys: SessionKeys,
  ) {
    this.aead = srtpProfiles[profile].aead;
    this.tagBytes = srtpProfiles[profile].tagBytes;
  }

  protected iv(ssrc: number, index: number): Buffer {
    const iv = Buffer.alloc(this.aead ? 12 : 16);
    if (this.aead) {
      iv.writeUInt32BE(ssrc, 2);
      iv.writeUInt32BE(index, 8);
    } else {
      iv.writeUInt32BE(ssrc, 4);
      // The index is the low part of a 48-bit field that ends two bytes before the block counter's end.
      iv.writeUInt32BE(index, 10);
    }
    for (let at = 0; at < this.keys.salt.length; at++) iv[at] = (iv[at] ?? 0) ^ (this.keys.salt[at] ?? 0);
    return iv;
  }

  protected hmacTag(covered: Buffer): Buffer {
    return createHmac("sha1", this.keys.auth).update(covered).digest().subarray(0, this.tagBytes);
  }
}

export class SrtcpSender extends SrtcpCore {
  #nextIndex = 0;

  /** Protects one compound (or reduced-size) RTCP packet of at least eight bytes. */
  protect(packet: Buffer): Buffer {
    const index = this.#nextIndex;
    this.#nextIndex = index === maxIndex ? 0 : index + 1;
    const iv = this.iv(packet.readUInt32BE(4), index);
    const header = packet.subarray(0, headerBytes);
    const trailer = Buffer.alloc(4);
    trailer.writeUInt32BE(encryptedBit + index);
    if (this.aead) {
      const cipher = createCipheriv("aes-128-gcm", this.keys.cipher, iv);
      cipher.setAAD(Buffer.concat([header, trailer]));
      const encrypted = cipher.update(packet.subarray(headerBytes));
      cipher.final();
      return Buffer.concat([header, encrypted, cipher.getAuthTag(), trailer]);
    }
    const encrypted = createCipheriv("aes-128-ctr", this.keys.cipher, iv).update(
      packet.subarray(headerBytes),
    );
    const covered = Buffer.concat([header, encrypted, trailer]);
    return Buffer.concat([covered, this.hmacTag(covered)]);
  }
}

export class SrtcpReceiver extends SrtcpCore {
  readonly #replay = new Map<number, ReplayWindow>();

  /** The plain compound packet, or undefined when it is forged, damaged, not encrypted, or seen before. */
  unprotect(packet: Buffer): Buffer | undefined {
    if (packet.length < headerBytes + 4 + this.tagBytes) return undefined;
    const trailerAt = this.aead ? packet.length - 4 : packet.length - this.tagBytes - 4;
    const trailer = packet.readUInt32BE(trailerAt);
    // Both sides have agreed on encryption; a packet without it is not from our peer.
    if (trailer < encryptedBit) return undefined;
    const index = trailer - encryptedBit;
    const ssrc = packet.readUInt32BE(4);
    const known = this.#replay.get(ssrc);
    if (known === undefined && this.#replay.size >= maxStreams) return undefined;
    const replay = known ?? new ReplayWindow();
    if (!replay.accepts(index)) return undefined;
    const body = this.aead
      ? this.#openAead(packet, ssrc, index)
      : this.#openCm(packet, trailerAt, ssrc, index);
    if (body === undefined) return undefined;
    replay.record(index);
    if (known === undefined) this.#replay.set(ssrc, replay);
    return Buffer.concat([packet.subarray(0, headerBytes), body]);
  }

  #openCm(packet: Buffer, trailerAt: number, ssrc: number, index: number): Buffer | undefined {
    const tag = this.hmacTag(packet.subarray(0, trailerAt + 4));
    if (!timingSafeEqual(tag, packet.subarray(trailerAt + 4))) return undefined;
    const decipher = createDecipheriv("aes-128-ctr", this.keys.cipher, this.iv(ssrc, index));
    return decipher.update(packet.subarray(headerBytes, trailerAt));
  }

  #openAead(packet: Buffer, ssrc: number, index: number): Buffer | undefined {
    const tagAt = packet.length - 4 - this.tagBytes;
    const decipher = createDecipheriv("aes-128-gcm", this.keys.cipher, this.iv(ssrc, index));
    decipher.setAAD(Buffer.concat([packet.subarray(0, headerBytes), packet.subarray(packet.length - 4)]));
    decipher.setAuthTag(packet.subarray(tagAt, packet.length - 4));
    const body = decipher.update(packet.subarray(headerBytes, tagAt));
    try {
      decipher.final();
    } catch {
      // Node reports a wrong tag only by throwing; here it is an ordinary forged packet.
      return undefined;
    }
    return body;
  }
}
