import { describe, expect, it } from "vitest";
import { AudioNegotiation } from "./audio-negotiation.ts";
import { parseAudioDescription } from "./audio-description.ts";

const sdp = (...lines: string[]): string =>
  `${["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", ...lines].join("\r\n")}\r\n`;
const phone = (...attributes: string[]): string =>
  sdp(
    "c=IN IP4 192.0.2.1",
    "t=0 0",
    "m=audio 4000 RTP/AVP 96 8 0 101",
    "a=rtpmap:96 opus/48000/2",
    "a=rtpmap:101 telephone-event/8000",
    ...attributes,
  );
const ours = (): AudioNegotiation =>
  new AudioNegotiation({ address: "192.0.2.9", port: 5_000, sessionId: "7" });
const linesOf = (text: string | undefined): string[] => (text ?? "").split("\r\n");

describe("parseAudioDescription", () => {
  it("reads address, codecs that we speak, keys and direction", () => {
    expect(parseAudioDescription(phone("a=sendonly"))).toMatchObject({
      address: "192.0.2.1",
      port: 4_000,
      codecs: [
        { codec: "PCMA", payloadType: 8 },
        { codec: "PCMU", payloadType: 0 },
      ],
      keyPayloadType: 101,
      direction: "sendonly",
    });
  });

  it("takes the address and direction of the stream before those of the session", () => {
    const text = sdp(
      "c=IN IP4 192.0.2.1",
      "a=inactive",
      "t=0 0",
      "m=audio 4000 RTP/AVP 0",
      "c=IN IP6 2001:db8::1",
      "a=recvonly",
    );
    expect(parseAudioDescription(text)).toMatchObject({ address: "2001:db8::1", direction: "recvonly" });
  });

  it.each([
    ["no SDP", "hello"],
    ["no audio", sdp("c=IN IP4 192.0.2.1", "m=video 4000 RTP/AVP 31")],
    ["encrypted audio", sdp("c=IN IP4 192.0.2.1", "m=audio 4000 RTP/SAVP 0")],
    ["refused audio", sdp("c=IN IP4 192.0.2.1", "m=audio 0 RTP/AVP 0")],
    ["a name for an address", sdp("c=IN IP4 phone.example", "m=audio 4000 RTP/AVP 0")],
    ["no address", sdp("m=audio 4000 RTP/AVP 0")],
    ["a port that is none", sdp("c=IN IP4 192.0.2.1", "m=audio 99999 RTP/AVP 0")],
    ["too much", `v=0\r\n${"a=x\r\n".repeat(5_000)}`],
  ])("reads nothing from %s", (_, text) => {
    expect(parseAudioDescription(text)).toBeUndefined();
  });
});

describe("AudioNegotiation", () => {
  it("offers both codecs and keys, with a version that rises", () => {
    const negotiation = ours();
    const lines = linesOf(negotiation.offer());
    expect(lines).toContain("m=audio 5000 RTP/AVP 0 8 101");
    expect(lines).toEqual(
      expect.arrayContaining(["a=ptime:20", "a=sendrecv", "a=rtpmap:101 telephone-event/8000"]),
    );
    expect(lines).toContain("o=- 7 1 IN IP4 192.0.2.9");
    expect(linesOf(negotiation.offer())).toContain("o=- 7 2 IN IP4 192.0.2.9");
  });

  it("answers with the offer's first codec that we speak and its number for keys", () => {
    const negotiation = ours();
    const offer = phone().replaceAll("101", "97");
    const lines = linesOf(negotiation.answer(offer));
    expect(lines).toContain("m=audio 5000 RTP/AVP 8 97");
    expect(negotiation.agreed).toMatchObject({
      codec: "PCMA",
      payloadType: 8,
      keyPayloadType: 97,
      sends: true,
    });
  });

  it("refuses other streams in their places", () => {
    const offer = phone() + "m=video 4002 RTP/AVP 31\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
    expect(linesOf(ours().answer(offer)).filter((line) => line.startsWith("m="))).toEqual([
      "m=audio 5000 RTP/AVP 8 101",
      "m=video 0 RTP/AVP 31",
      "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
    ]);
  });

  it("has no answer without a common codec", () => {
    const negotiation = ours();
    expect(negotiation.answer(phone().replace("96 8 0 101", "96 101"))).toBeUndefined();
    expect(negotiation.acceptAnswer("v=0\r\n")).toBe(false);
    expect(negotiation.agreed).toBeUndefined();
  });

  it.each([
    ["sendrecv", "a=sendrecv", { sends: true, receives: true, heldByRemote: false }],
    ["sendonly", "a=recvonly", { sends: false, receives: true, heldByRemote: true }],
    ["recvonly", "a=sendonly", { sends: true, receives: false, heldByRemote: false }],
    ["inactive", "a=inactive", { sends: false, receives: false, heldByRemote: true }],
  ])("answers %s with %s", (direction, expected, agreed) => {
    const negotiation = ours();
    expect(linesOf(negotiation.answer(phone(`a=${direction}`)))).toContain(expected);
    expect(negotiation.agreed).toMatchObject(agreed);
  });

  it("knows the older way to hold", () => {
    const negotiation = ours();
    negotiation.answer(phone().replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"));
    expect(negotiation.agreed).toMatchObject({ heldByRemote: true, sends: false });
  });

  it("offers sendonly to hold, inactive when both do, and takes back", () => {
    const negotiation = ours();
    negotiation.answer(phone());
    negotiation.holding = true;
    expect(linesOf(negotiation.offer())).toContain("a=sendonly");
    negotiation.acceptAnswer(phone("a=recvonly"));
    expect(negotiation.agreed).toMatchObject({ sends: true, receives: false, heldByRemote: false });
    negotiation.acceptAnswer(phone("a=inactive"));
    expect(linesOf(negotiation.offer())).toContain("a=inactive");
    negotiation.acceptAnswer(phone("a=recvonly"));
    negotiation.holding = false;
    expect(linesOf(negotiation.offer())).toContain("a=sendrecv");
  });
});
