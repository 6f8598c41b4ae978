import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { parseAddress } from "../sip/address.ts";
import type { SipHeader } from "../sip/message.ts";
import { callerOf } from "./caller-identity.ts";
import { causeOf } from "../causes.ts";
import { TrunkOptions } from "./trunk-options.ts";
import { TrunkServer } from "./trunk-server.ts";

describe("causeOf", () => {
  it.each([
    ["busy", [486, 600]],
    ["timeout", [408, 480]],
    ["cancel", [487]],
    ["rejected", [302, 401, 403, 404, 484, 488, 603, 604]],
    ["error", [500, 503, 599]],
  ] as const)("is %s for %j", (cause, statuses) => {
    expect(statuses.map(causeOf)).toEqual(statuses.map(() => cause));
  });
});

describe("callerOf", () => {
  const caller = (from: string, headers: readonly SipHeader[] = []): string =>
    callerOf({ kind: "request", method: "INVITE", uri: "sip:us", headers, body: "" }, parseAddress(from)!);

  it.each<[string, string, SipHeader[]]>([
    ["+19195550123", '"A" <sip:+1-919-555-0123@x;user=phone>', []],
    ["+19195550123", "<tel:+19195550123>", []],
    ["alice", "<sip:alice@x>", []],
    ["+19195550188", "<sip:wrong@x>", [["p-asserted-identity", '"N" <sip:+19195550188@x>, <tel:+1>']]],
    ["anonymous", "<sip:anonymous@anonymous.invalid>", [["p-asserted-identity", "<sip:+19195550188@x>"]]],
    ["anonymous", "<sip:+19195550123@x>", [["privacy", "id"]]],
    ["anonymous", "<sip:x.example>", []],
  ])("is %s for %s with %j", (expected, from, headers) => {
    expect(caller(from, headers)).toBe(expected);
  });
});

describe("TrunkServer", () => {
  it("looks a name up once a minute, and keeps the last address when that fails", async () => {
    const clock = new FakeClock();
    const answers = [["192.0.2.1"], undefined, ["192.0.2.2", "192.0.2.3"]];
    const server = new TrunkServer({ server: "sip.example:5080", transport: "tcp" }, clock, () => {
      const next = answers.shift();
      return next === undefined ? Promise.reject(new Error("no name service")) : Promise.resolve(next);
    });
    expect(await server.find()).toEqual({ protocol: "tcp", address: "192.0.2.1", port: 5_080 });
    expect(await server.find()).toMatchObject({ address: "192.0.2.1" });
    clock.advance(60_000);
    expect(await server.find()).toMatchObject({ address: "192.0.2.1" });
    expect(await server.find()).toMatchObject({ address: "192.0.2.2" });
    expect(["192.0.2.3", "192.0.2.1"].map((address) => server.isAt(address))).toEqual([true, false]);
  });

  it("needs no look-up for an address", async () => {
    const never = () => Promise.reject(new Error("asked"));
    const server = new TrunkServer({ server: "[2001:db8::1]", transport: "udp" }, new FakeClock(), never);
    expect(await server.find()).toEqual({ protocol: "udp", address: "2001:db8::1", port: 5_060 });
  });
});

describe("TrunkOptions", () => {
  it("has defaults that let nobody in but the server", () => {
    expect(TrunkOptions.parse({ server: "sip.example" })).toEqual({
      server: "sip.example",
      transport: "udp",
      register: false,
      listenPort: 5_060,
      keepAliveSeconds: 30,
    });
  });
});
