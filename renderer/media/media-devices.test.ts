import { describe, expect, it } from "vitest";
import { listMediaDevices } from "./media-devices.ts";

const listing = (...all: [MediaDeviceKind, string, string][]) => ({
  enumerateDevices: () =>
    Promise.resolve(all.map(([kind, deviceId, label]) => ({ kind, deviceId, label }) as MediaDeviceInfo)),
});

describe("listMediaDevices", () => {
  it("lists real microphones, speakers and cameras once each, without aliases", async () => {
    const devices = listing(
      ["audioinput", "default", "Default - Headset"],
      ["audioinput", "communications", "Communications - Headset"],
      ["audioinput", "h1", "Headset"],
      ["audioinput", "h1", "Headset"],
      ["videoinput", "c1", "Camera"],
      ["audiooutput", "s1", "Speakers"],
    );
    expect(await listMediaDevices(devices)).toEqual({
      microphones: [{ id: "h1", label: "Headset" }],
      speakers: [{ id: "s1", label: "Speakers" }],
      cameras: [{ id: "c1", label: "Camera" }],
    });
  });

  it("keeps a device without a label, and leaves out one without an id", async () => {
    const devices = listing(["audioinput", "", ""], ["audioinput", "a", ""]);
    expect((await listMediaDevices(devices)).microphones).toEqual([{ id: "a", label: "" }]);
  });

  it("bounds what goes over IPC", async () => {
    const many = Array.from(
      { length: 100 },
      (_, index) => ["audioinput", `m${index}`, "x".repeat(600)] as const,
    );
    const { microphones } = await listMediaDevices(
      listing(
        ["audioinput", "y".repeat(513), "too long an id"],
        ...many.map((each) => [...each] as [never, string, string]),
      ),
    );
    expect(microphones).toHaveLength(64);
    expect(microphones[0]).toEqual({ id: "m0", label: "x".repeat(512) });
  });
});
