import { describe, expect, it } from "vitest";
import { isEmergencyNumber } from "./emergency.ts";

describe("isEmergencyNumber", () => {
  it.each([
    "911",
    "112",
    "999",
    "9-1-1",
    " 1 1 2 ",
    "933",
    "+1911",
    "+1 911",
    "+44 999",
    "+353999",
    "0044999",
  ])("refuses %s", (dialled) => expect(isEmergencyNumber(dialled)).toBe(true));

  it.each(["+19195550911", "+4420799999", "9115550123", "", "1", "+1", "*911#1", "+491129112911"])(
    "lets %s pass",
    (dialled) => expect(isEmergencyNumber(dialled)).toBe(false),
  );
});
