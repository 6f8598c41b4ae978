import { describe, expect, it } from "vitest";
import { type SwitchOptions, chromiumSwitches } from "./switches.ts";

const options: SwitchOptions = {
  headless: false,
  isRoot: false,
  userDataDir: "/data",
  debuggingPort: false,
  screenSize: { width: 1280, height: 900 },
  appSwitches: new Map(),
  extra: [],
};

describe("Chromium's switches", () => {
  it("merge every feature list into one", () => {
    const switches = chromiumSwitches({
      ...options,
      appSwitches: new Map([["disable-features", "FromApp,MediaRouter"]]),
      extra: ["--disable-features=FromTest", "--enable-features=New"],
    });
    const disabled = switches.filter((text) => text.startsWith("--disable-features="));
    expect(disabled).toHaveLength(1);
    const features = disabled[0]?.split("=")[1]?.split(",") ?? [];
    expect(features).toEqual(expect.arrayContaining(["FromApp", "FromTest", "LocalNetworkAccessChecks"]));
    expect(features.filter((feature) => feature === "MediaRouter")).toHaveLength(1);
    expect(switches).toContain("--enable-features=New");
  });

  it("let a test replace a default", () => {
    const switches = chromiumSwitches({ ...options, extra: ["--autoplay-policy=document-user-activation"] });
    expect(switches.filter((text) => text.startsWith("--autoplay-policy"))).toEqual([
      "--autoplay-policy=document-user-activation",
    ]);
  });

  it("give up the sandbox for root only", () => {
    const appSwitches = new Map([["no-sandbox", ""]]);
    expect(chromiumSwitches({ ...options, appSwitches })).not.toContain("--no-sandbox");
    expect(chromiumSwitches({ ...options, isRoot: true })).toContain("--no-sandbox");
  });

  it("keep what is the host's own", () => {
    const appSwitches = new Map([
      ["user-data-dir", "/elsewhere"],
      ["remote-debugging-port", "9222"],
    ]);
    const switches = chromiumSwitches({ ...options, appSwitches, headless: true });
    expect(switches).toEqual(
      expect.arrayContaining(["--user-data-dir=/data", "--remote-debugging-pipe", "--headless=new"]),
    );
    expect(switches.some((text) => text.startsWith("--remote-debugging-port"))).toBe(false);
  });
});
