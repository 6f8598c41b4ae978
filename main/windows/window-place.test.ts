import { describe, expect, it } from "vitest";
import { defaultSize, minimumSize, placeOnScreens } from "./window-place.ts";

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { x: 1920, y: 0, width: 1280, height: 1024 };
const place = { x: 100, y: 80, width: 900, height: 700, maximized: false };

describe("placeOnScreens", () => {
  it("leaves the position to the system the first time", () => {
    expect(placeOnScreens(null, [screen])).toEqual(defaultSize);
  });

  it("goes back to where it was", () => {
    expect(placeOnScreens(place, [screen])).toEqual({ x: 100, y: 80, width: 900, height: 700 });
    expect(placeOnScreens({ ...place, x: 2_000 }, [screen, right])).toMatchObject({ x: 2_000 });
  });

  it("forgets a place on a screen that is gone", () => {
    expect(placeOnScreens({ ...place, x: 2_000 }, [screen])).toEqual(defaultSize);
    expect(placeOnScreens({ ...place, y: -2_000 }, [screen])).toEqual(defaultSize);
  });

  it("comes in whole when it hung over the edge", () => {
    expect(placeOnScreens({ ...place, x: 1_600, y: 900 }, [screen])).toMatchObject({ x: 1_020, y: 380 });
  });

  it("is never larger than its screen, nor smaller than the minimum", () => {
    expect(placeOnScreens({ ...place, width: 9_000, height: 9_000 }, [screen])).toMatchObject({
      width: 1920,
      height: 1080,
    });
    expect(placeOnScreens({ ...place, width: 200, height: 90 }, [screen])).toMatchObject(minimumSize);
  });
});
