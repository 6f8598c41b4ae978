import { describe, expect, it } from "vitest";
import { codecsFor } from "./codec-order.ts";

const sorted = (purpose: Parameters<typeof codecsFor>[0], ...types: string[]) =>
  codecsFor(
    purpose,
    types.map((mimeType) => ({ mimeType, clockRate: 90_000 })),
  ).map(({ mimeType }) => mimeType);

describe("codecsFor", () => {
  it("puts Opus first for the microphone and keeps the rest, telephone-event included, in order", () => {
    expect(sorted("microphone", "audio/PCMU", "audio/telephone-event", "audio/opus")).toEqual([
      "audio/opus",
      "audio/PCMU",
      "audio/telephone-event",
    ]);
  });

  it("prefers VP8 for the camera and VP9 for the screen, and leaves no codec out", () => {
    const browser = ["video/VP8", "video/rtx", "video/VP9", "video/H264", "video/AV1"];
    expect(sorted("camera", ...browser)).toEqual([
      "video/VP8",
      "video/H264",
      "video/rtx",
      "video/VP9",
      "video/AV1",
    ]);
    expect(sorted("screen", ...browser)).toEqual([
      "video/VP9",
      "video/VP8",
      "video/H264",
      "video/rtx",
      "video/AV1",
    ]);
  });
});
