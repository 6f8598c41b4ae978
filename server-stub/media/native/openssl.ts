import {
  foreignLibrary,
  pointer,
  tryOnce,
  type Address,
  type Foreign,
  type ForeignLibrary,
} from "./foreign.ts";

/** `EVP_CTRL_AEAD_GET_TAG` and `EVP_CTRL_AEAD_SET_TAG`, the same in OpenSSL 1.1, 3 and BoringSSL. */
export const getTag = 0x10;
export const setTag = 0x11;

type Call = Foreign<number>;

/** The part of OpenSSL that packets need. All of it writes only where and as much as its caller says. */
export interface OpenSsl {
  readonly aes128Gcm: Address;
  readonly aes128Ctr: Address;
  readonly sha1: Address;
  readonly newCipher: Foreign<Address>;
  readonly freeCipher: Foreign<void>;
  readonly beginEncryption: Call;
  readonly encrypt: Call;
  readonly endEncryption: Call;
  readonly beginDecryption: Call;
  readonly decrypt: Call;
  readonly endDecryption: Call;
  readonly controlCipher: Call;
  /** What a forged packet leaves must not be taken for somebody else's failure. */
  readonly clearErrors: Foreign<void>;
  readonly newHmac: Foreign<Address>;
  readonly freeHmac: Foreign<void>;
  readonly beginHmac: Call;
  readonly hash: Call;
  readonly endHmac: Call;
}

/** Undefined where the process does not export it, as a Node that is linked otherwise. */
export const nativeOpenSsl = tryOnce((): OpenSsl | undefined => {
  const library = foreignLibrary();
  return library === undefined ? undefined : declared(library);
});

function declared(library: ForeignLibrary): OpenSsl {
  const begin = [pointer, pointer, pointer, pointer, pointer];
  const update = [pointer, pointer, pointer, pointer, "int"];
  const end = [pointer, pointer, pointer];
  const call = (name: string, parameters: readonly string[]): Call =>
    library.declare(name, "int", parameters);
  const make = (name: string): Foreign<Address> => library.declare(name, pointer, []);
  return {
    aes128Gcm: make("EVP_aes_128_gcm")(),
    aes128Ctr: make("EVP_aes_128_ctr")(),
    sha1: make("EVP_sha1")(),
    newCipher: make("EVP_CIPHER_CTX_new"),
    freeCipher: library.declare("EVP_CIPHER_CTX_free", "void", [pointer]),
    beginEncryption: call("EVP_EncryptInit_ex", begin),
    encrypt: call("EVP_EncryptUpdate", update),
    endEncryption: call("EVP_EncryptFinal_ex", end),
    beginDecryption: call("EVP_DecryptInit_ex", begin),
    decrypt: call("EVP_DecryptUpdate", update),
    endDecryption: call("EVP_DecryptFinal_ex", end),
    controlCipher: call("EVP_CIPHER_CTX_ctrl", [pointer, "int", "int", pointer]),
    clearErrors: library.declare("ERR_clear_error", "void", []),
    newHmac: make("HMAC_CTX_new"),
    freeHmac: library.declare("HMAC_CTX_free", "void", [pointer]),
    beginHmac: call("HMAC_Init_ex", [pointer, pointer, "int", pointer, pointer]),
    hash: call("HMAC_Update", [pointer, pointer, "size_t"]),
    endHmac: call("HMAC_Final", [pointer, pointer, pointer]),
  };
}
