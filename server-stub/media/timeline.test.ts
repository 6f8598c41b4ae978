import { describe, expect, it } from "vitest";
import type { ReceivedSenderReport } from "./encoding.ts";
import { Timeline } from "./timeline.ts";

const clockRate = 90_000;
const report = (ntpSeconds: number, rtpTimestamp: number): ReceivedSenderReport => ({
  report: {
    type: "sender-report",
    ssrc: 1,
    ntpSeconds,
    ntpFraction: 0,
    rtpTimestamp,
    packetCount: 0,
    octetCount: 0,
  },
  atMs: 0,
});

/** One source that began at 1000 of ours and has sent a frame at 4000. */
function running(first?: ReceivedSenderReport): Timeline {
  const timeline = new Timeline(999);
  timeline.begin(50_000, { clockRate, report: first, nowMs: 0 });
  timeline.sent(timeline.map(50_000), 0);
  timeline.sent(timeline.map(53_000), 33);
  return timeline;
}

describe("timeline", () => {
  it("goes by the arrival of packets before there are reports", () => {
    const timeline = running();
    timeline.begin(7, { clockRate, report: report(100, 0), nowMs: 133 });
    expect(timeline.map(7)).toBe(4_000 + 9_000);
  });

  it("aligns sources by their reports, whenever their packets come", () => {
    // The first source has 50000 at 100 s; the second 1000000 at 101 s, which is 140000 of the first.
    const timeline = running(report(100, 50_000));
    const frame = 1_000_000 - 90_000 + 6_000;
    timeline.begin(frame, { clockRate, report: report(101, 1_000_000), nowMs: 300 });
    expect(timeline.map(frame)).toBe(1_000 + 6_000);
  });

  it("never goes backwards, and makes up for it at the next switch", () => {
    const timeline = running(report(100, 50_000));
    // A frame of the time of the first one, 1000, behind 4000.
    timeline.begin(910_000, { clockRate, report: report(101, 1_000_000), nowMs: 40 });
    expect(timeline.map(910_000)).toBe(4_001);
    timeline.sent(4_001, 40);
    timeline.reported(report(101, 1_000_000).report);
    timeline.begin(56_000, { clockRate, report: report(100, 50_000), nowMs: 70 });
    expect(timeline.map(56_000)).toBe(7_000);
  });

  it("does not believe a report that is far from what the clock says", () => {
    const timeline = running(report(100, 50_000));
    timeline.begin(910_000, { clockRate, report: report(200, 1_000_000), nowMs: 133 });
    expect(timeline.map(910_000)).toBe(4_000 + 9_000);
  });
});
