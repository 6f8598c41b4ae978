import { describe, expect, it } from "vitest";
import { WebhookReach } from "./webhook-reach.ts";

const own = (tokenServerUrl: string) => {
  const reach = new WebhookReach({ everywhere: false });
  reach.serveFrom(tokenServerUrl);
  return (url: string) => reach.allows(new URL(url));
};

describe("WebhookReach", () => {
  it.each([
    ["http://127.0.0.1:8790", "http://127.0.0.1:8790/webhooks/participants/secret"],
    ["http://10.0.0.5:8790/", "http://10.0.0.5:8790/webhooks/voice/status"],
    ["https://calls.example/desk", "https://calls.example/desk/webhooks/participants/secret"],
  ])("of a token server at %s is %s", (tokenServer, url) => {
    expect(own(tokenServer)(url)).toBe(true);
  });

  it.each([
    "http://127.0.0.1:8791/webhooks/participants/secret",
    "https://127.0.0.1:8790/webhooks/participants/secret",
    "http://127.0.0.1:8790/v1/people",
    "http://127.0.0.1:8790/webhooks/../v1/people",
    "http://127.0.0.1:8790/webhooks",
    "http://127.0.0.1:8790@10.0.0.1/webhooks/x",
    "http://10.0.0.1/webhooks/x",
  ])("does not reach %s", (url) => {
    expect(own("http://127.0.0.1:8790")(url)).toBe(false);
  });

  it("reaches nothing before the token server listens, and everything where that is configured", () => {
    const url = new URL("http://127.0.0.1:8790/webhooks/x");
    expect(new WebhookReach({ everywhere: false }).allows(url)).toBe(false);
    expect(new WebhookReach({ everywhere: true }).allows(new URL("http://10.0.0.1/"))).toBe(true);
  });
});
