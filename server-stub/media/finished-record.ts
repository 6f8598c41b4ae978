import type { DtlsClient } from "werift";

/** DTLS record header (RFC 6347 section 4.1): content type, version, epoch, 48 bits of sequence number, length. */
const handshake = 22;
const at = { epoch: 3, sequenceNumber: 5 } as const;
const headerBytes = 13;

type SealedRecord = ReturnType<DtlsClient["cipher"]["encryptPacket"]>;

/**
 * Numbers what werift 0.24.4 does not: it repeats its encrypted Finished as the very same record, which the other end
 * drops as a replay (RFC 6347 section 4.1.2.6), so that a lost answer to it was never sent again and the handshake hung.
 * And it counts the records after it from 1 again, past the Finished's own number: one AEAD nonce twice (RFC 5288
 * section 3).
 */
export class FinishedRecord {
  readonly #client: DtlsClient;
  readonly #seal: (record: SealedRecord) => SealedRecord;
  #plain: { readonly record: SealedRecord; readonly fragment: Buffer } | null = null;
  #wasSent = false;

  constructor(client: DtlsClient) {
    this.#client = client;
    const { cipher } = client;
    this.#seal = cipher.encryptPacket.bind(cipher);
    cipher.encryptPacket = (record) => {
      // werift seals in place.
      if (record.recordLayerHeader.contentType === handshake)
        this.#plain = { record, fragment: record.fragment };
      return this.#seal(record);
    };
  }

  /** What is to be sent for this datagram of werift's. */
  numbered(datagram: Buffer): Buffer {
    if (!isFinished(datagram) || this.#plain === null) return datagram;
    const { dtls } = this.#client;
    if (!this.#wasSent) {
      this.#wasSent = true;
      dtls.recordSequenceNumber = datagram.readUIntBE(at.sequenceNumber, 6);
      return datagram;
    }
    const { record, fragment } = this.#plain;
    record.fragment = fragment;
    record.recordLayerHeader.sequenceNumber = ++dtls.recordSequenceNumber;
    return this.#seal(record).serialize();
  }
}

/** The only handshake message of ours that is encrypted. */
const isFinished = (datagram: Buffer): boolean =>
  datagram.length > headerBytes && datagram[0] === handshake && datagram.readUInt16BE(at.epoch) > 0;
