import { describe, expect, it } from "vitest";
import type { CallOutcome } from "../../common/wire/calls.ts";
import type { ErrorCode } from "../../common/wire/token-server.ts";
import { callRefusal, requestFailure } from "./failures.ts";
import type { HttpFailure } from "./http-client.ts";

const refused = (code: ErrorCode, outcome?: CallOutcome): HttpFailure => ({
  code: "status",
  status: 409,
  body: { error: { code, message: "" }, ...(outcome === undefined ? {} : { outcome }) },
  retryAfterMs: 0,
});

describe("a phone call that the server refuses", () => {
  it.each<[ErrorCode, object]>([
    ["number-refused", { code: "ended", outcome: "number-refused" }],
    ["phones-unavailable", { code: "refused", error: { code: "phones-unavailable" } }],
    ["phone-limit", { code: "refused", error: { code: "phone-limit" } }],
    ["emergency-number", { code: "refused", error: { code: "emergency-number" } }],
  ])("because of %s ends with that and not with a status", (code, refusal) => {
    expect(callRefusal(refused(code))).toEqual(refusal);
  });

  it("because it is over already ends as it did", () => {
    expect(callRefusal(refused("call-gone", "number-unknown"))).toEqual({
      code: "ended",
      outcome: "number-unknown",
    });
  });
});

describe("a phone that cannot be added to a call or be given one", () => {
  it.each<ErrorCode>(["number-refused", "phones-unavailable", "phone-limit", "emergency-number"])(
    "because of %s is told with that",
    (code) => {
      expect(requestFailure(refused(code))).toEqual({ code });
    },
  );
});
