import { describe, expect, it } from "vitest";
import { createPacketCipher, NodePacketCipher, type PacketCipher } from "./packet-cipher.ts";
import { buildRtpHeader } from "./rtp-packet.ts";
import { SrtcpReceiver, SrtcpSender } from "./srtcp.ts";
import { SrtpReceiver, SrtpSender } from "./srtp.ts";
import {
  deriveSrtcpKeys,
  deriveSrtpKeys,
  srtpProfiles,
  type SessionKeys,
  type SrtpMaster,
  type SrtpProfileName,
} from "./srtp-key-derivation.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");
const profiles = Object.keys(srtpProfiles) as SrtpProfileName[];

function master(profile: SrtpProfileName, fill = 7): SrtpMaster {
  const { keyBytes, saltBytes } = srtpProfiles[profile];
  return { profile, key: Buffer.alloc(keyBytes, fill), salt: Buffer.alloc(saltBytes, fill + 1) };
}

/** Node's module, and whatever this machine has; on most machines that is OpenSSL called directly. */
const ciphers = {
  "node:crypto": (profile: SrtpProfileName, keys: SessionKeys): PacketCipher =>
    new NodePacketCipher(profile, keys),
  "this machine's": createPacketCipher,
} as const;
type CipherName = keyof typeof ciphers;
const cipherNames = Object.keys(ciphers) as CipherName[];
const combinations = profiles.flatMap((profile) => cipherNames.map((cipher) => ({ profile, cipher })));

function pair({ profile, cipher }: { profile: SrtpProfileName; cipher: CipherName }) {
  const keys = deriveSrtpKeys(master(profile));
  return {
    sender: new SrtpSender(profile, keys, ciphers[cipher]),
    receiver: new SrtpReceiver(profile, keys, ciphers[cipher]),
  };
}

function packet(sender: SrtpSender, sequence: number, payload: Buffer = Buffer.from("speech")): Buffer {
  const fields = { marker: false, payloadType: 111, sequence, timestamp: sequence * 960, ssrc: 0xcafebabe };
  return Buffer.from(sender.protect(buildRtpHeader(fields, Buffer.alloc(0)), payload));
}

describe("SRTP key derivation", () => {
  it("gives the session keys of RFC 3711 appendix B.3", () => {
    const keys = deriveSrtpKeys({
      profile: "aes-128-cm-hmac-sha1-80",
      key: hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
      salt: hex("0EC675AD498AFEEBB6960B3AABE6"),
    });
    expect(keys.cipher).toEqual(hex("C61E7A93744F39EE10734AFE3FF7A087"));
    expect(keys.salt).toEqual(hex("30CBBC08863D8C85D49DB34A9AE1"));
    expect(keys.auth).toEqual(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
  });
});

describe.each(cipherNames)("AES-CM encryption by %s", (cipher) => {
  it("produces the key stream of RFC 3711 appendix B.2", () => {
    const keys = {
      cipher: hex("2B7E151628AED2A6ABF7158809CF4F3C"),
      salt: hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
      auth: Buffer.alloc(20),
    };
    const fields = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0 };
    const sender = new SrtpSender("aes-128-cm-hmac-sha1-80", keys, ciphers[cipher]);
    const sent = sender.protect(buildRtpHeader(fields, Buffer.alloc(0)), Buffer.alloc(48));
    expect(sent.subarray(12, 60)).toEqual(
      hex(
        "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0",
      ),
    );
  });
});

describe.each(cipherNames)("AEAD_AES_128_GCM by %s", (cipher) => {
  const keys = {
    cipher: hex("000102030405060708090a0b0c0d0e0f"),
    salt: hex("517569642070726f2071756f"),
    auth: Buffer.alloc(0),
  };

  it("protects the RTP packet of RFC 7714 section 16.1", () => {
    const header = hex("8040f17b 8041f8d3 5501a0b2");
    const payload = Buffer.from("Gallia est omnis divisa in partes tres");
    const expected = hex(`8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca
      be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce`);
    const sender = new SrtpSender("aead-aes-128-gcm", keys, ciphers[cipher]);
    expect(sender.protect(header, payload)).toEqual(expected);
    const receiver = new SrtpReceiver("aead-aes-128-gcm", keys, ciphers[cipher]);
    expect(receiver.unprotect(expected, 12)).toEqual(payload);
  });

  it("opens the RTCP packet of RFC 7714 section 17.1", () => {
    const protectedPacket = hex(`81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7
      6c06f32d c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4`);
    const plain = hex(`81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
      deadbeef deadbeef deadbeef deadbeef deadbeef`);
    expect(new SrtcpReceiver("aead-aes-128-gcm", keys).unprotect(protectedPacket)).toEqual(plain);
  });
});

