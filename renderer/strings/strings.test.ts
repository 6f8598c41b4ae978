import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CallError, type Failure, failureCodes, RequestError } from "../../common/errors.ts";
import { EndReason } from "../../common/call/call.ts";
import { endText, notReachedWord } from "./end-reasons.ts";
import { failureText } from "./failures.ts";

/** The data with which docs/errors.md shows those sentences that carry some. */
const examples: Readonly<Record<string, object>> = {
  "media-timeout": { afterMs: 15_000 },
  "server-refused": { status: 503 },
  "too-many-attempts": { retryAfterMs: 30_000 },
  "request-invalid": { detail: "name" },
};

const failureOf = (code: string): Failure => ({ code, ...examples[code] }) as Failure;

const allRows = readFileSync(path.join(import.meta.dirname, "../../docs/errors.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, code = "", what = "", remedy = ""]) => ({ code: code.replaceAll("`", ""), what, remedy }));

const endPrefix = "ended: ";
const phonePrefix = "ended at a phone: ";
const rows = allRows.filter(({ code }) => !code.startsWith("ended"));
const endRows = allRows.filter(({ code }) => code.startsWith(endPrefix));
const phoneRows = allRows.filter(({ code }) => code.startsWith(phonePrefix));
const endCodes = EndReason.options.map((option) => option.shape.code.value);

/** What is said when a call ended so, by us and by them; each sentence once. */
function endTextsOf(code: string, kind: "person" | "phone"): { what: string; remedy: string } {
  const example = { afterMs: 50_000, error: { code: "media-failed" } };
  const texts = (["us", "them"] as const)
    .map((by) => EndReason.parse({ code, by, ...example }))
    .map((reason) => endText(reason, kind === "person" ? "Bob" : "(919) 555-0123", kind));
  const joined = (parts: readonly (string | null)[]): string =>
    [...new Set(parts.filter((part) => part !== null))].join(" / ");
  return { what: joined(texts.map(({ what }) => what)), remedy: joined(texts.map(({ remedy }) => remedy)) };
}

describe("docs/errors.md", () => {
  it("lists every code once, and no other", () => {
    expect(rows.map(({ code }) => code).sort()).toEqual([...failureCodes].sort());
  });

  it.each(failureCodes)("shows what the app says for %s", (code) => {
    const { what, remedy } = failureText(failureOf(code));
    expect(rows.find((row) => row.code === code)).toEqual({ code, what, remedy });
  });

  it("lists every end of a call once, and no other", () => {
    expect(endRows.map(({ code }) => code).sort()).toEqual(endCodes.map((code) => endPrefix + code).sort());
  });

  it.each(endCodes.filter((code) => code !== "failed"))(
    "shows what the app says of an ended call: %s",
    (code) => {
      const row = endRows.find((one) => one.code === endPrefix + code);
      expect(row).toEqual({ code: endPrefix + code, ...endTextsOf(code, "person") });
    },
  );

  it.each(endCodes.filter((code) => code !== "failed"))(
    "shows what is said otherwise of a phone: %s",
    (code) => {
      const said = endTextsOf(code, "phone");
      const asOfPeople = JSON.stringify(endTextsOf(code, "person")).replaceAll("Bob", "(919) 555-0123");
      const differs = JSON.stringify(said) !== asOfPeople;
      const row = phoneRows.find((one) => one.code === phonePrefix + code);
      expect(row).toEqual(differs ? { code: phonePrefix + code, ...said } : undefined);
    },
  );

  it("sends the reader of a failed call to the failures, as the app does", () => {
    const error = { code: "microphone-denied" } as const;
    expect(endText({ code: "failed", error }, "Bob", "person")).toEqual(failureText(error));
  });
});

describe("texts of failures", () => {
  it("have examples that the schemas accept", () => {
    for (const code of failureCodes) {
      const parsed = CallError.or(RequestError).safeParse(failureOf(code));
      expect(parsed.success, code).toBe(true);
    }
  });

  it.each(failureCodes)("say of %s what happened and what to do, in whole sentences", (code) => {
    const { what, remedy } = failureText(failureOf(code));
    for (const sentence of [what, remedy]) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/\b(ICE|SDP|participant|token|undefined|NaN|null)\b/);
    }
  });
});

describe("texts of ended calls", () => {
  const common = { afterMs: 45_000, error: { code: "media-failed" } } as const;
  const reasons = EndReason.options.flatMap((option) =>
    (["us", "them"] as const).map((by) => EndReason.parse({ code: option.shape.code.value, by, ...common })),
  );

  it.each(reasons.map((reason) => [JSON.stringify(reason), reason] as const))(
    "read well for %s",
    (_name, reason) => {
      const { what, remedy } = endText(reason, "Bob Okafor", "person");
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(what).not.toMatch(/undefined|NaN/);
      if (remedy !== null) expect(remedy).toMatch(/^[A-Z].*\.$/);
    },
  );
});

describe("texts of calls to phones", () => {
  const number = "(919) 555-0123";
  const said = (reason: EndReason): string => {
    const { what, remedy } = endText(reason, number, "phone");
    return remedy === null ? what : `${what} ${remedy}`;
  };

  it.each<[EndReason, string]>([
    [{ code: "busy" }, "(919) 555-0123 is busy. Try again in a few minutes."],
    [
      { code: "declined", by: "them" },
      "(919) 555-0123 did not take the call. Check the number, or try again later.",
    ],
    [
      { code: "no-answer", afterMs: 30_000 },
      "Nobody answered at (919) 555-0123 within 30 seconds. Try again later.",
    ],
    [
      { code: "number-unknown" },
      "(919) 555-0123 cannot be called: nobody has this number. Check the number, then call again.",
    ],
    [
      { code: "number-refused" },
      "(919) 555-0123 cannot be called: the phone network does not connect this number. " +
        "Check the number. If it is right, ask your administrator whether it may be called.",
    ],
    [{ code: "unreachable" }, "(919) 555-0123 cannot be reached at the moment. Try again later."],
    [
      { code: "failed", error: { code: "phone-limit" } },
      "No more phone calls can be made from here at the moment. " +
        "Wait a minute, then try again. If it goes on, tell your administrator.",
    ],
    [
      { code: "failed", error: { code: "phones-unavailable" } },
      "Your server cannot call phones at the moment. " +
        "Try again in a minute. If it goes on, tell your administrator.",
    ],
    [{ code: "lost", by: "them" }, "The connection to (919) 555-0123 was lost. Call again in a moment."],
  ])("say of %j what it means for a number", (reason, words) => {
    expect(said(reason)).toBe(words);
  });

  it.each<[EndReason["code"], string]>([
    ["busy", "Busy"],
    ["declined", "Declined"],
    ["no-answer", "No answer"],
    ["cancelled", "Cancelled"],
    ["number-unknown", "No such number"],
    ["number-refused", "Not reached"],
    ["unreachable", "Not reached"],
  ])("and of %s in a list: %s", (code, word) => {
    expect(notReachedWord(EndReason.parse({ code, by: "them", afterMs: 1_000 }))).toBe(word);
  });
});
