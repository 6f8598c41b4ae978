import { describe, expect, it } from "vitest";
import { callBench } from "../../test/support/call-bench.ts";
import { MediaReports } from "./media-reports.ts";

const good = { level: "good", rttMs: 20, jitterMs: 2, loss: 0 } as const;

function reportsBench() {
  const bench = callBench();
  const reports = new MediaReports(bench.service, { raise: (notice) => bench.notices.push(notice) });
  reports.start();
  return { bench, reports };
}

describe("MediaReports", () => {
  it("has the quality of the active call, while it is connected", async () => {
    const { bench, reports } = reportsBench();
    const id = await bench.talk();
    let told = 0;
    reports.onChange(() => (told += 1));
    expect(reports.quality).toBeNull();
    bench.reports({ type: "quality", ...good });
    expect([reports.quality, told]).toEqual([good, 1]);
    bench.reports({ type: "interrupted" });
    expect(reports.quality).toBeNull();
    bench.reports({ type: "flowing" });
    await bench.service.hold(id, true);
    expect(reports.quality).toBeNull();
  });

  it("tells what nobody asked for in this moment", async () => {
    const { bench } = reportsBench();
    const call = await bench.talk();
    bench.reports({ type: "microphone-changed", label: "Built-in" });
    bench.reports({ type: "camera-failed", error: { code: "camera-busy" } });
    bench.reports({ type: "digits-failed" });
    expect(bench.notices).toEqual([
      { code: "microphone-changed", label: "Built-in" },
      { code: "failed", call, error: { code: "camera-busy" } },
      { code: "failed", call, error: { code: "not-connected" } },
    ]);
  });
});
