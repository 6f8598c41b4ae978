import { describe, expect, it } from "vitest";
import type { DtlsClient } from "werift";
import { FinishedRecord } from "./finished-record.ts";

const handshake = 22;
const applicationData = 23;
type Cipher = DtlsClient["cipher"];
type Sealed = Parameters<Cipher["encryptPacket"]>[0];

function record(contentType: number, epoch: number, sequenceNumber: number): Sealed {
  const recordLayerHeader = {
    contentType,
    protocolVersion: { major: 254, minor: 253 },
    epoch,
    sequenceNumber,
    contentLen: 4,
  };
  const fragment = Buffer.from("done");
  const serialize = function (this: Sealed): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt8(this.recordLayerHeader.contentType, 0);
    header.writeUInt16BE(this.recordLayerHeader.epoch, 3);
    header.writeUIntBE(this.recordLayerHeader.sequenceNumber, 5, 6);
    return Buffer.concat([header, this.fragment]);
  };
  return { recordLayerHeader, fragment, serialize } as unknown as Sealed;
}

/** Seals by putting the number in front, so that a test can see what was sealed. */
function client(): DtlsClient {
  const encryptPacket = (packet: Sealed): Sealed => {
    packet.fragment = Buffer.from(
      `${String(packet.recordLayerHeader.sequenceNumber)}:${packet.fragment.toString()}`,
    );
    return packet;
  };
  return { cipher: { encryptPacket }, dtls: { recordSequenceNumber: 0 } } as unknown as DtlsClient;
}

const numberOf = (datagram: Buffer): number => datagram.readUIntBE(5, 6);

describe("FinishedRecord", () => {
  it("lets the first Finished pass, and what comes after it counts on from there", () => {
    const dtls = client();
    const finished = new FinishedRecord(dtls);
    const first = dtls.cipher.encryptPacket(record(handshake, 1, 6)).serialize();
    expect(finished.numbered(first)).toBe(first);
    expect(dtls.dtls.recordSequenceNumber).toBe(6);
  });

  it("seals a repeated Finished anew, under a number of its own each time", () => {
    const dtls = client();
    const finished = new FinishedRecord(dtls);
    const first = dtls.cipher.encryptPacket(record(handshake, 1, 6)).serialize();
    const sent = [first, first, first].map((datagram) => finished.numbered(datagram));
    expect(sent.map(numberOf)).toEqual([6, 7, 8]);
    expect(sent.map((datagram) => datagram.subarray(13).toString())).toEqual(["6:done", "7:done", "8:done"]);
    expect(dtls.dtls.recordSequenceNumber).toBe(8);
  });

  it("leaves everything else as it is", () => {
    const dtls = client();
    const finished = new FinishedRecord(dtls);
    dtls.cipher.encryptPacket(record(handshake, 1, 6));
    for (const other of [record(handshake, 0, 5), record(applicationData, 1, 9)]) {
      const datagram = other.serialize();
      expect(finished.numbered(datagram)).toBe(datagram);
    }
    expect(dtls.dtls.recordSequenceNumber).toBe(0);
  });
});
