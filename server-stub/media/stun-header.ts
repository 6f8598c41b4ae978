/** As much of STUN (RFC 8489 section 5) as it takes to know whose a message is. Nothing here is authenticated. */

const cookie = 0x2112a442;
const headerBytes = 20;
const usernameAttribute = 0x0006;

export type StunAddressee =
  /** A request: the part of USERNAME that we have made up (RFC 8445 section 7.2.2). */
  | { readonly kind: "request"; readonly ufrag: string }
  /** An answer, or an indication: it goes to whoever has begun the transaction. */
  | { readonly kind: "response"; readonly transaction: string };

/** Undefined: not STUN, or a request that names nobody. */
export function readStunAddressee(data: Buffer): StunAddressee | undefined {
  if (data.length < headerBytes || data.readUInt32BE(4) !== cookie) return undefined;
  const type = data.readUInt16BE(0);
  // RFC 7983: the two highest bits are zero. Bits 8 and 4 are the class; a request has neither.
  if (type > 0x3fff || data.readUInt16BE(2) !== data.length - headerBytes) return undefined;
  if ((type & 0x0110) !== 0) return { kind: "response", transaction: transactionOf(data) };
  const ufrag = readLocalUfrag(data);
  return ufrag === undefined ? undefined : { kind: "request", ufrag };
}

/** The transaction that a request of ours begins; undefined for what is no STUN request. */
export function readBegunTransaction(data: Buffer): string | undefined {
  const isRequest = data.length >= headerBytes && data[0] === 0 && ((data[1] ?? 0) & 0x10) === 0;
  return isRequest && data.readUInt32BE(4) === cookie ? transactionOf(data) : undefined;
}

const transactionOf = (data: Buffer): string => data.toString("latin1", 8, headerBytes);

/** USERNAME is the receiver's fragment, a colon, and the sender's. */
function readLocalUfrag(data: Buffer): string | undefined {
  let at = headerBytes;
  while (at + 4 <= data.length) {
    const [type, length] = [data.readUInt16BE(at), data.readUInt16BE(at + 2)];
    const end = at + 4 + length;
    if (end > data.length) return undefined;
    if (type === usernameAttribute) {
      const colon = data.subarray(at + 4, end).indexOf(0x3a);
      return colon < 0 ? undefined : data.toString("latin1", at + 4, at + 4 + colon);
    }
    at = end + ((4 - (length % 4)) % 4);
  }
  return undefined;
}
