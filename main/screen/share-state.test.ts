import { describe, expect, it } from "vitest";
import type { ShareState } from "../../common/contract/screen.ts";
import { CallId, SourceId } from "../../common/ids.ts";
import { type ShareEvent, step } from "./share-state.ts";

const call = CallId.parse("00000000-0000-4000-8000-000000000001");
const source = { id: SourceId.parse("screen:1:0"), kind: "screen", title: "Screen 1" } as const;
const started: ShareEvent = { type: "started", call, source, mode: "text", sound: false };
const starting: ShareState = { call, source, mode: "text", sound: false, phase: "starting", size: null };
const live: ShareState = { ...starting, phase: "live", size: { width: 1920, height: 1080 } };
const paused: ShareState = { ...live, phase: "paused" };
const arrives: ShareEvent = { type: "live", sourceId: source.id, width: 1920, height: 1080, sound: false };
const pause: ShareEvent = { type: "paused", paused: true };
const resume: ShareEvent = { type: "paused", paused: false };
const motion: ShareEvent = { type: "mode", mode: "motion" };

describe("a share", () => {
  it.each<[string, ShareState | null, ShareEvent, ShareState | null]>([
    ["starts", null, started, starting],
    ["starts over with another source", live, started, starting],
    ["is live when its picture arrives", starting, arrives, live],
    ["stays paused when its picture changes size", paused, arrives, paused],
    ["pauses", live, pause, paused],
    ["goes on", paused, resume, live],
    ["takes another mode", live, motion, { ...live, mode: "motion" }],
    ["takes another mode while it starts", starting, motion, { ...starting, mode: "motion" }],
    [
      "goes on with its source when another could not be captured",
      starting,
      { type: "kept", share: live },
      live,
    ],
    ["is over while it starts", starting, { type: "over" }, null],
    ["is over", paused, { type: "over" }, null],
  ])("%s", (_what, before, event, after) => {
    expect(step(before, event)).toEqual(after);
  });

  it.each<[string, ShareState | null, ShareEvent]>([
    ["a pause before there is a picture", starting, pause],
    ["a second pause", paused, pause],
    ["going on while it is live", live, resume],
    ["the same mode", live, { type: "mode", mode: "text" }],
    ["a late picture of another source", starting, { ...arrives, sourceId: "window:7:0" }],
    ["a picture without a share", null, arrives],
    ["a pause without a share", null, pause],
    ["an end without a share", null, { type: "over" }],
  ])("is not changed by %s", (_what, before, event) => {
    expect(step(before, event)).toBe(before);
  });
});
