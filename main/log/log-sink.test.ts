import { describe, expect, it } from "vitest";
import { createLog, type LogLevel } from "./log-sink.ts";

function written(level: LogLevel): { log: ReturnType<typeof createLog>; lines: string[] } {
  const lines: string[] = [];
  const log = createLog({ level, outputs: [(line) => lines.push(line)], now: () => 0 });
  return { log, lines };
}

describe("createLog", () => {
  it("writes one JSON object a line, data apart", () => {
    const { log, lines } = written("info");
    log.info("call phase", { from: "trying", level: "debug", ms: 12 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(lines[0]!)).toEqual({
      time: "1970-01-01T00:00:00.000Z",
      level: "info",
      message: "call phase",
      data: { from: "trying", level: "debug", ms: 12 },
    });
  });

  it("keeps line breaks of a message inside its line", () => {
    const { log, lines } = written("info");
    log.warn("one\ntwo");
    expect(lines[0]!.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each<[LogLevel, string[]]>([
    ["error", ["error"]],
    ["info", ["error", "warn", "info"]],
    ["debug", ["error", "warn", "info", "debug"]],
  ])("leaves out what is less important than %s", (level, kept) => {
    const { log, lines } = written(level);
    for (const one of ["error", "warn", "info", "debug"] as const) log[one]("x");
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(kept);
  });

  it("takes secrets out of messages, data and under telling names", () => {
    const { log, lines } = written("debug");
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJhIjoiOTkwMCJ9.c2ln";
    log.debug(`got ${token}`, { url: `wss://h/?token=${token}`, accessToken: "opaque-1", note: token });
    expect(lines[0]).not.toContain("eyJ");
    expect(lines[0]).not.toContain("opaque-1");
  });

  it("bounds long texts", () => {
    const { log, lines } = written("debug");
    log.debug("sdp", { sdp: "a".repeat(100_000) });
    expect(lines[0]!.length).toBeLessThan(9_000);
  });
});
