import { describe, expect, it } from "vitest";
import { bridgeTo, hangUp, ringAndAsk, transferTo, wait } from "./bxml.ts";

const verbs = (document: string): string =>
  document.replace('<?xml version="1.0" encoding="UTF-8"?>\n<Response>', "").replace("</Response>", "");

describe("BXML", () => {
  it.each([
    [hangUp(), "<Hangup/>"],
    [
      ringAndAsk("http://a/b"),
      '<Ring duration="30" answerCall="false"/><Redirect redirectUrl="http://a/b"/>',
    ],
    [wait("http://a/b"), '<Pause duration="300"/><Redirect redirectUrl="http://a/b"/>'],
    [bridgeTo("c-1"), "<Bridge>c-1</Bridge>"],
    [
      transferTo("sip:sipx.example:5060", "a.b.c"),
      '<Transfer><SipUri uui="a.b.c;encoding=jwt">sip:sipx.example:5060</SipUri></Transfer>',
    ],
  ])("is %s", (document, expected) => {
    expect(verbs(document)).toBe(expected);
  });

  it("lets nothing out of its place", () => {
    expect(verbs(bridgeTo(`</Bridge><Hangup/>&"'\u0007`))).toBe(
      "<Bridge>&lt;/Bridge&gt;&lt;Hangup/&gt;&amp;&quot;&apos;</Bridge>",
    );
  });
});
