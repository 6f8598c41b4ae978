import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { err, ok, type Result } from "../../common/result.ts";

/** RFC 9180 §7: X25519 with HKDF-SHA256, and AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const info = new TextEncoder().encode("deskline mail 1");
/** The length of the words tells less this way. */
const padTo = 256;

export interface Sealed {
  /** The encapsulated key and the ciphertext, base64url. */
  readonly enc: string;
  readonly body: string;
}

/** A new pair of keys, serialized: private, a dot, public. */
export async function newMailKey(): Promise<string> {
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  const parts = [
    await suite.kem.serializePrivateKey(privateKey),
    await suite.kem.serializePublicKey(publicKey),
  ];
  return parts.map((part) => Buffer.from(part).toString("base64url")).join(".");
}

/**
 * Seals for other clients and opens what they sealed for us, in HPKE's authenticated mode (RFC 9180 §5.1.3): only who
 * holds the sender's private key can have made it, so that the token server can neither read nor write mail.
 */
export class MailSeal {
  readonly publicKey: string;
  readonly #pair: CryptoKeyPair;

  private constructor(publicKey: string, pair: CryptoKeyPair) {
    this.publicKey = publicKey;
    this.#pair = pair;
  }

  static async from(serialized: string): Promise<MailSeal> {
    const [secret = "", open = ""] = serialized.split(".");
    const privateKey = await suite.kem.importKey("raw", bytes(secret), false);
    return new MailSeal(open, { privateKey, publicKey: await readPublicKey(open) });
  }

  /** `about` is bound to it: who to whom, by which id. */
  async seal(to: string, about: string, text: string): Promise<Sealed> {
    const plain = Buffer.from(text, "utf8");
    const padded = Buffer.alloc(Math.ceil((plain.length + 1) / padTo) * padTo, " ");
    plain.copy(padded);
    const keys = { recipientPublicKey: await readPublicKey(to), senderKey: this.#pair, info };
    const { enc, ct } = await suite.seal(keys, arrayBuffer(padded), aad(about));
    return { enc: Buffer.from(enc).toString("base64url"), body: Buffer.from(ct).toString("base64url") };
  }

  /** Fails for what was not sealed for us, by this sender, about this. */
  async open(from: string, about: string, sealed: Sealed): Promise<Result<string, "unreadable">> {
    try {
      const keys = {
        recipientKey: this.#pair,
        senderPublicKey: await readPublicKey(from),
        enc: bytes(sealed.enc),
        info,
      };
      const plain = await suite.open(keys, bytes(sealed.body), aad(about));
      return ok(Buffer.from(plain).toString("utf8").trimEnd());
    } catch {
      // The library has one class for each step that failed; to us they mean the same.
      return err("unreadable");
    }
  }
}

const readPublicKey = (text: string): Promise<CryptoKey> => suite.kem.importKey("raw", bytes(text), true);
const bytes = (text: string): ArrayBuffer => arrayBuffer(Buffer.from(text, "base64url"));
const aad = (about: string): ArrayBuffer => arrayBuffer(Buffer.from(about, "utf8"));
const arrayBuffer = (buffer: Buffer): ArrayBuffer => Uint8Array.from(buffer).buffer;
