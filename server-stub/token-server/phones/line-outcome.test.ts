import { describe, expect, it } from "vitest";
import { lineOutcome, sipStatusIn } from "./line-outcome.ts";

describe("lineOutcome", () => {
  it.each([
    ["busy", "busy"],
    ["timeout", "no-answer"],
    ["rejected", "declined"],
    ["hangup", "hung-up"],
    ["cancel", "unreachable"],
    ["unknown", "unreachable"],
    ["something new", "unreachable"],
    ["error", "phones-unavailable"],
    ["callback-error", "phones-unavailable"],
    ["invalid-bxml", "phones-unavailable"],
    ["application-error", "phones-unavailable"],
    ["account-limit", "phone-limit"],
    ["node-capacity-exceeded", "phone-limit"],
  ])("makes of the bare cause %s: %s", (cause, outcome) => {
    expect(lineOutcome(cause, null)).toBe(outcome);
  });

  it.each([
    ["busy", [486, 600], "busy"],
    ["rejected", [603, 607, 608], "declined"],
    ["rejected", [404, 410, 484, 604], "number-unknown"],
    ["rejected", [403], "number-refused"],
    ["rejected", [402], "phone-limit"],
    ["rejected", [401, 407], "phones-unavailable"],
    ["rejected", [302, 488, 606], "unreachable"],
    ["timeout", [408], "no-answer"],
    ["timeout", [480], "unreachable"],
    ["cancel", [487], "unreachable"],
    ["error", [500, 503, 504], "unreachable"],
  ] as const)("lets the status decide: %s with one of %j is %s", (cause, statuses, outcome) => {
    expect(statuses.map((status) => lineOutcome(cause, status))).toEqual(statuses.map(() => outcome));
  });
});

describe("sipStatusIn", () => {
  it.each([
    ["Call was rejected (SIP 404)", 404],
    ["Callee is busy", null],
    ["Call 404 was rejected", null],
    ["SIP 4040", null],
    [undefined, null],
  ])("finds in %j: %j", (message, status) => {
    expect(sipStatusIn(message)).toBe(status);
  });
});
