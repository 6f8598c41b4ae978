import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { PacketIndex, ReplayWindow } from "./srtp-index.ts";
import { srtpProfiles, type SessionKeys, type SrtpProfileName } from "./srtp-key-derivation.ts";

/** A hostile sender could otherwise grow the table by one entry for every packet. */
const maxStreams = 512;

/** AES-CM initial counter: salt, SSRC and index (RFC 3711 section 4.1.1). */
function counterIv(salt: Buffer, ssrc: number, index: number, iv: Buffer): Buffer {
  iv.fill(0);
  iv.writeUInt32BE(ssrc, 4);
  iv.writeUIntBE(index, 8, 6);
  return xorInto(iv, salt);
}

/** AEAD nonce: two zero bytes, SSRC, roll-over counter, sequence, xor salt (RFC 7714 section 8.1). */
function aeadIv(salt: Buffer, ssrc: number, index: number, iv: Buffer): Buffer {
  iv.writeUInt16BE(0, 0);
  iv.writeUInt32BE(ssrc, 2);
  iv.writeUIntBE(index, 6, 6);
  return xorInto(iv, salt);
}

function xorInto(iv: Buffer, salt: Buffer): Buffer {
  for (let at = 0; at < salt.length; at++) iv[at] = (iv[at] ?? 0) ^ (salt[at] ?? 0);
  return iv;
}

abstract class SrtpCore {
  protected readonly aead: boolean;
  protected readonly tagBytes: number;
  readonly #iv: Buffer;
  readonly #rollover = Buffer.alloc(4);

  /** `keys` are session keys, from `deriveSrtpKeys`. */
  constructor(
    profile: SrtpProfileName,
    protected readonly keys: SessionKeys,
  ) {
    this.aead = srtpProfiles[profile].aead;
    this.tagBytes = srtpProfiles[profile].tagBytes;
    this.#iv = Buffer.alloc(this.aead ? 12 : 16);
  }

  protected iv(ssrc: number, index: number): Buffer {
    return (this.aead ? aeadIv : counterIv)(this.keys.salt, ssrc, index, this.#iv);
  }

  /** HMAC-SHA1 over packet and roll-over counter, cut to 80 bits (RFC 3711 section 4.2). */
  protected hmacTag(parts: readonly Buffer[], index: number): Buffer {
    const hmac = createHmac("sha1", this.keys.auth);
    for (const part of parts) hmac.update(part);
    this.#rollover.writeUInt32BE(Math.floor(index / 0x10000));
    return hmac.update(this.#rollover).digest().subarray(0, this.tagBytes);
  }
}

/** Protects outgoing RTP. The caller owns SSRCs and never uses an index twice for other bytes. */
export class SrtpSender extends SrtpCore {
  readonly #streams = new Map<number, PacketIndex>();

  /** Returns the packet as parts to send in one datagram. The header's SSRC and sequence number are read from it. */
  protect(header: Buffer, payload: Buffer): Buffer[] {
    const ssrc = header.readUInt32BE(8);
    const stream = this.#streams.get(ssrc) ?? new PacketIndex();
    const index = stream.estimate(header.readUInt16BE(2));
    stream.record(index);
    this.#streams.set(ssrc, stream);
    const iv = this.iv(ssrc, index);
    if (this.aead) {
      const cipher = createCipheriv("aes-128-gcm", this.keys.cipher, iv);
      cipher.setAAD(header);
      const encrypted = cipher.update(payload);
      cipher.final();
      return [header, encrypted, cipher.getAuthTag()];
    }
    const encrypted = createCipheriv("aes-128-ctr", this.keys.cipher, iv).update(payload);
    return [header, encrypted, this.hmacTag([header, encrypted], index)];
  }

  /** Drops the state of a stream that will send no more. */
  forget(ssrc: number): void {
    this.#streams.delete(ssrc);
  }
}

interface InboundStream {
  readonly index: PacketIndex;
  readonly replay: ReplayWindow;
}

/** Opens incoming RTP: authenticates, refuses replays, decrypts. */
export class SrtpReceiver extends SrtpCore {
  readonly #streams = new Map<number, InboundStream>();

  /** The payload with its padding, or undefined for a packet that is forged, damaged, or seen before. */
  unprotect(packet: Buffer, headerBytes: number): Buffer | undefined {
    if (packet.length < headerBytes + this.tagBytes) return undefined;
    const ssrc = packet.readUInt32BE(8);
    const known = this.#streams.get(ssrc);
    if (known === undefined && this.#streams.size >= maxStreams) return undefined;
    const stream = known ?? { index: new PacketIndex(), replay: new ReplayWindow() };
    const index = stream.index.estimate(packet.readUInt16BE(2));
    if (index < 0 || !stream.replay.accepts(index)) return undefined;
    const payload = this.#open(packet, headerBytes, ssrc, index);
    if (payload === undefined) return undefined;
    stream.index.record(index);
    stream.replay.record(index);
    if (known === undefined) this.#streams.set(ssrc, stream);
    return payload;
  }

  #open(packet: Buffer, headerBytes: number, ssrc: number, index: number): Buffer | undefined {
    const end = packet.length - this.tagBytes;
    const tag = packet.subarray(end);
    if (!this.aead) {
      if (!timingSafeEqual(this.hmacTag([packet.subarray(0, end)], index), tag)) return undefined;
      const iv = this.iv(ssrc, index);
      return createDecipheriv("aes-128-ctr", this.keys.cipher, iv).update(packet.subarray(headerBytes, end));
    }
    const decipher = createDecipheriv("aes-128-gcm", this.keys.cipher, this.iv(ssrc, index));
    decipher.setAAD(packet.subarray(0, headerBytes)).setAuthTag(tag);
    const payload = decipher.update(packet.subarray(headerBytes, end));
    try {
      decipher.final();
    } catch {
      // Node reports a wrong tag only by throwing; here it is an ordinary forged packet.
      return undefined;
    }
    return payload;
  }
}
