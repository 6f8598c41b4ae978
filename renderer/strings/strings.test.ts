import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CallError, type Failure, failureCodes, RequestError } from "../../common/errors.ts";
import { EndReason } from "../../common/call/call.ts";
import { endText } from "./end-reasons.ts";
import { failureText } from "./failures.ts";

/** The data with which docs/errors.md shows those sentences that carry some. */
const examples: Readonly<Record<string, object>> = {
  "media-timeout": { afterMs: 15_000 },
  "server-refused": { status: 503 },
  "too-many-attempts": { retryAfterMs: 30_000 },
  "request-invalid": { detail: "name" },
};

const failureOf = (code: string): Failure => ({ code, ...examples[code] }) as Failure;

const rows = readFileSync(path.join(import.meta.dirname, "../../docs/errors.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, code = "", what = "", remedy = ""]) => ({ code: code.replaceAll("`", ""), what, remedy }));

describe("docs/errors.md", () => {
  it("lists every code once, and no other", () => {
    expect(rows.map(({ code }) => code).sort()).toEqual([...failureCodes].sort());
  });

  it.each(failureCodes)("shows what the app says for %s", (code) => {
    const { what, remedy } = failureText(failureOf(code));
    expect(rows.find((row) => row.code === code)).toEqual({ code, what, remedy });
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
      const { what, remedy } = endText(reason, "Bob Okafor");
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(what).not.toMatch(/undefined|NaN/);
      if (remedy !== null) expect(remedy).toMatch(/^[A-Z].*\.$/);
    },
  );
});
