import { timingSafeEqual } from "node:crypto";
import type { CipherDirection, CipherPlace, PacketCipher } from "../packet-cipher.ts";
import { srtpProfiles, type SessionKeys, type SrtpProfileName } from "../srtp-key-derivation.ts";
import type { Address } from "./foreign.ts";
import { getTag, setTag, type OpenSsl } from "./openssl.ts";

const sha1Bytes = 20;

interface CipherOptions {
  readonly profile: SrtpProfileName;
  readonly keys: SessionKeys;
  readonly direction: CipherDirection;
}

/**
 * One cipher object of OpenSSL, and for AES-CM one HMAC, for all packets of a direction: each takes a new IV and keeps the
 * key that was set up once. OpenSSL sees only places that have been checked to lie in their buffer.
 */
export class NativePacketCipher implements PacketCipher {
  readonly #aead: boolean;
  readonly #tagBytes: number;
  readonly #direction: CipherDirection;
  #cipher: Address;
  #hmac: Address = null;
  readonly #rollover = Buffer.alloc(4);
  readonly #digest = Buffer.alloc(sha1Bytes);
  /** Where OpenSSL says how much it wrote, which for these ciphers is what went in. */
  readonly #written = Buffer.alloc(4);

  constructor(
    private readonly openSsl: OpenSsl,
    { profile, keys, direction }: CipherOptions,
  ) {
    const { aead, tagBytes, keyBytes } = srtpProfiles[profile];
    this.#aead = aead;
    this.#tagBytes = tagBytes;
    this.#direction = direction;
    if (keys.cipher.length !== keyBytes) throw new Error("the key has another length than its cipher");
    this.#cipher = openSsl.newCipher();
    const begin = direction === "seal" ? openSsl.beginEncryption : openSsl.beginDecryption;
    this.#must(begin(this.#cipher, aead ? openSsl.aes128Gcm : openSsl.aes128Ctr, null, keys.cipher, null));
    if (aead) return;
    this.#hmac = openSsl.newHmac();
    this.#must(openSsl.beginHmac(this.#hmac, keys.auth, keys.auth.length, openSsl.sha1, null));
  }

  seal(place: CipherPlace): void {
    this.#check(place, "seal");
    const { buffer, headerBytes, end, iv } = place;
    const { beginEncryption, encrypt, endEncryption, controlCipher } = this.openSsl;
    const body = buffer.subarray(headerBytes, end);
    this.#must(beginEncryption(this.#cipher, null, null, null, iv));
    if (this.#aead) this.#must(encrypt(this.#cipher, null, this.#written, buffer, headerBytes));
    this.#must(encrypt(this.#cipher, body, this.#written, body, body.length));
    const tag = buffer.subarray(end, end + this.#tagBytes);
    if (this.#aead) {
      this.#must(endEncryption(this.#cipher, tag, this.#written));
      this.#must(controlCipher(this.#cipher, getTag, this.#tagBytes, tag));
    } else {
      this.#authenticate(place);
      this.#digest.copy(tag, 0, 0, this.#tagBytes);
    }
  }

  open(place: CipherPlace): boolean {
    this.#check(place, "open");
    const { buffer, headerBytes, end, iv } = place;
    const { beginDecryption, decrypt, endDecryption, controlCipher } = this.openSsl;
    const body = buffer.subarray(headerBytes, end);
    const tag = buffer.subarray(end, end + this.#tagBytes);
    if (!this.#aead) {
      this.#authenticate(place);
      if (!timingSafeEqual(this.#digest.subarray(0, this.#tagBytes), tag)) return false;
    }
    this.#must(beginDecryption(this.#cipher, null, null, null, iv));
    if (this.#aead) this.#must(decrypt(this.#cipher, null, this.#written, buffer, headerBytes));
    this.#must(decrypt(this.#cipher, body, this.#written, body, body.length));
    if (!this.#aead) return true;
    this.#must(controlCipher(this.#cipher, setTag, this.#tagBytes, tag));
    const authentic = endDecryption(this.#cipher, this.#digest, this.#written) === 1;
    if (!authentic) this.openSsl.clearErrors();
    return authentic;
  }

  close(): void {
    if (this.#cipher !== null) this.openSsl.freeCipher(this.#cipher);
    if (this.#hmac !== null) this.openSsl.freeHmac(this.#hmac);
    this.#cipher = null;
    this.#hmac = null;
  }

  /** HMAC-SHA1 over packet and roll-over counter, into `#digest` (RFC 3711 section 4.2). */
  #authenticate({ buffer, end, rollover }: CipherPlace): void {
    const { beginHmac, hash, endHmac } = this.openSsl;
    this.#rollover.writeUInt32BE(rollover);
    this.#must(beginHmac(this.#hmac, null, 0, null, null));
    this.#must(hash(this.#hmac, buffer, end));
    this.#must(hash(this.#hmac, this.#rollover, this.#rollover.length));
    this.#must(endHmac(this.#hmac, this.#digest, this.#written));
  }

  /** What C would not see: a place outside of its buffer, or a cipher that has been freed. */
  #check({ buffer, headerBytes, end, iv }: CipherPlace, direction: CipherDirection): void {
    const inside = headerBytes >= 0 && headerBytes <= end && end + this.#tagBytes <= buffer.length;
    const whole = Number.isInteger(headerBytes) && Number.isInteger(end);
    if (!inside || !whole || iv.length !== (this.#aead ? 12 : 16))
      throw new Error("a packet's place is wrong");
    if (this.#cipher === null || direction !== this.#direction) throw new Error("the cipher cannot do this");
  }

  #must(result: number): void {
    if (result !== 1) throw new Error("OpenSSL refused a packet");
  }
}
