import { describe, expect, it } from "vitest";
import { originOf, toAppUrl, toWebUrl } from "./host-url.ts";

const claimed = (scheme: string): boolean => scheme === "app";

describe("addresses of the app's scheme", () => {
  it.each([
    ["app://bundle/index.html?a=1#b", "https://bundle.app.electron-host.test/index.html?a=1#b"],
    ["app://bundle", "https://bundle.app.electron-host.test/"],
    ["app://bundle?a=1", "https://bundle.app.electron-host.test/?a=1"],
  ])("maps %s to an https address", (app, web) => {
    expect(toWebUrl(app, claimed)).toBe(web);
  });

  it.each(["https://example.com/", "data:text/html,x", "other://bundle/"])("leaves %s alone", (url) => {
    expect(toWebUrl(url, claimed)).toBe(url);
    expect(toAppUrl(url)).toBe(url);
  });

  it("comes back as the app wrote it", () => {
    expect(toAppUrl("https://bundle.app.electron-host.test/a?b#c")).toBe("app://bundle/a?b#c");
    expect(toAppUrl("https://bundle.app.electron-host.test")).toBe("app://bundle");
  });

  it("does not mistake a longer domain for a mapped one", () => {
    const url = "https://bundle.app.electron-host.test.example.com/";
    expect(toAppUrl(url)).toBe(url);
  });

  it("has an origin without a path", () => {
    expect(originOf("app://bundle/index.html")).toBe("app://bundle");
    expect(originOf("about:blank")).toBe("null");
  });
});
