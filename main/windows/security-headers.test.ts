import { describe, expect, it } from "vitest";
import { appOrigin } from "./asset-path.ts";
import { isPermitted } from "./permissions.ts";
import { securityHeaders } from "./security-headers.ts";

/** Directive to its sources, as CSP level 3 section 2.2.1 parses a policy. */
const policy = new Map(
  (securityHeaders["content-security-policy"] ?? "").split(";").map((directive) => {
    const [name = "", ...sources] = directive.trim().split(/\s+/);
    return [name, sources] as const;
  }),
);

describe("the content security policy", () => {
  it("lets the page open no connection", () => {
    expect(policy.get("connect-src")).toEqual(["'none'"]);
  });

  it("refuses what it does not name", () => {
    expect(policy.get("default-src")).toEqual(["'none'"]);
    for (const name of ["object-src", "frame-src", "child-src", "worker-src", "manifest-src"])
      expect(policy.has(name)).toBe(false);
    for (const name of ["base-uri", "form-action", "frame-ancestors"])
      expect(policy.get(name)).toEqual(["'none'"]);
  });

  it("runs scripts and styles of our own files only", () => {
    expect(policy.get("script-src")).toEqual(["'self'"]);
    expect(policy.get("style-src")).toEqual(["'self'"]);
    expect(policy.get("require-trusted-types-for")).toEqual(["'script'"]);
  });

  it("names no origin but ours", () => {
    const allowed = ["'none'", "'self'", "'script'", "data:", "blob:", "mediastream:"];
    for (const sources of policy.values()) for (const source of sources) expect(allowed).toContain(source);
  });
});

describe("the permissions policy", () => {
  const granted = (securityHeaders["permissions-policy"] ?? "")
    .split(",")
    .filter((entry) => entry.includes("(self)"))
    .map((entry) => entry.trim().replace("=(self)", ""));

  it("grants what main grants", () => {
    const question = { origin: appOrigin, isMainFrame: true, mediaTypes: [] };
    const main: Readonly<Record<string, boolean>> = {
      microphone: isPermitted({ ...question, permission: "media", mediaTypes: ["audio"] }),
      camera: isPermitted({ ...question, permission: "media", mediaTypes: ["video"] }),
      "speaker-selection": isPermitted({ ...question, permission: "speaker-selection" }),
      "display-capture": isPermitted({ ...question, permission: "display-capture" }),
      geolocation: isPermitted({ ...question, permission: "geolocation" }),
    };
    const byMain = Object.keys(main).filter((name) => main[name]);
    expect([...granted].sort()).toEqual([...byMain].sort());
  });
});
