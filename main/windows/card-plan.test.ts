import { describe, expect, it } from "vitest";
import { SourceId } from "../../common/ids.ts";
import { call, settings, signedOut, snapshot } from "../../test/support/fake-host.ts";
import { cardPlan } from "./card-plan.ts";

const front = { visible: true, focused: true };
const behind = { visible: true, focused: false };
const hidden = { visible: false, focused: false };
const ringing = { calls: [call("ringing", { direction: "inbound" as const })] };
const talking = { calls: [call("connected")] };
const source = { id: SourceId.parse("screen:1:0"), kind: "screen", title: "Screen 1" } as const;
const share = {
  call: call("connected").id,
  source,
  mode: "text",
  sound: false,
  phase: "live",
  size: null,
} as const;

describe("cardPlan", () => {
  it.each([
    ["nothing happens", {}, hidden, []],
    ["it rings and the window is in front", ringing, front, []],
    ["it rings and the window is behind another", ringing, behind, ["incoming"]],
    ["it rings and the window is hidden", ringing, hidden, ["incoming"]],
    [
      "it rings and the user wants quiet",
      { ...ringing, settings: { ...settings, doNotDisturb: true } },
      hidden,
      [],
    ],
    ["we talk and see the window", talking, behind, []],
    ["we talk and the window is hidden", talking, hidden, ["mini"]],
    [
      "a call waits and the window is hidden",
      { calls: [call("connected", { held: true })] },
      hidden,
      ["mini"],
    ],
    ["a call has ended", { calls: [call("ended")] }, hidden, []],
    ["we share", { ...talking, share }, front, ["share-bar"]],
    ["we share, hidden", { ...talking, share }, hidden, ["mini", "share-bar"]],
    ["nobody is signed in", { ...ringing, account: signedOut }, hidden, []],
  ])("when %s", (_when, state, main, there) => {
    const plan = cardPlan(snapshot(state), main);
    expect(Object.entries(plan).flatMap(([name, is]) => (is ? [name] : []))).toEqual(there);
  });
});
