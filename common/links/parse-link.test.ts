import { describe, expect, it } from "vitest";
import { looksLikeLink, parseLink } from "./parse-link.ts";

const number = "+19195550142";

describe("parseLink", () => {
  it.each([
    ["tel:+1-919-555-0142", "US"],
    ["tel:+19195550142;ext=12", "DE"],
    ["tel:(919)555-0142", "US"],
    ["TEL:9195550142", "US"],
    ["tel:+1%20919%20555%200142", "US"],
    ["tel://+19195550142", "US"],
    ["callto:+19195550142", "US"],
    ["callto:+19195550142?chat", "US"],
    ["sip:+19195550142@pbx.example.com", "US"],
    ["sip:+19195550142@pbx.example.com:5060;user=phone", "US"],
    ["sip:9195550142@10.0.0.1", "US"],
    ["deskline:call/+19195550142", "US"],
    ["deskline://call/9195550142", "US"],
  ])("reads %s as a number", (text, region) => {
    expect(parseLink(text, region)).toEqual({ kind: "call-phone", number });
  });

  it("reads people and sessions", () => {
    expect(parseLink("deskline:call/bob", "US")).toEqual({ kind: "call-person", user: "bob" });
    expect(parseLink("deskline:join/abcdefgh23", "US")).toEqual({ kind: "join", code: "abcdefgh23" });
    expect(parseLink("deskline://join/abcdefgh23/", "US")).toEqual({ kind: "join", code: "abcdefgh23" });
  });

  it.each(["tel:911", "tel:112", "callto:999", "sip:911@pbx.example.com", "deskline:call/911", "tel:+1911"])(
    "never dials %s",
    (text) => expect(parseLink(text, "US")).toEqual({ kind: "emergency" }),
  );

  it.each([
    "",
    "tel:",
    "tel:919",
    "tel:bob",
    "tel:+19195550142,,,9*1#",
    "tel:*21*+19195550142#",
    "tel:%2B1919555%300142%00",
    "tel:%252B19195550142",
    "tel:%E0%A4%A",
    "tel:+1919555 0142",
    'tel:+19195550142"--flag',
    "tel:<script>",
    `tel:+1${"9".repeat(600)}`,
    "sip:bob@example.com",
    "sip:@example.com",
    "sips:+19195550142@example.com",
    "deskline:",
    "deskline:join/short",
    "deskline:join/ABCDEFGH23",
    "deskline:join/abcdefgh23/../../x",
    "deskline:join/abcdefgh23?x=1",
    "deskline:call/../bob",
    "deskline:eval/1",
    "javascript:alert(1)",
    "https://example.com",
    "file:///etc/passwd",
  ])("refuses %s", (text) => {
    expect(parseLink(text, "US")).toBeNull();
  });

  it("survives whatever is thrown at it", () => {
    const pieces = [
      "tel:",
      "sip:",
      "deskline:",
      "%",
      "%41",
      "+",
      "9195550142",
      "@",
      ";",
      "/",
      "call",
      "\0",
      "é",
      "?",
    ];
    for (let seed = 0; seed < 20_000; seed += 1) {
      const text = [0, 4, 8, 12].map((shift) => pieces[(seed >> shift) % pieces.length]).join("");
      const link = parseLink(text, "US");
      if (link?.kind === "call-phone") expect(link.number).toMatch(/^\+[1-9]\d{1,14}$/);
    }
  });
});

describe("looksLikeLink", () => {
  it.each([
    ["tel:1", true],
    ["DESKLINE:x", true],
    ["--hidden", false],
    ["/usr/bin/telnet", false],
  ])("%s: %s", (argument, is) => expect(looksLikeLink(argument)).toBe(is));
});
