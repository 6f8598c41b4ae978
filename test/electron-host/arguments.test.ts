import { describe, expect, it } from "vitest";
import { parseArguments, parseSwitch } from "./arguments.ts";

describe("arguments of the host", () => {
  it("reads the command line that Playwright gives", () => {
    const read = parseArguments([
      ...["-r", "/loader.js", "--no-sandbox", "--inspect=0", "--remote-debugging-port=0"],
      ...["-r", "/spy.cjs", "--user-data-dir=/data", "/app", "--hidden", "/not-the-app"],
    ]);
    expect(read.requires).toEqual(["/loader.js", "/spy.cjs"]);
    expect(read.appPath).toBe("/app");
    expect([...read.switches]).toEqual([
      ["no-sandbox", ""],
      ["remote-debugging-port", "0"],
      ["user-data-dir", "/data"],
      ["hidden", ""],
    ]);
  });

  it("has no app when only switches are given", () => {
    expect(parseArguments(["--version"]).appPath).toBeNull();
  });

  it("takes nothing after a bare double dash for a switch", () => {
    const read = parseArguments(["/app", "--", "--quiet"]);
    expect(read.switches.has("quiet")).toBe(false);
  });

  it("keeps every character of a value after the first equals sign", () => {
    expect(parseSwitch("--host-rules=MAP * a=b, EXCLUDE c")).toEqual({
      name: "host-rules",
      value: "MAP * a=b, EXCLUDE c",
    });
  });
});
