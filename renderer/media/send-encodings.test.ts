import { describe, expect, it } from "vitest";
import type { VideoSendPlan } from "./publishing-peer.ts";
import { plannedEncodings, sendEncodings } from "./send-encodings.ts";

const camera: VideoSendPlan = {
  maxBitrate: 900_000,
  maxFramerate: 30,
  degradationPreference: "balanced",
  sizes: "several",
};
const { sizes: _, ...screen } = camera;
const whole = { maxBitrate: 900_000, maxFramerate: 30 };
const half = { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 300_000, maxFramerate: 30 };
const quarter = { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 100_000, maxFramerate: 30 };
const full = { rid: "f", scaleResolutionDownBy: 1, ...whole };

describe("send encodings", () => {
  it.each([
    ["three of a large camera", { width: 1_280, height: 720 }, [quarter, half, full]],
    ["three of one that stands upright", { width: 540, height: 960 }, [quarter, half, full]],
    ["two of a small one", { width: 640, height: 480 }, [half, full]],
    ["one of a tiny one", { width: 320, height: 240 }, [whole]],
    ["one of a picture whose size is not known", {}, [whole]],
  ])("are %s", (_, size, expected) => {
    expect(sendEncodings(camera, size)).toEqual(expected);
  });

  it("are one, in its full size, where the plan does not want several", () => {
    expect(sendEncodings(screen, { width: 3_840, height: 2_160 })).toEqual([whole]);
  });

  it("follow another plan, each in its share", () => {
    const other = { ...camera, maxBitrate: 1_800_000, maxFramerate: 15 };
    expect(plannedEncodings(other, [half, full])).toEqual([
      { ...half, maxBitrate: 600_000, maxFramerate: 15 },
      { ...full, maxBitrate: 1_800_000, maxFramerate: 15 },
    ]);
  });

  it("are the whole picture again when the service has left only the smallest", () => {
    expect(plannedEncodings(camera, [quarter])).toEqual([{ ...full, rid: "q" }]);
    expect(plannedEncodings(screen, [whole])).toEqual([whole]);
  });
});
