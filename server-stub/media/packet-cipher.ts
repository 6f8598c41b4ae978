import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { NativePacketCipher } from "./native/native-packet-cipher.ts";
import { nativeOpenSsl } from "./native/openssl.ts";
import { srtpProfiles, type SessionKeys, type SrtpProfileName } from "./srtp-key-derivation.ts";

/** One packet in a buffer: the header, what is encrypted up to `end`, and then room for the tag, or the tag. */
export interface CipherPlace {
  readonly buffer: Buffer;
  readonly headerBytes: number;
  readonly end: number;
  readonly iv: Buffer;
  /** AES-CM authenticates it behind the packet (RFC 3711 section 4.2). */
  readonly rollover: number;
}

/** Protects or opens the packets of one direction of one transport, in place. */
export interface PacketCipher {
  /** The caller has left room for the tag. */
  seal(place: CipherPlace): void;
  /** False: the tag is wrong, and what was encrypted is rubbish now. */
  open(place: CipherPlace): boolean;
  /** Ends it; it is not used again. */
  close(): void;
}

export type CipherDirection = "seal" | "open";

/** OpenSSL called directly where this process lets us, and through Node's module elsewhere. */
export function createPacketCipher(
  profile: SrtpProfileName,
  keys: SessionKeys,
  direction: CipherDirection,
): PacketCipher {
  const openSsl = nativeOpenSsl();
  return openSsl === undefined
    ? new NodePacketCipher(profile, keys)
    : new NativePacketCipher(openSsl, { profile, keys, direction });
}

/** Node makes an object of each cipher, and none can be used for a second packet: most of its time goes there. */
export class NodePacketCipher implements PacketCipher {
  readonly #aead: boolean;
  readonly #tagBytes: number;
  readonly #rollover = Buffer.alloc(4);

  constructor(
    profile: SrtpProfileName,
    private readonly keys: SessionKeys,
  ) {
    this.#aead = srtpProfiles[profile].aead;
    this.#tagBytes = srtpProfiles[profile].tagBytes;
  }

  seal(place: CipherPlace): void {
    const { buffer, headerBytes, end, iv } = place;
    const plain = buffer.subarray(headerBytes, end);
    if (this.#aead) {
      const cipher = createCipheriv("aes-128-gcm", this.keys.cipher, iv);
      cipher.setAAD(buffer.subarray(0, headerBytes));
      cipher.update(plain).copy(buffer, headerBytes);
      cipher.final();
      cipher.getAuthTag().copy(buffer, end);
      return;
    }
    createCipheriv("aes-128-ctr", this.keys.cipher, iv).update(plain).copy(buffer, headerBytes);
    this.#hmacTag(place).copy(buffer, end);
  }

  open(place: CipherPlace): boolean {
    const { buffer, headerBytes, end, iv } = place;
    const tag = buffer.subarray(end, end + this.#tagBytes);
    const encrypted = buffer.subarray(headerBytes, end);
    if (!this.#aead) {
      if (!timingSafeEqual(this.#hmacTag(place), tag)) return false;
      createDecipheriv("aes-128-ctr", this.keys.cipher, iv).update(encrypted).copy(buffer, headerBytes);
      return true;
    }
    const decipher = createDecipheriv("aes-128-gcm", this.keys.cipher, iv);
    decipher.setAAD(buffer.subarray(0, headerBytes)).setAuthTag(tag);
    decipher.update(encrypted).copy(buffer, headerBytes);
    try {
      decipher.final();
    } catch {
      // Node reports a wrong tag only by throwing; here it is an ordinary forged packet.
      return false;
    }
    return true;
  }

  close(): void {
    // Nothing outlives a packet.
  }

  /** HMAC-SHA1 over packet and roll-over counter, cut to 80 bits (RFC 3711 section 4.2). */
  #hmacTag({ buffer, end, rollover }: CipherPlace): Buffer {
    this.#rollover.writeUInt32BE(rollover);
    const hmac = createHmac("sha1", this.keys.auth).update(buffer.subarray(0, end));
    return hmac.update(this.#rollover).digest().subarray(0, this.#tagBytes);
  }
}
