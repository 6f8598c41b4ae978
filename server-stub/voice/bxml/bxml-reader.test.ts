import { describe, expect, it } from "vitest";
import { readBxml } from "./bxml-reader.ts";

const base = new URL("https://app.example/hooks/answer?call=1");
const read = (xml: string) => readBxml(xml, base);
const verbs = (inner: string) => {
  const script = read(`<Response>${inner}</Response>`);
  if (!script.ok) throw new Error(script.error);
  return script.value.verbs;
};
const problem = (xml: string): string => {
  const script = read(xml);
  return script.ok ? "none" : script.error;
};
const post = (url: string) => ({ url: new URL(url), method: "POST" });
const jwt = "aa.bb.cc;encoding=jwt";

describe("readBxml", () => {
  it("reads the vendor SDK's transfer document", () => {
    const uui = "93d6f3c0be5845960b744fa28015d8ede84bd1a4;encoding=base64,aa.bb.cc;encoding=jwt";
    const text = `<?xml version="1.0" encoding="UTF-8" ?>\n<Response><Transfer>\n\t<SipUri uui="${uui}">sip:sipx.webrtc.bandwidth.com:5060</SipUri>\n</Transfer></Response>`;
    expect(read(text)).toEqual({
      ok: true,
      value: {
        verbs: [
          {
            verb: "Transfer",
            callTimeoutMs: 30_000,
            targets: [
              {
                to: "sip:sipx.webrtc.bandwidth.com:5060",
                uui: {
                  text: uui,
                  token: "aa.bb.cc",
                  callIdHex: "93d6f3c0be5845960b744fa28015d8ede84bd1a4",
                },
              },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ["<Pause/>", { verb: "Pause", durationMs: 1_000 }],
    ['<Pause duration="0.5"/>', { verb: "Pause", durationMs: 500 }],
    ["<Ring/>", { verb: "Ring", durationMs: 5_000, answerCall: true }],
    ['<Ring duration="30" answerCall="false"/>', { verb: "Ring", durationMs: 30_000, answerCall: false }],
    ["<Hangup/>", { verb: "Hangup" }],
    ["<StopGather/>", { verb: "StopGather" }],
    ["<Tag>order 7</Tag>", { verb: "Tag", tag: "order 7" }],
    [
      "<SpeakSentence voice='julie'>Good  <b>day</b> &amp; bye</SpeakSentence>",
      { verb: "SpeakSentence", text: "Good day & bye" },
    ],
    [
      "<SendDtmf>1,w#W</SendDtmf>",
      { verb: "SendDtmf", steps: ["1", 500, 500, "#", 1_000], toneMs: 200, gapMs: 400 },
    ],
    [
      "<SendDtmf toneDuration='90' toneInterval='60'>a</SendDtmf>",
      { verb: "SendDtmf", steps: ["A"], toneMs: 90, gapMs: 60 },
    ],
    ["<Redirect redirectUrl='/next'/>", { verb: "Redirect", redirect: post("https://app.example/next") }],
    [
      "<Redirect redirectUrl='next' redirectMethod='get' tag='t'/>",
      {
        verb: "Redirect",
        tag: "t",
        redirect: { url: new URL("https://app.example/hooks/next"), method: "GET" },
      },
    ],
    [
      "<StartGather dtmfUrl='https://other.example/dtmf' username='u' password='p'/>",
      { verb: "StartGather", dtmf: { ...post("https://other.example/dtmf"), username: "u", password: "p" } },
    ],
    [
      "<Bridge bridgeTargetCompleteUrl='/t' bridgeCompleteUrl='/c' bridgeCompleteFallbackUrl='/f'>c-1</Bridge>",
      {
        verb: "Bridge",
        targetCallId: "c-1",
        targetComplete: post("https://app.example/t"),
        complete: { ...post("https://app.example/c"), fallback: post("https://app.example/f") },
      },
    ],
    [
      "<Gather gatherUrl='g' maxDigits='3' terminatingDigits='#' firstDigitTimeout='9' repeatCount='2'><SpeakSentence>Hi</SpeakSentence></Gather>",
      {
        verb: "Gather",
        gather: post("https://app.example/hooks/g"),
        maxDigits: 3,
        terminatingDigits: "#",
        firstDigitTimeoutMs: 9_000,
        interDigitTimeoutMs: 5_000,
        repeatCount: 2,
        prompts: [{ verb: "SpeakSentence", text: "Hi" }],
      },
    ],
  ])("reads %s", (xml, expected) => {
    expect(verbs(xml)).toEqual([expected]);
  });

  it("reads up to eight targets with their own webhooks", () => {
    const [transfer] = verbs(
      `<Transfer transferCallerId="+19195550150" callTimeout="10" transferCompleteUrl="/done">${'<PhoneNumber transferAnswerUrl="/a" transferDisconnectUrl="/d">+19195550101</PhoneNumber>'.repeat(8)}</Transfer>`,
    );
    expect(transfer).toMatchObject({ callerId: "+19195550150", callTimeoutMs: 10_000 });
    expect(transfer?.verb === "Transfer" && transfer.targets).toHaveLength(8);
  });

  it.each([
    ["", "must contain a root element"],
    ["<Response>", "unclosed tag"],
    ["<Response><Pause></Response>", "unexpected close tag"],
    ["<Answer/>", "root"],
    ["<Response/><Response/>", "only one root"],
    ["<Response><Dance/></Response>", "Dance is not a verb"],
    ["<Response><toString/></Response>", "not a verb"],
    ["<Response><PlayAudio>x.wav</PlayAudio></Response>", "not supported by this server"],
    ["<Response><Conference>room</Conference></Response>", "not supported by this server"],
    ["<Response><Pause duration='0'/></Response>", "between 0.1 and 86400"],
    ["<Response><Pause duration='1e9'/></Response>", "between"],
    ["<Response><Ring answercall='false'/></Response>", "does not know answercall"],
    ["<Response><Ring answerCall='no'/></Response>", "true or false"],
    ["<Response><Redirect/></Response>", "redirectUrl"],
    ["<Response><Redirect redirectUrl='file:///etc/passwd'/></Response>", "http or https"],
    ["<Response><Redirect redirectUrl='/x' redirectMethod='PUT'/></Response>", "GET or POST"],
    ["<Response><Transfer/></Response>", "1 to 8"],
    [
      `<Response><Transfer>${"<PhoneNumber>+19195550101</PhoneNumber>".repeat(9)}</Transfer></Response>`,
      "1 to 8",
    ],
    ["<Response><Transfer><PhoneNumber>9195550101</PhoneNumber></Transfer></Response>", "E.164"],
    ["<Response><Transfer><PhoneNumber>911</PhoneNumber></Transfer></Response>", "emergency"],
    ["<Response><Transfer><SipUri>sip:911@pbx.example</SipUri></Transfer></Response>", "emergency"],
    ["<Response><Transfer><SipUri>http://pbx.example</SipUri></Transfer></Response>", "SIP address"],
    ["<Response><Transfer><Pause/></Transfer></Response>", "neither PhoneNumber nor SipUri"],
    ["<Response><Transfer><SipUri uui='x'>sip:a@b.example</SipUri></Transfer></Response>", "uui"],
    ["<Response><Gather maxDigits='51'/></Response>", "maxDigits"],
    ["<Response><Gather maxDigits='1.5'/></Response>", "whole number"],
    ["<Response><Gather terminatingDigits='x'/></Response>", "terminatingDigits"],
    ["<Response><SendDtmf>12x</SendDtmf></Response>", "neither a key nor a pause"],
    [`<Response><SendDtmf>${"1".repeat(51)}</SendDtmf></Response>`, "1 to 50"],
    ["<Response><Bridge/></Response>", "call id"],
  ])("refuses %s", (xml, said) => {
    expect(problem(xml)).toMatch(new RegExp(said));
  });

  it("R63 refuses a uui of more than 256 characters and takes one of 256", () => {
    const uui = (length: number) => `${"a".repeat(length - jwt.length)}${jwt}`;
    const transfer = (length: number) =>
      `<Response><Transfer><SipUri uui="${uui(length)}">sip:sipx.webrtc.bandwidth.com</SipUri></Transfer></Response>`;
    expect(problem(transfer(256))).toBe("none");
    expect(problem(transfer(257))).toContain("256");
  });
});

describe("hostile XML", () => {
  const bomb = `<!DOCTYPE r [<!ENTITY a "${"x".repeat(100)}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;

  it.each([
    ["an entity bomb", `${bomb}<Response><Tag>&b;</Tag></Response>`, "DOCTYPE"],
    [
      "an external entity",
      `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><Response><Tag>&f;</Tag></Response>`,
      "DOCTYPE",
    ],
    ["an entity of its own", "<Response><Tag>&secret;</Tag></Response>", "entity"],
    ["a processing instruction", "<?php x ?><Response/>", "processing instruction"],
    ["more than 64 KB", `<Response><Tag>${"x".repeat(65_536)}</Tag></Response>`, "64 KB"],
    ["deep nesting", `<Response>${"<a>".repeat(20)}${"</a>".repeat(20)}</Response>`, "deep"],
    ["thousands of elements", `<Response>${"<Pause/>".repeat(2_000)}</Response>`, "too many"],
    ["a control character", "<Response><Tag>\u0000</Tag></Response>", "disallowed character"],
  ])("is refused: %s", (_what, xml, said) => {
    expect(problem(xml)).toMatch(new RegExp(said));
  });

  it("treats __proto__ as an unknown attribute", () => {
    expect(problem("<Response><Pause __proto__='1'/></Response>")).toContain("does not know __proto__");
  });
});
