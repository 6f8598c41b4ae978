import { describe, expect, it } from "vitest";
import {
  after,
  answered,
  by,
  clients,
  declines,
  hungUp,
  id,
  joinsLater,
  type keys,
  placing,
  quiet,
  ringing,
  threeRinging,
} from "../../../test/support/tracked-calls.ts";
import { standingOf, type TrackedCall } from "./tracked-call.ts";

describe("standingOf", () => {
  const outcome = (call: TrackedCall, who: keyof typeof keys, callId = id): string | null => {
    const standing = standingOf(call, callId, clients[who]);
    return standing && (standing.kind === "gone" ? standing.outcome : standing.member.state);
  };
  it.each<[string, TrackedCall, keyof typeof keys, string | null]>([
    ["being placed, for the callee", placing, "bob", null],
    ["ringing, at the callee's second client", ringing, "bobs2nd", "ringing"],
    ["ringing, for a stranger", ringing, "carol", null],
    ["answered, for who answered", answered, "bob", "joined"],
    ["answered, at the callee's other client", answered, "bobs2nd", "answered-elsewhere"],
    ["hung up after an answer elsewhere", after(answered, hungUp("alice")), "bobs2nd", "answered-elsewhere"],
    ["hung up, for who answered", after(answered, hungUp("alice")), "bob", "hung-up"],
    ["cancelled, for the callee", after(ringing, hungUp("alice")), "bob", "cancelled"],
    ["cancelled, for the caller", after(ringing, hungUp("alice")), "alice", "cancelled"],
    ["declined, for who declined", after(ringing, declines), "bob", "declined"],
    ["declined, at the other client", after(ringing, declines), "bobs2nd", "declined-elsewhere"],
    ["declined, for the caller", after(ringing, declines), "alice", "declined"],
    ["being rebuilt, for who did not come back yet", quiet, "bob", null],
    ["given away, for who gave it", after(threeRinging, by("transferred", "alice")), "alice", "transferred"],
  ])("%s", (_what, call, who, expected) => {
    expect(outcome(call, who)).toBe(expected);
  });

  it("knows a member that was rung in later by an id of its own only", () => {
    expect(outcome(threeRinging, "carol", joinsLater)).toBe("ringing");
    expect(outcome(threeRinging, "carol")).toBeNull();
  });
});
