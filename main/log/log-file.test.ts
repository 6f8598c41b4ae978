import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logFile } from "./log-file.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "deskline-log-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(path.join(folder, "logs", name), "utf8");

describe("logFile", () => {
  it("makes its folder and appends", () => {
    const write = logFile({ file: path.join(folder, "logs", "deskline.log"), maxBytes: 1_000, files: 3 });
    write("one\n");
    write("two\n");
    expect(read("deskline.log")).toBe("one\ntwo\n");
  });

  it("puts full files aside and keeps only so many", () => {
    const write = logFile({ file: path.join(folder, "logs", "deskline.log"), maxBytes: 10, files: 3 });
    for (const line of ["aaaaaaa\n", "bbbbbbb\n", "ccccccc\n", "ddddddd\n"]) write(line);
    expect(readdirSync(path.join(folder, "logs")).sort()).toEqual([
      "deskline.1.log",
      "deskline.2.log",
      "deskline.log",
    ]);
    expect([read("deskline.log"), read("deskline.1.log"), read("deskline.2.log")]).toEqual([
      "ddddddd\n",
      "ccccccc\n",
      "bbbbbbb\n",
    ]);
  });

  it("counts what an earlier run has written", () => {
    const file = path.join(folder, "logs", "deskline.log");
    logFile({ file, maxBytes: 10, files: 3 })("earlier\n");
    logFile({ file, maxBytes: 10, files: 3 })("later\n");
    expect([read("deskline.log"), read("deskline.1.log")]).toEqual(["later\n", "earlier\n"]);
  });

  it("drops lines rather than fail when the folder cannot be made", () => {
    writeFileSync(path.join(folder, "logs"), "a file is in the way");
    const write = logFile({ file: path.join(folder, "logs", "deskline.log"), maxBytes: 10, files: 3 });
    expect(() => write("line\n")).not.toThrow();
  });
});
