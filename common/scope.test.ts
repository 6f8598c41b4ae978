import { describe, expect, it } from "vitest";
import { Scope } from "./scope.ts";

describe("Scope", () => {
  it("ends what was added, newest first, once", () => {
    const scope = new Scope();
    const ended: string[] = [];
    scope.add(() => ended.push("first"));
    scope.add(() => ended.push("second"));
    scope.end();
    scope.end();
    expect(ended).toEqual(["second", "first"]);
    expect(scope.ended).toBe(true);
  });

  it("ends at once what is added too late", () => {
    const scope = new Scope();
    scope.end();
    let runs = 0;
    const dispose = scope.add(() => (runs += 1));
    expect(runs).toBe(1);
    dispose();
    expect(runs).toBe(1);
  });

  it("ends one thing early and does not end it again", () => {
    const scope = new Scope();
    let runs = 0;
    const dispose = scope.add(() => (runs += 1));
    dispose();
    dispose();
    scope.end();
    expect(runs).toBe(1);
  });

  it("ends what is added while it is ending", () => {
    const scope = new Scope();
    let late = false;
    scope.add(() => scope.add(() => (late = true)));
    scope.end();
    expect(late).toBe(true);
  });
});
