import { describe, expect, it } from "vitest";
import { inWords, serverName, timer } from "./format.ts";

describe("timer", () => {
  it.each([
    [-5, "00:00"],
    [0, "00:00"],
    [999, "00:00"],
    [1_000, "00:01"],
    [252_000, "04:12"],
    [3_599_999, "59:59"],
    [3_600_000, "1:00:00"],
    [36_061_000, "10:01:01"],
  ])("shows %d ms as %s", (ms, shown) => {
    expect(timer(ms)).toBe(shown);
  });
});

describe("a limit in words", () => {
  it.each([
    [0, "1 second"],
    [1_000, "1 second"],
    [44_100, "45 seconds"],
    [90_000, "90 seconds"],
    [100_000, "2 minutes"],
    [600_000, "10 minutes"],
  ])("says %d ms as %s", (ms, said) => {
    expect(inWords(ms)).toBe(said);
  });
});

describe("a server's name", () => {
  it.each([
    ["https://phone.example.com/", "phone.example.com"],
    ["http://127.0.0.1:8080/path", "127.0.0.1:8080"],
    [" phone.example.com ", "phone.example.com"],
    ["", ""],
  ])("reads %j as %j", (address, name) => {
    expect(serverName(address)).toBe(name);
  });
});
