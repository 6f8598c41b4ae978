import { describe, expect, it } from "vitest";
import {
  initialUpdate,
  stepUpdate,
  type Update,
  type UpdateEffect,
  type UpdateEvent,
  type UpdatePhase,
} from "./update-policy.ts";

const events = {
  due: { type: "due" },
  found: { type: "found", version: "2.0.0" },
  none: { type: "none" },
  failed: { type: "failed" },
  downloaded: { type: "downloaded" },
  callBegins: { type: "calls", inCall: true },
  callEnds: { type: "calls", inCall: false },
  agreed: { type: "agreed" },
} satisfies Record<string, UpdateEvent>;
type Name = keyof typeof events;

/** The effects that came out, and where it ended. */
function run(names: readonly Name[]): { effects: UpdateEffect[]; update: Update } {
  let update = initialUpdate;
  const effects: UpdateEffect[] = [];
  for (const name of names) {
    const step = stepUpdate(update, events[name]);
    update = step.update;
    if (step.effect !== null) effects.push(step.effect);
  }
  return { effects, update };
}

describe("update policy", () => {
  it.each<[Name[], UpdateEffect[], UpdatePhase]>([
    [["due"], ["check"], "checking"],
    [["due", "due"], ["check"], "checking"],
    [["due", "none", "due"], ["check", "check"], "checking"],
    [["due", "failed"], ["check"], "idle"],
    [["due", "found"], ["check", "download"], "downloading"],
    [["due", "found", "failed", "due"], ["check", "download", "check"], "checking"],
    [["due", "found", "downloaded"], ["check", "download"], "ready"],
    [["due", "found", "downloaded", "due", "failed"], ["check", "download"], "ready"],
    [["due", "found", "downloaded", "agreed"], ["check", "download", "install"], "ready"],
  ])("without a call: %j does %j and is %s", (names, effects, phase) => {
    const got = run(names);
    expect([got.effects, got.update.phase]).toEqual([effects, phase]);
  });

  it.each<[Name[], UpdateEffect[], UpdatePhase]>([
    [["callBegins", "due", "found"], ["check"], "idle"],
    [["callBegins", "due", "found", "due"], ["check"], "idle"],
    [["callBegins", "due", "found", "callEnds"], ["check", "download"], "downloading"],
    [["due", "found", "callBegins"], ["check", "download", "stop-download"], "idle"],
    [
      ["due", "found", "callBegins", "callEnds"],
      ["check", "download", "stop-download", "download"],
      "downloading",
    ],
    [["due", "found", "downloaded", "callBegins", "agreed"], ["check", "download"], "ready"],
    [
      ["due", "found", "downloaded", "callBegins", "agreed", "callEnds"],
      ["check", "download", "install"],
      "ready",
    ],
    [["due", "found", "downloaded", "callBegins", "callEnds"], ["check", "download"], "ready"],
  ])("around a call: %j does %j and is %s", (names, effects, phase) => {
    const got = run(names);
    expect([got.effects, got.update.phase]).toEqual([effects, phase]);
  });

  it("never downloads or installs while a call lives, whatever happens in which order", () => {
    const names = Object.keys(events) as Name[];
    let checked = 0;
    const wrong: string[] = [];
    const walk = (update: Update, depth: number): void => {
      if (depth === 0) return;
      for (const name of names) {
        const step = stepUpdate(update, events[name]);
        checked++;
        const isBusy =
          step.effect === "download" || step.effect === "install" || step.update.phase === "downloading";
        if (step.update.inCall && isBusy) wrong.push(`${name} in ${JSON.stringify(update)}`);
        walk(step.update, depth - 1);
      }
    };
    walk(initialUpdate, 5);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(30_000);
  });

  it.each<[Name[], Update["problem"]]>([
    [["due", "failed"], "check"],
    [["due", "failed", "due"], null],
    [["due", "found", "failed"], "download"],
    [["due", "found", "failed", "due"], null],
    [["due", "found", "downloaded", "failed"], null],
    [["due", "found", "downloaded", "agreed", "failed"], "install"],
    [["due", "found", "downloaded", "agreed", "failed", "agreed"], null],
    [["failed"], null],
  ])("after %j the problem is %j", (names, problem) => {
    expect(run(names).update.problem).toBe(problem);
  });

  it("does not start a version by itself that could not be started once", () => {
    const names: Name[] = ["due", "found", "downloaded", "agreed", "failed", "callBegins", "callEnds"];
    expect(run(names).effects).toEqual(["check", "download", "install"]);
  });

  it("ignores an agreement to a version that is not ready", () => {
    expect(run(["agreed", "due", "found", "downloaded"]).effects).toEqual(["check", "download"]);
  });
});
