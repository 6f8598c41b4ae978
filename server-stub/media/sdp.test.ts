import { describe, expect, it } from "vitest";
import { planAnswer, writeAnswer } from "./publish-negotiation.ts";
import { PublishedTrack } from "./published-track.ts";
import { agreeOnCodecs } from "./sdp-codecs.ts";
import { parseSdp, type SdpSession } from "./sdp-session.ts";
import { joinSdp, mediaSection } from "./sdp-text.ts";
import { agreedTerms, offeredSection, planLines, type SubscriptionLine } from "./subscription-lines.ts";

const fingerprint = Array.from({ length: 32 }, () => "AB").join(":");
const local = {
  ufrag: "abcd",
  pwd: "x".repeat(22),
  fingerprint,
  candidates: [{ transport: "udp", address: "127.0.0.1", port: 4_000 }],
} as const;
const transport = [
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:efgh",
  `a=ice-pwd:${"y".repeat(22)}`,
  `a=fingerprint:sha-256 ${fingerprint}`,
  "a=setup:actpass",
];
const data = [
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  ...transport,
  "a=mid:0",
  "a=sctp-port:5000",
];
const audio = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 110 126",
  ...transport,
  "a=mid:1",
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
  "a=extmap:9 urn:example:unknown",
  "a=sendonly",
  "a=msid:voice track1",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=rtpmap:63 red/48000/2",
  "a=rtpmap:110 telephone-event/48000",
  "a=rtpmap:126 telephone-event/8000",
  "a=ssrc:1001 cname:x",
];
const video = [
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104",
  ...transport,
  "a=mid:2",
  "a=sendonly",
  "a=msid:picture track2",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 goog-remb",
  "a=rtcp-fb:96 nack",
  "a=rtcp-fb:96 nack pli",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:103 H264/90000",
  "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f",
  "a=ssrc-group:FID 2001 2002",
  "a=ssrc:2001 cname:x",
  "a=ssrc:2002 cname:x",
];
const text = (bundle: string, ...sections: string[][]): string =>
  joinSdp([
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${bundle}`,
    ...sections.flat(),
  ]);

function parsed(sdp: string): SdpSession {
  const session = parseSdp(sdp);
  if (!session.ok) throw new Error(session.error);
  return session.value;
}

const offer = (
  announced: string[],
  permitted: ("audio" | "video")[] = ["audio", "video"],
): Parameters<typeof planAnswer>[1] => ({
  sdp: "",
  announced: new Set(announced),
  permitted: new Set(permitted),
});

function answerTo(sdp: string, announced: string[]): string {
  const plan = planAnswer(parsed(sdp), offer(announced));
  if (!plan.ok) throw new Error(plan.error.code);
  return writeAnswer(plan.value, local, { id: "1", version: 1 });
}

describe("publish answer", () => {
  it("keeps mids and order in one bundle, receives media, and keeps telephone-event (R39)", () => {
    const answer = answerTo(text("0 1 2", data, audio, video), ["voice", "picture"]);
    expect(answer.match(/^m=.*$/gm)).toEqual([
      "m=application 4000 UDP/DTLS/SCTP webrtc-datachannel",
      "m=audio 4000 UDP/TLS/RTP/SAVPF 111 0 110 126",
      "m=video 4000 UDP/TLS/RTP/SAVPF 96 97",
    ]);
    expect(answer).toContain("a=group:BUNDLE 0 1 2\r\n");
    expect(answer.match(/a=mid:.*/g)).toEqual(["a=mid:0", "a=mid:1", "a=mid:2"]);
    expect(answer.match(/a=recvonly/g)).toHaveLength(2);
    expect(answer.match(/a=rtcp-mux/g)).toHaveLength(2);
    expect(answer.match(/a=setup:active/g)).toHaveLength(3);
    expect(answer).toContain("a=rtpmap:110 telephone-event/48000\r\n");
    expect(answer).toContain(
      "a=candidate:1 1 udp 2130706431 127.0.0.1 4000 typ host\r\na=end-of-candidates\r\n",
    );
    expect(answer).toContain("a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid");
    expect(answer).not.toMatch(/unknown|goog-remb|red\//);
  });

  it("makes a section inactive whose stream is not announced (R41)", () => {
    const answer = answerTo(text("0 1 2", data, audio, video), ["voice"]);
    expect(answer.match(/a=(recvonly|inactive)/g)).toEqual(["a=recvonly", "a=inactive"]);
  });

  it("refuses a stopped section in its place, outside of the bundle", () => {
    const stopped = audio.map((line) => line.replace("m=audio 9", "m=audio 0"));
    const answer = answerTo(text("0 2", data, stopped, video), ["picture"]);
    expect(answer).toMatch(/m=audio 0 /);
    expect(answer).toContain("a=group:BUNDLE 0 2\r\n");
  });

  it("is refused as a whole when one kind is not permitted (R40)", () => {
    const session = parsed(text("0 1 2", data, audio, video));
    expect(planAnswer(session, offer(["voice", "picture"], ["audio"]))).toEqual({
      ok: false,
      error: { code: "not-permitted", kind: "video" },
    });
    expect(planAnswer(session, offer(["voice"], ["audio"])).ok).toBe(true);
  });
});

describe("simulcast", () => {
  const rid = ["a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"];
  const three = ["a=rid:q send", "a=rid:h send", "a=rid:f send", "a=simulcast:send q;h;f"];
  const answered = (...lines: string[]): string =>
    answerTo(text("0 2", data, [...video, ...lines]), ["picture"]);
  const mid = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid";

  it("is accepted as it is offered, with the extension that tells encodings apart", () => {
    const answer = answered(mid, ...rid, ...three);
    expect(answer.match(/a=(rid|simulcast).*/g)).toEqual([
      "a=rid:q recv",
      "a=rid:h recv",
      "a=rid:f recv",
      "a=simulcast:recv q;h;f",
    ]);
    expect(answer).toContain(rid[0]);
  });

  it("is not accepted where nothing would tell encodings apart, nor for a section that is not used", () => {
    expect(answered(mid, ...three)).not.toMatch(/a=(rid|simulcast)/);
    expect(answerTo(text("0 2", data, [...video, mid, ...rid, ...three]), [])).not.toMatch(
      /a=(rid|simulcast)/,
    );
  });

  it.each([
    ["the first of alternatives, also paused", [...three, "a=rid:g send"], "send q,g;~h", ["q", "h"]],
    ["none that is not described", ["a=rid:q send", "a=rid:h recv"], "send q;h;f;f", ["q"]],
    [
      "four at most",
      ["1", "2", "3", "4", "5"].map((id) => `a=rid:${id} send`),
      "send 1;2;3;4;5",
      ["1", "2", "3", "4"],
    ],
    ["what is sent, wherever that stands", three, "recv f send h", ["h"]],
    ["nothing of nonsense", [...three, "a=rid:q;x send"], "send ;;,~;q;x", ["q"]],
    ["nothing without names", three, "send", []],
  ])("is read as %s", (_, lines, simulcast, rids) => {
    const own = lines.filter((line) => line.startsWith("a=rid"));
    const session = parsed(text("0 2", data, [...video, ...own, `a=simulcast:${simulcast}`]));
    expect(session.sections[1]!.rids).toEqual(rids);
  });
});

describe("SDP reader", () => {
  it("ties repair SSRCs to media SSRCs", () => {
    const section = parsed(text("0 1 2", data, audio, video)).sections[2]!;
    expect(section.ssrcs).toEqual([2001]);
    expect(section.rtxSsrcs).toEqual(new Map([[2001, 2002]]));
  });

  it.each([
    ["nothing", ""],
    ["noise", "hello\r\nworld"],
    ["no section", text("")],
    [
      "a section without mid",
      text(
        "0",
        data.filter((line) => !line.startsWith("a=mid")),
      ),
    ],
    ["two sections with one mid", text("0", data, data)],
    [
      "no ICE password",
      text(
        "0",
        data.filter((line) => !line.startsWith("a=ice-pwd")),
      ),
    ],
    [
      "no fingerprint",
      text(
        "0",
        data.filter((line) => !line.startsWith("a=fingerprint")),
      ),
    ],
    ["a payload type out of range", text("0 1", data, ["m=audio 9 UDP/TLS/RTP/SAVPF 300", "a=mid:1"])],
    [
      "200 sections",
      text("0", ...Array.from({ length: 200 }, (_, at) => [...data.slice(0, 6), `a=mid:${at}`])),
    ],
    ["a very long text", `${text("0", data)}a=x:${"x".repeat(300_000)}`],
  ])("refuses %s", (_, sdp) => {
    expect(parseSdp(sdp).ok).toBe(false);
  });

  it("does not let a stream id carry anything but a token", () => {
    const forged = audio.map((line) => line.replace("a=msid:voice", "a=msid:vo\ra=candidate"));
    expect(parsed(text("0 1", data, forged)).sections[1]!.msid).toBeUndefined();
  });

  it("agrees to repairs of video only: nothing sorts out what comes twice of audio", () => {
    const repaired = [...audio, "a=rtpmap:9 rtx/48000", "a=fmtp:9 apt=111"];
    const [section] = parsed(text("1", repaired)).sections;
    expect(agreeOnCodecs("audio", section!.formats)[0]).toMatchObject({
      payloadType: 111,
      rtxPayloadType: undefined,
    });
  });

  it("takes each header extension once: each packet would carry it as often as it is listed", () => {
    const again = [
      ...audio,
      ...Array.from({ length: 1_000 }, (_, at) => audio[7]!.replace(":1 ", `:${String(1 + (at % 200))} `)),
    ];
    const [once, often] = [audio, again].map((lines) => parsed(text("1", lines)).sections[0]!.extensions);
    expect(often).toEqual(once);
  });

  it("never throws on damaged descriptions", () => {
    const whole = text("0 1 2", data, audio, video);
    for (let at = 0; at < whole.length; at += 3) {
      expect(() => parseSdp(whole.slice(0, at) + whole.slice(at + 7))).not.toThrow();
    }
  });
});

describe("subscription lines", () => {
  const voice = new PublishedTrack("audio", "voice", "alice");
  const picture = new PublishedTrack("video", "picture", "alice");
  const answered = (lines: readonly SubscriptionLine[]): SubscriptionLine[] =>
    lines.map((line) => ({ ...line, free: line.content === undefined }));

  it("keep their place; an emptied line is used again only after the client has agreed that it is empty", () => {
    const first = answered(planLines([], [voice, picture]));
    expect(first.map(({ mid, kind }) => [mid, kind])).toEqual([
      ["1", "audio"],
      ["2", "video"],
    ]);
    const emptied = planLines(first, [picture]);
    expect(emptied[0]!.content).toBeUndefined();
    expect(emptied[1]).toBe(first[1]);
    const other = new PublishedTrack("audio", "voice2", "carol");
    expect(planLines(emptied, [picture, other]).map(({ content }) => content?.track)).toEqual([
      undefined,
      picture,
      other,
    ]);
    expect(planLines(answered(emptied), [picture, other]).map(({ content }) => content?.track)).toEqual([
      other,
      picture,
    ]);
  });

  it("are offered with direction, actpass and msid, and as inactive when empty (R47)", () => {
    const [line] = planLines([], [voice]);
    const section = mediaSection(local, offeredSection(line!)).join("\n");
    expect(section).toMatch(/a=sendonly\n/);
    expect(section).toMatch(/a=setup:actpass\n/);
    expect(section).toContain(`a=msid:voice ${voice.id}`);
    const empty = mediaSection(local, offeredSection({ ...line!, content: undefined })).join("\n");
    expect(empty).toMatch(/^m=audio 4000 /);
    expect(empty).toMatch(/a=inactive\n/);
    expect(empty).not.toMatch(/msid|ssrc:/);
  });

  it("send what the answer accepts, and nothing where it does not receive", () => {
    const [line] = planLines([], [picture]);
    const answer = parsed(text("0 2", data, video)).sections[1]!;
    const terms = agreedTerms(line!.content!, { ...answer, direction: "recvonly" });
    expect(terms?.payloadTypes).toEqual(new Map([["vp8", { media: 96, rtx: 97 }]]));
    expect(agreedTerms(line!.content!, { ...answer, direction: "inactive" })).toBeUndefined();
    expect(agreedTerms(line!.content!, { ...answer, direction: "recvonly", port: 0 })).toBeUndefined();
  });

  it("number packets for the whole transport where repairs have a stream of their own", () => {
    const [line] = planLines([], [picture]);
    const uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    const answer = { ...parsed(text("0 2", data, video)).sections[1]!, direction: "recvonly" as const };
    const withExtension = { ...answer, extensions: [{ id: 6, uri }] };
    expect(agreedTerms(line!.content!, answer)?.transportCcExtension).toBeUndefined();
    expect(agreedTerms(line!.content!, withExtension)?.transportCcExtension).toBe(6);
    const withoutRepairs = withExtension.formats.filter(({ encoding }) => !encoding.startsWith("rtx"));
    expect(
      agreedTerms(line!.content!, { ...withExtension, formats: withoutRepairs })?.transportCcExtension,
    ).toBeUndefined();
    const offer = mediaSection(local, offeredSection(line!));
    expect(offer).toContain(`a=extmap:6 ${uri}`);
    expect(offer).toContain("a=rtcp-fb:96 transport-cc");
  });
});
