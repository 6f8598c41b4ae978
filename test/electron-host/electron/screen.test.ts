import { describe, expect, it } from "vitest";
import { HostScreen } from "./screen.ts";

const left = { id: 1, bounds: { x: 0, y: 0, width: 1000, height: 800 } };
const right = { id: 2, bounds: { x: 1000, y: 0, width: 1000, height: 800 } };

describe("screen", () => {
  it("says which display a window or a point belongs to", () => {
    const screen = new HostScreen();
    screen.setDisplays([left, right]);
    expect(screen.getPrimaryDisplay().id).toBe(1);
    expect(screen.getDisplayMatching({ x: 900, y: 0, width: 400, height: 100 }).id).toBe(2);
    expect(screen.getDisplayMatching({ x: 5_000, y: 0, width: 10, height: 10 }).id).toBe(2);
    expect(screen.getDisplayNearestPoint({ x: -50, y: 20 }).id).toBe(1);
  });

  it("tells of displays that come, change and go", () => {
    const screen = new HostScreen();
    screen.setDisplays([left]);
    const seen: unknown[] = [];
    for (const name of ["display-added", "display-removed", "display-metrics-changed"])
      screen.on(name, (_event, display: { id: number }) => seen.push([name, display.id]));
    screen.setDisplays([left, right]);
    screen.setDisplays([{ ...left, bounds: { ...left.bounds, width: 900 } }]);
    expect(seen).toEqual([
      ["display-added", 2],
      ["display-metrics-changed", 1],
      ["display-removed", 2],
    ]);
  });
});
