import { describe, expect, it } from "vitest";
import { PhoneNumber } from "../ids.ts";
import { formatNumber, formatTyped, looksLikeNumber, readNumber } from "./numbers.ts";

describe("readNumber", () => {
  it.each([
    ["(919) 555-0142", "US", "+19195550142", "US"],
    ["020 7946 0018", "GB", "+442079460018", "GB"],
    ["+44 20 7946 0018", "US", "+442079460018", "GB"],
    ["00 44 20 7946 0018", "DE", "+442079460018", "GB"],
  ])("reads %s in %s", (typed, region, number, country) => {
    expect(readNumber(typed, region)).toEqual({ kind: "number", number, country });
  });

  it.each([
    ["919", "US", "incomplete"],
    ["", "US", "incomplete"],
    ["+4", "US", "incomplete"],
    ["911", "US", "emergency"],
    ["112", "US", "emergency"],
    ["+1 911", "DE", "emergency"],
    ["(019) 555-0142", "US", "invalid"],
    ["1234567890123456789", "US", "invalid"],
    ["bob", "US", "invalid"],
    ["+1 919 555 0142; drop", "US", "invalid"],
  ])("says of %s in %s: %s", (typed, region, kind) => {
    expect(readNumber(typed, region).kind).toBe(kind);
  });
});

describe("formatting", () => {
  it("follows the typing", () => {
    expect(formatTyped("9195550142", "US")).toBe("(919) 555-0142");
    expect(formatTyped("+442079460018", "US")).toBe("+44 20 7946 0018");
  });

  it("does not write an emergency number like an area code", () => {
    expect(formatTyped("911", "US")).toBe("911");
    expect(formatTyped("(911)", "US")).toBe("911");
    expect(formatTyped("919", "US")).toBe("(919)");
  });

  it("leaves alone what is not only a number", () => {
    expect(formatTyped("*67 919", "US")).toBe("*67 919");
  });

  it("writes numbers of the own region as people there do, others with their country code", () => {
    const number = PhoneNumber.parse("+19195550142");
    expect(formatNumber(number, "US")).toBe("(919) 555-0142");
    expect(formatNumber(number, "DE")).toBe("+1 919 555 0142");
  });

  it("shows what no plan knows as it is", () => {
    expect(formatNumber(PhoneNumber.parse("+999"), "US")).toBe("+999");
  });
});

describe("looksLikeNumber", () => {
  it.each([
    ["+1 9", true],
    ["919", true],
    ["9", false],
    ["bob2", false],
    ["", false],
    ["deskline:join/abc", false],
  ])("%s: %s", (typed, is) => expect(looksLikeNumber(typed)).toBe(is));
});
