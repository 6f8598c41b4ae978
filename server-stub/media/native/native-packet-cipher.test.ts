import { describe, expect, it } from "vitest";
import { deriveSrtpKeys, srtpProfiles, type SrtpProfileName } from "../srtp-key-derivation.ts";
import { NativePacketCipher } from "./native-packet-cipher.ts";
import { nativeOpenSsl } from "./openssl.ts";

const openSsl = nativeOpenSsl();
const profiles = Object.keys(srtpProfiles) as SrtpProfileName[];

// Where koffi is not to be had there is nothing to test: srtp.test.ts runs what is used instead.
describe.runIf(openSsl !== undefined).each(profiles)("OpenSSL called directly, %s", (profile) => {
  const { keyBytes, saltBytes, tagBytes, aead } = srtpProfiles[profile];
  const keys = deriveSrtpKeys({ profile, key: Buffer.alloc(keyBytes, 7), salt: Buffer.alloc(saltBytes, 8) });
  const iv = Buffer.alloc(aead ? 12 : 16, 3);
  const place = { buffer: Buffer.alloc(200), headerBytes: 12, end: 200 - tagBytes, iv, rollover: 0 };
  const create = (direction: "seal" | "open"): NativePacketCipher =>
    new NativePacketCipher(openSsl!, { profile, keys, direction });

  it.each([
    ["a tag behind the buffer", { ...place, end: place.end + 1 }],
    ["a header behind the end", { ...place, headerBytes: place.end + 1 }],
    ["a negative header", { ...place, headerBytes: -1 }],
    ["half a byte", { ...place, end: 20.5 }],
    ["no number", { ...place, end: NaN }],
    ["a short IV", { ...place, iv: iv.subarray(1) }],
  ])("never hands %s to C", (_name, wrong) => {
    expect(() => create("seal").seal(wrong)).toThrow("place is wrong");
    expect(() => create("open").open(wrong)).toThrow("place is wrong");
  });

  it("does nothing with what has been freed, and nothing the wrong way round", () => {
    const [sealing, opening] = [create("seal"), create("open")];
    expect(() => sealing.open(place)).toThrow("cannot do this");
    expect(() => opening.seal(place)).toThrow("cannot do this");
    sealing.seal(place);
    sealing.close();
    sealing.close();
    expect(() => sealing.seal(place)).toThrow("cannot do this");
  });

  it("refuses a key of another length", () => {
    const short = { ...keys, cipher: keys.cipher.subarray(1) };
    const begun = (): unknown =>
      new NativePacketCipher(openSsl!, { profile, keys: short, direction: "seal" });
    expect(begun).toThrow("length");
  });
});
