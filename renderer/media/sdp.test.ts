import { describe, expect, it } from "vitest";
import { acceptActiveSetup, answerPassive, offeredStreams, withoutDtx } from "./sdp.ts";

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join("");
const session = lines("v=0", "s=-", "a=setup:active", "t=0 0");
const application = lines("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:app", "a=setup:active");
const audio = (mid: string, direction: string, ...more: string[]) =>
  lines("m=audio 9 UDP/TLS/RTP/SAVPF 111", `a=mid:${mid}`, `a=${direction}`, "a=setup:active", ...more);

describe("acceptActiveSetup", () => {
  it("turns active into actpass in sections without a direction, and nowhere else", () => {
    const offer = session + audio("0", "sendonly") + application;
    expect(acceptActiveSetup(offer)).toBe(
      session + audio("0", "sendonly") + application.replace("setup:active", "setup:actpass"),
    );
  });

  it("leaves an offer that is right as it is", () => {
    const offer = session + application.replace("active", "actpass");
    expect(acceptActiveSetup(offer)).toBe(offer);
  });
});

describe("answerPassive", () => {
  it("makes every m-line passive and leaves the session part alone", () => {
    const answer = session + application + audio("1", "recvonly");
    const passive = answerPassive(answer);
    expect(passive.startsWith(session)).toBe(true);
    expect(passive.slice(session.length).match(/a=setup:\w+/g)).toEqual([
      "a=setup:passive",
      "a=setup:passive",
    ]);
    expect(passive.split("\r\n")).toHaveLength(answer.split("\r\n").length);
  });
});

describe("withoutDtx", () => {
  it.each([
    ["a=fmtp:111 minptime=10;usedtx=1;useinbandfec=1", "a=fmtp:111 minptime=10;useinbandfec=1"],
    ["a=fmtp:111 useinbandfec=1;usedtx=1", "a=fmtp:111 useinbandfec=1"],
    ["a=fmtp:111 minptime=10;useinbandfec=1", "a=fmtp:111 minptime=10;useinbandfec=1"],
  ])("turns %s into %s", (before, after) => {
    expect(withoutDtx(lines(before, "a=ptime:20"))).toBe(lines(after, "a=ptime:20"));
  });
});

describe("offeredStreams", () => {
  it("gathers the mids of each stream that is sent to us", () => {
    const offer =
      session +
      application +
      audio("1", "sendonly", "a=msid:alice a1") +
      audio("2", "sendrecv", "a=msid:alice a2") +
      audio("3", "sendonly", "a=msid:carol c1");
    expect([...offeredStreams(offer)]).toEqual([
      ["alice", ["1", "2"]],
      ["carol", ["3"]],
    ]);
  });

  it("leaves out lines that are inactive, rejected, or without a stream", () => {
    const offer =
      session +
      audio("1", "inactive", "a=msid:alice a1") +
      audio("2", "sendonly", "a=msid:bob b1").replace("m=audio 9", "m=audio 0") +
      audio("3", "sendonly", "a=msid:- x") +
      audio("4", "sendonly");
    expect(offeredStreams(offer).size).toBe(0);
  });

  it("finds nothing in text that is no SDP", () => {
    expect(offeredStreams("hello").size).toBe(0);
  });
});
