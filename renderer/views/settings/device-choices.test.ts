import { describe, expect, it } from "vitest";
import { deviceChoices, idOfChoice, systemChoice } from "./device-choices.ts";

const unnamed = (position: number): string => `Microphone ${position}`;

describe("device choices", () => {
  it("begin with the system's default, which is kept as null", () => {
    const [first] = deviceChoices([], null, unnamed);
    expect(first).toEqual({ value: systemChoice, label: "System default" });
    expect(idOfChoice(systemChoice)).toBeNull();
  });

  it("number devices that have no name before the microphone was allowed once", () => {
    const devices = [
      { id: "a", label: "" },
      { id: "b", label: "Headset" },
    ];
    const labels = deviceChoices(devices, null, unnamed).map(({ label }) => label);
    expect(labels).toEqual(["System default", "Microphone 1", "Headset"]);
  });

  it("keep a chosen device that is not plugged in", () => {
    const choices = deviceChoices([{ id: "a", label: "A" }], "gone", unnamed);
    expect(choices.at(-1)).toEqual({ value: "gone", label: "Chosen before, not plugged in now" });
  });
});
