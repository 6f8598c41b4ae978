import { describe, expect, it } from "vitest";
import { createJsonLog, maskNumber, redact, type LogLevel } from "./log.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWl0";

function open(level: LogLevel = "debug") {
  const lines: string[] = [];
  const log = createJsonLog({ level, write: (line) => lines.push(line), now: () => 0 });
  return { log, lines };
}

describe("createJsonLog", () => {
  it("writes one JSON object a line", () => {
    const { log, lines } = open();
    log("info", "call phase", { from: "placing", to: "ringing" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0]!)).toEqual({
      time: "1970-01-01T00:00:00.000Z",
      level: "info",
      message: "call phase",
      from: "placing",
      to: "ringing",
    });
  });

  it("leaves out what is below its level", () => {
    const { log, lines } = open("warn");
    log("debug", "a");
    log("info", "b");
    log("warn", "c");
    log("error", "d");
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(["c", "d"]);
  });

  it("takes a secret out of the message", () => {
    const { log, lines } = open();
    log("warn", `cannot read ${jwt}`);
    expect(lines[0]).not.toContain(jwt);
    expect(lines[0]).toContain("cannot read [redacted]");
  });

  it("says what an error was, without the secret in it", () => {
    const { log, lines } = open();
    const error = new Error(`refused ${jwt}`, { cause: new Error("Authorization: Bearer abc.def") });
    log("error", "request failed", { error });
    expect(lines[0]).toContain('"message":"refused [redacted]"');
    expect(lines[0]).not.toContain(jwt);
    expect(lines[0]).not.toContain("abc.def");
  });
});

describe("redact", () => {
  it.each([
    "token",
    "deviceToken",
    "refresh_token",
    "password",
    "passwordHash",
    "Authorization",
    "clientSecret",
    "callbackUrl",
    "credential",
  ])("hides the value of %s at any depth", (key) => {
    expect(redact({ outer: [{ [key]: "value-that-leaks", kept: 1 }] })).toEqual({
      outer: [{ [key]: "[redacted]", kept: 1 }],
    });
  });

  it.each([
    ["a JWT in a sentence", `got ${jwt}, thanks`, "got [redacted], thanks"],
    [
      "a token in an address",
      "wss://x/v3/?token=abc123&client=browser",
      "wss://x/v3/?token=[redacted]&client=browser",
    ],
    ["a bearer", "Bearer abc123.def", "Bearer [redacted]"],
    ["basic credentials", "basic dXNlcjpwYXNz", "basic [redacted]"],
    ["a user and password in an address", "https://user:pass@host/x", "https://[redacted]@host/x"],
    ["a webhook's path", "/webhooks/participants/s3cr3t-path?x", "/webhooks/participants/[redacted]?x"],
  ])("hides %s", (_what, text, expected) => {
    expect(redact({ text })).toEqual({ text: expected });
  });

  it("leaves ids and plain texts alone", () => {
    const data = {
      call: "75c21163-e110-41bc-bd76-1bb428ec85d5",
      route: "/v1/calls/:id",
      port: 8790,
      none: null,
    };
    expect(redact(data)).toEqual(data);
  });

  it("bounds long texts, long lists, depth and cycles", () => {
    const cycle: Record<string, unknown> = {
      list: Array.from({ length: 1_000 }, (_, i) => i),
      text: "x".repeat(1e6),
    };
    cycle.self = cycle;
    expect(JSON.stringify(redact(cycle)).length).toBeLessThan(50_000);
  });
});

describe("maskNumber", () => {
  it.each([
    ["+19195550123", "+19…23"],
    ["+1919", "…"],
    ["anonymous", "ano…us"],
    ["sip:carol@example.com:5060;transport=udp", "sip:…@example.com:5060"],
    ["sip:sipx.webrtc.bandwidth.com:5060", "sip:…@sipx.webrtc.bandwidth.com:5060"],
  ])("leaves of %s only %s", (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });
});
