import { describe, expect, it } from "vitest";
import { measure } from "../scripts/bench/measurement.ts";
import { median, summary, table } from "../scripts/bench/report.ts";

describe("the report of the bench", () => {
  it("takes the middle, or the middle of the two in the middle", () => {
    expect([median([9, 1, 5]), median([4, 1, 3, 2]), median([7])]).toEqual([5, 2.5, 7]);
  });

  it("says median, worst and the ratio to the peer of the same run", () => {
    const peer = { name: "bare", samples: [10, 20, 30] };
    expect(summary({ name: "ours", unit: "ms", samples: [100, 30, 50], peer })).toEqual({
      ...{ name: "ours", unit: "ms", median: 50, worst: 100, samples: 3 },
      peer: { name: "bare", median: 20, worst: 30, samples: 3 },
      ratio: 2.5,
    });
  });

  it("takes the least for the worst where more is better, and gives no ratio to nothing", () => {
    const peer = { name: "bare", samples: [0, 0, 0] };
    const figure = { name: "ours", unit: "1/s", samples: [3, 1, 2], moreIsBetter: true, peer } as const;
    expect(summary(figure)).toMatchObject({ median: 2, worst: 1, ratio: null });
    expect(table([figure])).not.toMatch(/NaN|Infinity|null/);
  });

  it("keeps what could not be measured, with the reason", async () => {
    const failing = { figures: ["a", "b"], run: () => Promise.reject(new Error("no phone\nat line 1")) };
    const figures = await measure(failing);
    expect(figures).toEqual([
      { name: "a", notMeasured: "no phone" },
      { name: "b", notMeasured: "no phone" },
    ]);
    expect(table(figures)).toContain("not measured: no phone");
  });
});
