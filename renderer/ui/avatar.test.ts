import { describe, expect, it } from "vitest";
import { initialsOf } from "./avatar.tsx";

describe("initials", () => {
  it.each([
    ["Bob Okafor", "BO"],
    ["Maximiliane von Hohenberg-Königsstein III", "MI"],
    ["plato", "P"],
    ["Élodie (Sales)", "ÉS"],
    ["  Carol   Díaz ", "CD"],
    ["李 小龍", "李小"],
    ["☎", ""],
  ])("of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
