import { describe, expect, it } from "vitest";
import { highestLayer, type LayerSelection, type TrackLayer } from "../layers.ts";
import { LayerAllocator, type Demand } from "./layer-allocator.ts";

const kbit = 1_000;
const layer = (spatial: number, temporal: number, kbps: number, active = true): TrackLayer => ({
  spatial,
  temporal,
  bitrateBps: kbps * kbit,
  active,
});
/** Three sizes at two frame rates. */
const simulcast = [
  layer(0, 0, 80),
  layer(0, 1, 120),
  layer(1, 0, 250),
  layer(1, 1, 400),
  layer(2, 0, 1_000),
  layer(2, 1, 1_600),
];
const camera = (key: string, layers = simulcast, limit: LayerSelection = highestLayer): Demand<string> => ({
  key,
  layers,
  limit,
});

/** Allocates every 250 ms; rooms in kbit/s. */
function allocator() {
  const own = new LayerAllocator<string>();
  let nowMs = 0;
  const once = (demands: Demand<string>[], room: number) => {
    nowMs += 250;
    const { selections, wanted } = own.allocate(demands, room * kbit, nowMs);
    const text = (selection: LayerSelection | undefined): string =>
      typeof selection === "object" ? `${selection.spatial}.${selection.temporal}` : String(selection);
    return { got: demands.map(({ key }) => text(selections.get(key))), wanted };
  };
  return {
    once,
    /** The outcome after so many seconds. */
    after(seconds: number, demands: Demand<string>[], room: number) {
      let last = once(demands, room);
      for (let at = 1; at < seconds * 4; at++) last = once(demands, room);
      return last;
    },
    /** How often the outcome changed. */
    changes(seconds: number, demands: Demand<string>[], room: (at: number) => number): number {
      let count = 0;
      let before = "";
      for (let at = 0; at < seconds * 4; at++) {
        const now = once(demands, room(at)).got.join();
        if (at > 0 && now !== before) count += 1;
        before = now;
      }
      return count;
    },
  };
}

describe("layers for what a path carries", () => {
  it.each([
    [5_000, "2.7"],
    [1_000, "1.7"],
    [300, "0.7"],
    [90, "0.0"],
    [10, "0.0"],
  ])("at %i kbit/s one camera gets %s", (room, expected) => {
    expect(allocator().once([camera("a")], room).got).toEqual([expected]);
  });

  it("everybody gets the smallest before anybody gets more, then in turns", () => {
    const both = [camera("a"), camera("b")];
    expect(allocator().once(both, 200).got).toEqual(["0.0", "0.0"]);
    expect(allocator().once(both, 700).got).toEqual(["1.7", "0.7"]);
    expect(allocator().once(both, 1_100).got).toEqual(["1.7", "1.7"]);
    expect(allocator().once(both, 9_000).got).toEqual(["2.7", "2.7"]);
  });

  it("those that do not fit at all are paused, the dearest first, and come back with room to spare", () => {
    const all = [camera("a"), camera("b", [layer(0, 0, 100), layer(1, 0, 500)]), camera("c")];
    const own = allocator();
    // Not for a moment of need.
    expect(own.after(4, all, 170).got).toEqual(["0.0", "0.0", "0.0"]);
    expect(own.after(2, all, 170).got).toEqual(["0.0", "paused", "0.0"]);
    expect(own.after(5, all, 265).got[1]).toBe("paused");
    expect(own.once(all, 300).got[1]).toBe("0.0");
  });

  it("never pauses the only video, nor one without layers that half fits", () => {
    const plain = (key: string) => camera(key, [layer(0, 0, 1_000)]);
    expect(allocator().after(60, [plain("a")], 50).got).toEqual(["0.7"]);
    expect(allocator().after(60, [plain("a"), plain("b")], 1_500).got).toEqual(["0.7", "0.7"]);
    expect(allocator().after(60, [plain("a"), plain("b")], 1_100).got).toEqual(["0.7", "paused"]);
  });

  it("goes down in less than a second and up slowly", () => {
    const own = allocator();
    expect(own.once([camera("a")], 2_000).got).toEqual(["2.7"]);
    expect(own.after(0.5, [camera("a")], 600).got).toEqual(["2.7"]);
    expect(own.once([camera("a")], 600).got).toEqual(["1.7"]);
    expect(own.once([camera("a")], 2_000).got).toEqual(["1.7"]);
    expect(own.after(3, [camera("a")], 2_000).got).toEqual(["2.7"]);
  });

  it("keeps what costs a little more than before, but does not go there", () => {
    const own = allocator();
    expect(own.once([camera("a")], 1_500).got).toEqual(["1.7"]);
    expect(own.once([camera("a")], 2_000).got).toEqual(["2.7"]);
    expect(own.after(5, [camera("a")], 1_500).got).toEqual(["2.7"]);
  });

  it("does not follow an estimate that is low for a moment, nor a false alarm that takes 0.85", () => {
    const own = allocator();
    expect(own.once([camera("a")], 2_000).got).toEqual(["2.7"]);
    expect(own.changes(20, [camera("a")], (at) => (at % 4 < 2 ? 100 : 2_000))).toBe(0);
    expect(own.changes(20, [camera("a")], () => 0.85 * 1_600)).toBe(0);
  });

  it("tries ever more rarely what soon failed each time", () => {
    const swings = (at: number): number => (at % 8 < 4 ? 2_500 : 900);
    expect(allocator().changes(60, [camera("a")], swings)).toBeLessThan(14);
  });

  it("wants what would be of use, and nothing once it is all there", () => {
    const own = allocator();
    expect(own.once([camera("a")], 300).wanted).toBeCloseTo(1_600 * 1.15 * kbit);
    expect(own.once([camera("a", simulcast, { spatial: 0, temporal: 7 })], 300).wanted).toBeUndefined();
    expect(own.once([camera("a", [layer(0, 0, 1_000)])], 300).wanted).toBeUndefined();
    expect(own.once([], 300).wanted).toBeUndefined();
  });

  it("leaves out what is not being sent, and a layer that costs more than a larger one", () => {
    const dark = simulcast.map((one) => (one.spatial === 2 ? { ...one, active: false } : one));
    expect(allocator().once([camera("a", dark)], 9_000)).toEqual({ got: ["1.7"], wanted: undefined });
    const cheap = [layer(0, 0, 300), layer(1, 0, 200), layer(2, 0, 900)];
    expect(allocator().once([camera("a", cheap)], 260).got).toEqual(["1.0"]);
  });

  it("takes everything before anything is measured, and leaves alone what the subscriber does not want", () => {
    expect(allocator().once([camera("a", [])], 100).got).toEqual(["7.7"]);
    expect(allocator().once([camera("a", simulcast, "paused")], 9_000)).toEqual({
      got: ["undefined"],
      wanted: undefined,
    });
  });
});
