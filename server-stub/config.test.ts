import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";

function problem(input: unknown): string {
  const config = parseConfig(input);
  return config.ok ? "none" : config.error;
}

const person = { id: "dana", name: "Dana Reyes", password: "long enough" };

describe("parseConfig", () => {
  it("has a default for everything", () => {
    const config = parseConfig({});
    expect(config.ok && config.value).toMatchObject({
      host: "127.0.0.1",
      port: 8790,
      noAnswerMs: 45_000,
      streamGraceMs: 5_000,
      accessTokenSeconds: 600,
      signInLimits: { perUser: 10, perAddress: 50, windowMs: 900_000 },
    });
  });

  it.each([
    ["port", { port: 70_000 }],
    ["noAnswerMs", { noAnswerMs: -1 }],
    ["people.0.id", { people: [{ ...person, id: "Not An Id" }] }],
    ["people.0", { people: [{ id: "dana", name: "Dana" }] }],
    ["cloud.password", { cloud: { accountId: "1", username: "u" }, publicUrl: "https://calls.example" }],
    ["publicUrl", { publicUrl: "ftp://calls.example" }],
    ["publicUrl", { cloud: { accountId: "1", username: "u", password: "p" } }],
    ["voice.numbers", { voice: { numbers: ["9195550100"] } }],
    [
      "voice.numbers",
      {
        cloud: { accountId: "1", username: "u", password: "p" },
        publicUrl: "https://calls.example",
        voice: { applicationId: "app" },
      },
    ],
    ["media.portRange", { media: { portRange: { min: 2, max: 1 } } }],
    ["media.portRange", { media: { portRange: { min: 1, max: 2 }, workers: 3 } }],
    ["media.workers", { media: { workers: 2 }, faultInjection: {} }],
    ["turn.secret", { turn: { urls: ["turn:turn.example"], secret: "short" } }],
    ["turn.urls.0", { turn: { urls: ["turn.example"], secret: "x".repeat(16) } }],
    ["media.port", { media: { port: 5_000, portRange: { min: 1, max: 2 } } }],
    ["people", { people: [person, person] }],
    ["people.0.numbers.0", { people: [{ ...person, numbers: ["0142"] }] }],
    ["people", { people: [{ ...person, numbers: ["+19195550142", "+19195550142"] }] }],
    ["phones.trunk.server", { phones: { trunk: { server: "pbx example" } } }],
    ["phones.trunk", { phones: { trunk: { server: "pbx.example", username: "desk" } } }],
    ["phones.trunk.allowFrom.0", { phones: { trunk: { server: "pbx.example", allowFrom: ["all"] } } }],
    ["phones.rtpPortRange", { phones: { rtpPortRange: { min: 4_000, max: 4_000 } } }],
    ["faultInjection", { faultInjection: {}, host: "0.0.0.0", people: [person] }],
    ["faultInjection", { faultInjection: {}, publicUrl: "https://calls.example" }],
    ["faultInjection", { faultInjection: {}, publicDeviceGatewayUrl: "wss://calls.example" }],
    ["faultInjection", { faultInjection: {}, trustProxy: true }],
    [
      "faultInjection",
      {
        faultInjection: {},
        cloud: { accountId: "1", username: "u", password: "p" },
        publicUrl: "https://calls.example",
      },
    ],
    ["prot", { prot: 1 }],
  ])("names %s when it is wrong", (key, input) => {
    expect(problem(input)).toContain(key);
  });

  it("does not repeat a wrong value: it may be a password in the wrong place", () => {
    expect(problem({ people: [{ ...person, name: 7, id: "hunter 2" }] })).not.toContain("hunter");
  });

  it.each(["0.0.0.0", "192.0.2.1", "::", "calls.example"])("refuses the demo people on %s", (host) => {
    expect(problem({ host })).toContain("people");
    expect(problem({ host, people: [person] })).toBe("none");
  });

  it.each(["127.0.0.1", "::1", "localhost"])("allows the demo people on %s", (host) => {
    expect(problem({ host })).toBe("none");
  });

  it("takes the slash off the end of the public address", () => {
    const config = parseConfig({ publicUrl: "https://calls.example/desk/" });
    expect(config.ok && config.value.publicUrl).toBe("https://calls.example/desk");
  });
});
