import { describe, expect, it } from "vitest";
import { readDestination } from "./destination.ts";
import { isEmergencyNumber } from "./emergency.ts";

describe("isEmergencyNumber", () => {
  it.each([
    ...["911", "933", "112", "999", "000", "+1911", "1-911", "9-1-1", " 911", "(911)"],
    ...["%39%31%31", "911;phone-context=+1", "911,,1", "+44 999", "9.1.1"],
  ])("knows %j", (dialled) => {
    expect(isEmergencyNumber(dialled)).toBe(true);
  });

  it.each(["+19195550100", "9110", "alice", "1911555", "a911", "101"])("leaves %j alone", (dialled) => {
    expect(isEmergencyNumber(dialled)).toBe(false);
  });
});

describe("readDestination", () => {
  it("reads numbers and SIP addresses", () => {
    expect(readDestination("+19195550100")).toEqual({ kind: "number", number: "+19195550100" });
    expect(readDestination("sip:bob@pbx.example")).toMatchObject({ user: "bob", host: "pbx.example" });
    expect(readDestination("sip:bob@[::1]:5070")).toMatchObject({ host: "[::1]", port: 5070 });
  });

  it.each([
    ...["911", "+1911", "sip:911@pbx.example", "sip:9%31%31@pbx.example", "sip:+1911@pbx.example"],
    ...["5550100", "+0123456789", "sips:bob@pbx.example", "sip:pbx.example", "sip:bob@pbx.example:99999"],
    ...["sip:bob@pbx.example;transport=tcp", "sip:bob@a\r\nX: y", "sip:b b@pbx.example", ""],
  ])("refuses %j", (to) => {
    expect(readDestination(to)).toBeUndefined();
  });
});
