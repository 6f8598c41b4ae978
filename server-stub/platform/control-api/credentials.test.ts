import { describe, expect, it } from "vitest";
import { createCredentialsCheck } from "./credentials.ts";

const good = createCredentialsCheck({ accountId: "9900000", username: "api", password: "s:ecret" });
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("credentials check", () => {
  it("accepts the API user, whatever the case of the scheme", () => {
    expect(good(basic("api:s:ecret"))).toBe(true);
    expect(good(basic("api:s:ecret").replace("Basic", "basic"))).toBe(true);
  });

  it.each([
    undefined,
    "",
    "Basic",
    "Basic ????",
    basic("api:wrong"),
    basic("api:s:ecret "),
    basic("other:s:ecret"),
    basic(""),
    `Bearer ${Buffer.from("api:s:ecret").toString("base64")}`,
  ])("refuses %j", (header) => {
    expect(good(header)).toBe(false);
  });
});
