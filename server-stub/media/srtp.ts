import { createPacketCipher, type CipherDirection, type PacketCipher } from "./packet-cipher.ts";
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

/** The largest datagram of IPv4 and more than any header of ours: one place for all packets that are being protected. */
const scratch = Buffer.alloc(0x20000);

abstract class SrtpCore {
  protected readonly tagBytes: number;
  protected readonly cipher: PacketCipher;
  readonly #aead: boolean;
  readonly #salt: Buffer;
  readonly #iv: Buffer;

  constructor(
    profile: SrtpProfileName,
    keys: SessionKeys,
    { direction, createCipher }: { direction: CipherDirection; createCipher: typeof createPacketCipher },
  ) {
    this.#aead = srtpProfiles[profile].aead;
    this.tagBytes = srtpProfiles[profile].tagBytes;
    this.#salt = keys.salt;
    this.#iv = Buffer.alloc(this.#aead ? 12 : 16);
    this.cipher = createCipher(profile, keys, direction);
  }

  /** Ends it: nothing is protected or opened any more. */
  close(): void {
    this.cipher.close();
  }

  /** The same buffer each time. */
  protected iv(ssrc: number, index: number): Buffer {
    return (this.#aead ? aeadIv : counterIv)(this.#salt, ssrc, index, this.#iv);
  }
}

const rolloverOf = (index: number): number => Math.floor(index / 0x10000);

/** Protects outgoing RTP. The caller owns SSRCs and never uses an index twice for other bytes. */
export class SrtpSender extends SrtpCore {
  readonly #streams = new Map<number, PacketIndex>();

  /** `keys` are session keys, from `deriveSrtpKeys`. */
  constructor(profile: SrtpProfileName, keys: SessionKeys, createCipher = createPacketCipher) {
    super(profile, keys, { direction: "seal", createCipher });
  }

  /**
   * The packet to send, in a place that the next one takes, of whatever sender. The header's SSRC and sequence number are
   * read from it.
   */
  protect(header: Buffer, payload: Buffer): Buffer {
    const headerBytes = header.length;
    const end = headerBytes + payload.length;
    const packetBytes = end + this.tagBytes;
    if (packetBytes > scratch.length) throw new Error("a packet is larger than any datagram");
    const ssrc = header.readUInt32BE(8);
    const index = this.#nextIndex(ssrc, header.readUInt16BE(2));
    header.copy(scratch);
    payload.copy(scratch, headerBytes);
    const iv = this.iv(ssrc, index);
    this.cipher.seal({ buffer: scratch, headerBytes, end, iv, rollover: rolloverOf(index) });
    return scratch.subarray(0, packetBytes);
  }

  /** Drops the state of a stream that will send no more. */
  forget(ssrc: number): void {
    this.#streams.delete(ssrc);
  }

  #nextIndex(ssrc: number, sequence: number): number {
    let stream = this.#streams.get(ssrc);
    if (stream === undefined) this.#streams.set(ssrc, (stream = new PacketIndex()));
    const index = stream.estimate(sequence);
    stream.record(index);
    return index;
  }
}

interface InboundStream {
  readonly index: PacketIndex;
  readonly replay: ReplayWindow;
}

/** Opens incoming RTP: authenticates, refuses replays, decrypts. */
export class SrtpReceiver extends SrtpCore {
  readonly #streams = new Map<number, InboundStream>();

  /** `keys` are session keys, from `deriveSrtpKeys`. */
  constructor(profile: SrtpProfileName, keys: SessionKeys, createCipher = createPacketCipher) {
    super(profile, keys, { direction: "open", createCipher });
  }

  /**
   * The payload with its padding, decrypted in its place in `packet`; or undefined for a packet that is forged, damaged, or
   * seen before.
   */
  unprotect(packet: Buffer, headerBytes: number): Buffer | undefined {
    if (packet.length < headerBytes + this.tagBytes) return undefined;
    const ssrc = packet.readUInt32BE(8);
    const known = this.#streams.get(ssrc);
    if (known === undefined && this.#streams.size >= maxStreams) return undefined;
    const stream = known ?? { index: new PacketIndex(), replay: new ReplayWindow() };
    const index = stream.index.estimate(packet.readUInt16BE(2));
    if (index < 0 || !stream.replay.accepts(index)) return undefined;
    const end = packet.length - this.tagBytes;
    const place = { buffer: packet, headerBytes, end, iv: this.iv(ssrc, index), rollover: rolloverOf(index) };
    if (!this.cipher.open(place)) return undefined;
    stream.index.record(index);
    stream.replay.record(index);
    if (known === undefined) this.#streams.set(ssrc, stream);
    return packet.subarray(headerBytes, end);
  }
}
