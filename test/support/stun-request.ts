/** Binding requests of an ICE agent by hand (RFC 8489 sections 5 and 14, RFC 8445 section 7.1). */
import { createHmac } from "node:crypto";
import { crc32 } from "node:zlib";

const cookie = 0x2112a442;
const types = {
  username: 0x0006,
  integrity: 0x0008,
  priority: 0x0024,
  fingerprint: 0x8028,
  controlling: 0x802a,
};

export interface StunCredentials {
  /** Theirs, colon, ours. */
  readonly username: string;
  /** Their password. */
  readonly password: string;
}

export function bindingRequest(transactionId: Buffer, { username, password }: StunCredentials): Buffer {
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(0x6e7f00ff);
  const attributes = [
    attribute(types.username, Buffer.from(username)),
    attribute(types.priority, priority),
    attribute(types.controlling, Buffer.alloc(8, 7)),
  ];
  const unsigned = message(transactionId, attributes, 24);
  const integrity = attribute(types.integrity, createHmac("sha1", password).update(unsigned).digest());
  const signed = message(transactionId, [...attributes, integrity], 8);
  const check = Buffer.alloc(4);
  check.writeUInt32BE((crc32(signed) ^ 0x5354554e) >>> 0);
  return message(transactionId, [...attributes, integrity, attribute(types.fingerprint, check)], 0);
}

/** `toCome`: bytes that its length counts already (RFC 8489 sections 14.5 and 14.7). */
function message(transactionId: Buffer, attributes: readonly Buffer[], toCome: number): Buffer {
  const body = Buffer.concat(attributes);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt16BE(body.length + toCome, 2);
  header.writeUInt32BE(cookie, 4);
  transactionId.copy(header, 8, 0, 12);
  return Buffer.concat([header, body]);
}

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}
