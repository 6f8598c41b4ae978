import { createCipheriv } from "node:crypto";

/** DTLS-SRTP protection profiles that this engine negotiates (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
export const srtpProfiles = {
  "aes-128-cm-hmac-sha1-80": { id: 0x0001, keyBytes: 16, saltBytes: 14, tagBytes: 10, aead: false },
  "aead-aes-128-gcm": { id: 0x0007, keyBytes: 16, saltBytes: 12, tagBytes: 16, aead: true },
} as const;

export type SrtpProfileName = keyof typeof srtpProfiles;

/** One direction's master key and salt, as DTLS exports them (RFC 5764 section 4.2). */
export interface SrtpMaster {
  readonly profile: SrtpProfileName;
  readonly key: Buffer;
  readonly salt: Buffer;
}

export interface SessionKeys {
  readonly cipher: Buffer;
  readonly salt: Buffer;
  /** Empty for AEAD profiles, which need none. */
  readonly auth: Buffer;
}

const authKeyBytes = 20;

/** RFC 3711 section 4.3.3: AES-CM keystream of (salt xor label), with a key derivation rate of zero. */
function derive(master: SrtpMaster, label: number, bytes: number): Buffer {
  const counter = Buffer.alloc(16);
  // A 96-bit salt is used as if it had 16 zero bits behind it (RFC 7714 section 11).
  master.salt.copy(counter, 0);
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
  return createCipheriv("aes-128-ctr", master.key, counter).update(Buffer.alloc(bytes));
}

function deriveSet(master: SrtpMaster, firstLabel: number): SessionKeys {
  const { keyBytes, saltBytes, aead } = srtpProfiles[master.profile];
  return {
    cipher: derive(master, firstLabel, keyBytes),
    auth: aead ? Buffer.alloc(0) : derive(master, firstLabel + 1, authKeyBytes),
    salt: derive(master, firstLabel + 2, saltBytes),
  };
}

/** Session keys for RTP: labels 0, 1 and 2 of RFC 3711 section 4.3.1. */
export const deriveSrtpKeys = (master: SrtpMaster): SessionKeys => deriveSet(master, 0);

/** Session keys for RTCP: labels 3, 4 and 5 of RFC 3711 section 4.3.2. */
export const deriveSrtcpKeys = (master: SrtpMaster): SessionKeys => deriveSet(master, 3);
