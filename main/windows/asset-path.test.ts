import { describe, expect, it } from "vitest";
import { contentType, resolveAssetPath } from "./asset-path.ts";

describe("resolveAssetPath", () => {
  it.each([
    ["app://deskline/index.html", ["index.html"]],
    ["app://deskline/", ["index.html"]],
    ["app://deskline", ["index.html"]],
    ["app://deskline/assets/index-Cq1FlJhN.css", ["assets", "index-Cq1FlJhN.css"]],
    ["app://deskline/assets/a.js?v=1#x", ["assets", "a.js"]],
    ["app://deskline/a/../index.html", ["index.html"]],
  ])("maps %s", (address, segments) => {
    expect(resolveAssetPath(address)).toEqual(segments);
  });

  it.each([
    "app://deskline/..%2f..%2fetc/passwd",
    "app://deskline/%2e%2e%2fmain/index.cjs",
    "app://deskline/assets%2findex.html",
    "app://deskline/assets%5cindex.html",
    "app://deskline/index.html%00.png",
    "app://deskline/.env",
    "app://deskline//etc/passwd",
    "app://deskline/a//b",
    "app://elsewhere/index.html",
    "app://deskline:80/index.html",
    "file:///etc/passwd",
    "https://deskline/index.html",
    "not an address",
  ])("refuses %s", (address) => {
    expect(resolveAssetPath(address)).toBeNull();
  });

  it("never leaves the folder, whatever is thrown at it", () => {
    const pieces = [
      "..",
      ".",
      "%2e",
      "%2E%2e",
      "/",
      "\\",
      "%2f",
      "%5C",
      "%00",
      "a",
      "index.html",
      "~",
      ":",
      "*",
    ];
    for (let seed = 0; seed < 20_000; seed++) {
      const text = [0, 3, 7, 13].map((shift) => pieces[(seed >> shift) % pieces.length]).join("");
      for (const segment of resolveAssetPath(`app://deskline/${text}`) ?? [])
        expect(segment).toMatch(/^[\w-][\w.-]*$/);
    }
  });
});

describe("contentType", () => {
  it("knows the kinds of file that the page has, and no other", () => {
    expect(contentType("index.html")).toBe("text/html; charset=utf-8");
    expect(contentType("a.min.js")).toBe("text/javascript; charset=utf-8");
    expect(contentType("index.js.map")).toBeNull();
    expect(contentType("electron")).toBeNull();
  });
});
