import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { mutate, seeds } from "../../../test/support/sip-mutations.ts";
import { parseAddress, parseUri } from "./address.ts";
import { readEnvelope } from "./envelope.ts";
import { header, headerList, serializeMessage } from "./message.ts";
import { messageLimits, parseMessage } from "./parse-message.ts";
import { StreamFramer } from "./stream-framer.ts";
import { parseVia, stampVia } from "./via.ts";

const text = (...lines: string[]): Buffer => Buffer.from(lines.join("\r\n"));

const compact = text(
  "INVITE sip:bob@example.com SIP/2.0",
  "v: SIP/2.0/UDP a.example;branch=z9hG4bK1 , SIP/2.0/TCP b.example:5070;branch=z9hG4bK2",
  "VIA: SIP/2.0/UDP c.example;branch=z9hG4bK3",
  'f: "Alice, A" <sip:alice@example.com;x=1>;tag=a1',
  "t: sip:bob@example.com",
  "i: call-1",
  "CSeq:   7",
  "\t INVITE",
  "s: folded",
  "  over lines",
  "l: 4",
  "",
  "v=0\npadding",
);

const parsed = (data: Buffer) => {
  const result = parseMessage(data);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

describe("parseMessage", () => {
  it("reads compact forms, folded lines and lists", () => {
    const message = parsed(compact);
    expect(message).toMatchObject({
      kind: "request",
      method: "INVITE",
      uri: "sip:bob@example.com",
      body: "v=0\n",
    });
    expect(headerList(message, "via").map((value) => parseVia(value)?.host)).toEqual([
      ...["a.example", "b.example", "c.example"],
    ]);
    expect(header(message, "subject")).toBe("folded over lines");
    expect(readEnvelope(message)).toMatchObject({
      callId: "call-1",
      cseq: { number: 7, method: "INVITE" },
      from: { displayName: "Alice, A", uri: "sip:alice@example.com;x=1" },
      to: { uri: "sip:bob@example.com" },
    });
  });

  it("reads back what was written", () => {
    const message = parsed(compact);
    expect(parsed(serializeMessage(message)).headers.filter(([name]) => name !== "content-length")).toEqual(
      message.headers.filter(([name]) => name !== "content-length"),
    );
  });

  it("keeps line breaks in a value from becoming headers", () => {
    const bytes = serializeMessage({
      kind: "response",
      status: 200,
      reason: "OK\r\nX: 1",
      headers: [["subject", "a\r\nEvil: yes"]],
      body: "",
    });
    expect(parsed(bytes).headers.map(([name]) => name)).toEqual(["subject", "content-length"]);
  });

  it.each([
    ["too-long", Buffer.alloc(messageLimits.bytes + 1, "a")],
    ["no-header-end", text("OPTIONS sip:a SIP/2.0", "Via: x")],
    ["bad-start-line", text("GET / HTTP/1.1", "", "")],
    ["bad-start-line", text("SIP/2.0 099 No", "", "")],
    ["bad-header", text("OPTIONS sip:a SIP/2.0", "no colon", "", "")],
    ["bad-header", text("OPTIONS sip:a SIP/2.0", "l: many", "", "")],
    ["too-many-headers", text("OPTIONS sip:a SIP/2.0", ...Array<string>(201).fill("a: b"), "", "")],
    ["short-body", text("OPTIONS sip:a SIP/2.0", "l: 5", "", "1234")],
  ])("refuses what is %s", (error, data) => {
    expect(parseMessage(data)).toEqual({ ok: false, error });
  });

  it("reads ten thousand mutations without throwing", () => {
    const random = seededRandom(2026);
    let readable = 0;
    for (const data of [
      ...seeds.map((seed) => Buffer.from(seed)),
      ...Array.from({ length: 10_000 }, () => mutate(random)),
    ]) {
      const result = parseMessage(data);
      if (result.ok && readEnvelope(result.value) !== undefined) readable += 1;
    }
    // Some mutations have to get this far, or they would test only the start line.
    expect(readable).toBeGreaterThan(1_000);
  });
});

describe("addresses", () => {
  it.each([
    ["<sip:a@b;lr>;tag=x", { uri: "sip:a@b;lr", displayName: "" }],
    ["sip:a@b;tag=x", { uri: "sip:a@b", displayName: "" }],
    ['"<sip:evil@x>" <sip:a@b>', { uri: "sip:a@b", displayName: "<sip:evil@x>" }],
    ["Bob <tel:+1919>", { uri: "tel:+1919", displayName: "Bob" }],
  ])("are read from %s", (value, expected) => {
    expect(parseAddress(value)).toMatchObject(expected);
  });

  it.each(["", "<>", "<sip:a@b", "nonsense", '"open <sip:a@b>'])("are not read from %j", (value) => {
    expect(parseAddress(value)).toBeUndefined();
  });

  it.each([
    [
      "sip:+1-919;phone-context=x@b.example:5070;user=phone?X=1",
      { user: "+1-919", host: "b.example", port: 5070 },
    ],
    ["SIP:%61lice:secret@[::1]", { user: "alice", host: "[::1]", port: undefined }],
    ["tel:+1919;ext=3", { scheme: "tel", user: "+1919", host: "" }],
  ])("are taken apart: %s", (uri, expected) => {
    expect(parseUri(uri)).toMatchObject(expected);
  });
});

describe("stampVia", () => {
  const source = { address: "192.0.2.9", port: 40_000 };

  it("writes where the request came from, and the port when asked for it", () => {
    const stamp = (via: string): string => stampVia(parseVia(via)!, source);
    expect(stamp("SIP/2.0/UDP a;rport;branch=b")).toBe(
      "SIP/2.0/UDP a;branch=b;received=192.0.2.9;rport=40000",
    );
    expect(stamp("SIP/2.0/UDP a;branch=b;received=1.2.3.4")).toBe(
      "SIP/2.0/UDP a;branch=b;received=192.0.2.9",
    );
  });
});

describe("StreamFramer", () => {
  const message = text("OPTIONS sip:a SIP/2.0", "Content-Length: 3", "", "abc");

  it("cuts messages at any boundary of the stream", () => {
    const stream = Buffer.concat([message, Buffer.from("\r\n"), message]);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const framer = new StreamFramer();
      const found = [...framer.push(stream.subarray(0, cut)), ...framer.push(stream.subarray(cut))];
      expect(found.map(String)).toEqual([String(message), String(message)]);
    }
  });

  it("hears a keep-alive", () => {
    const framer = new StreamFramer();
    framer.push(Buffer.from("\r\n\r\n"));
    expect(framer.takePings()).toBe(1);
    expect(framer.takePings()).toBe(0);
  });

  it.each([
    ["without a length", text("OPTIONS sip:a SIP/2.0", "", "")],
    ["with too much of it", text("OPTIONS sip:a SIP/2.0", "Content-Length: 99999999", "", "")],
    ["without end", Buffer.alloc(messageLimits.headerBytes + 1, "a")],
  ])("gives up on a stream %s", (_, data) => {
    const framer = new StreamFramer();
    expect(framer.push(data)).toEqual([]);
    expect(framer.broken).toBe(true);
  });
});
