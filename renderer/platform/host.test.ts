import { describe, expect, it } from "vitest";
import type { Host } from "../../common/contract/contract.ts";
import { hostOf } from "./host.ts";

describe("hostOf", () => {
  it("finds what preload exposed", () => {
    const exposed: Partial<Host> = { on: () => () => {} };
    expect(hostOf({ host: exposed })).toBe(exposed);
  });

  it.each([{}, { host: null }, { host: "text" }])("throws when preload did not run: %o", (page) => {
    expect(() => hostOf(page)).toThrow("window.host is missing");
  });
});