describe.each(combinations)("SRTP with $profile by $cipher", (combination) => {
  const { profile, cipher } = combination;
  it("gives back what was protected", () => {
    const { sender, receiver } = pair(combination);
    expect(receiver.unprotect(packet(sender, 1, Buffer.from("hello")), 12)?.toString()).toBe("hello");
  });

  it("keeps opening after 200 packets are lost across the sequence wrap", () => {
    const { sender, receiver } = pair(combination);
    let opened = 0;
    for (let index = 65_400; index < 65_400 + 3_000; index++) {
      const datagram = packet(sender, index & 0xffff);
      const lost = index >= 65_440 && index < 65_640;
      if (!lost && receiver.unprotect(datagram, 12) !== undefined) opened += 1;
    }
    expect(opened).toBe(2_800);
  });

  it("opens packets that arrive out of order around the wrap", () => {
    const { sender, receiver } = pair(combination);
    const datagrams = [65_534, 65_535, 0, 1, 2].map((sequence) => packet(sender, sequence));
    const order = [0, 3, 1, 4, 2];
    for (const at of order) expect(receiver.unprotect(datagrams[at]!, 12)?.toString()).toBe("speech");
  });

  it("refuses a packet that was seen before", () => {
    const { sender, receiver } = pair(combination);
    const datagram = packet(sender, 9);
    expect(receiver.unprotect(datagram, 12)).toBeDefined();
    expect(receiver.unprotect(datagram, 12)).toBeUndefined();
  });

  it("refuses a packet with any one bit turned, and stays able to open the right one", () => {
    const { sender, receiver } = pair(combination);
    const datagram = packet(sender, 77);
    for (let byte = 0; byte < datagram.length; byte++) {
      const forged = Buffer.from(datagram);
      forged[byte]! ^= 1 << (byte % 8);
      expect(receiver.unprotect(forged, 12)).toBeUndefined();
    }
    expect(receiver.unprotect(datagram, 12)?.toString()).toBe("speech");
  });

  it("refuses packets under another key and truncated ones", () => {
    const { sender } = pair(combination);
    const stranger = new SrtpReceiver(profile, deriveSrtpKeys(master(profile, 9)), ciphers[cipher]);
    expect(stranger.unprotect(packet(sender, 1), 12)).toBeUndefined();
    expect(pair(combination).receiver.unprotect(packet(sender, 2).subarray(0, 20), 12)).toBeUndefined();
  });

  it("protects empty and large payloads, and opens what the other way has protected", () => {
    for (const other of cipherNames) {
      const { sender } = pair({ profile, cipher: other });
      const { receiver } = pair(combination);
      for (const [at, bytes] of [0, 1, 15, 16, 17, 1_100, 65_000].entries()) {
        const payload = Buffer.from(Array.from({ length: bytes }, (_, index) => index & 0xff));
        const datagram = packet(sender, at, payload);
        expect(datagram.subarray(12, 12 + bytes).equals(payload)).toBe(bytes === 0);
        expect(receiver.unprotect(datagram, 12)?.equals(payload)).toBe(true);
      }
    }
  });

  it("takes no packet that is larger than a datagram, and none after its end", () => {
    const { sender, receiver } = pair(combination);
    expect(() => packet(sender, 1, Buffer.alloc(0x20000))).toThrow("larger than any datagram");
    expect(packet(sender, 2)).toBeDefined();
    receiver.close();
    sender.close();
  });

  it("gives back RTCP, once", () => {
    const keys = deriveSrtcpKeys(master(profile));
    const sender = new SrtcpSender(profile, keys);
    const receiver = new SrtcpReceiver(profile, keys);
    const plain = hex("80c90001 cafebabe 81cb0001 cafebabe");
    const datagrams = [sender.protect(plain), sender.protect(plain)];
    expect(datagrams[0]).not.toEqual(datagrams[1]);
    expect(datagrams.map((datagram) => receiver.unprotect(datagram))).toEqual([plain, plain]);
    expect(receiver.unprotect(datagrams[0]!)).toBeUndefined();
    const forged = sender.protect(plain);
    forged[9]! ^= 1;
    expect(receiver.unprotect(forged)).toBeUndefined();
  });
});

describe.each(cipherNames)("SRTP with AES-CM by %s", (cipher) => {
  const test = {
    profile: "aes-128-cm-hmac-sha1-80",
    key: hex("e1f97a0d3e018be0d64fa32c06de4139"),
    salt: hex("0ec675ad498afeebb6960b3aabe6"),
  } as const;

  it("protects the reference packet of libsrtp byte for byte", () => {
    const sender = new SrtpSender(test.profile, deriveSrtpKeys(test), ciphers[cipher]);
    const header = hex("800f1234 decafbad cafebabe");
    expect(sender.protect(header, Buffer.alloc(16, 0xab))).toEqual(
      hex("800f1234 decafbad cafebabe 4e55dc4c e79978d8 8ca4d215 949d2402 b78d6acc 99ea179b 8dbb"),
    );
  });

  it("protects the reference RTCP packet of libsrtp, which has index 1, byte for byte", () => {
    const sender = new SrtcpSender(test.profile, deriveSrtcpKeys(test));
    const plain = Buffer.concat([hex("81c8000b cafebabe"), Buffer.alloc(16, 0xab)]);
    sender.protect(plain);
    expect(sender.protect(plain)).toEqual(
      hex("81c8000b cafebabe 7128035b e487b9bd bef89041 f977a5a8 80000001 993e08cd 54d6c123 0798"),
    );
  });
});
