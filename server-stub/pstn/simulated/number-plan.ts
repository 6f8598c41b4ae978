import type { Digit } from "../phone-network.ts";

/** What a simulated phone does once the call is answered. */
export type Talk = "echo" | "tone" | "menu" | "hang-up" | "call-back" | "silent";

/** What it does when it is called. */
export type Reaction = "answers" | "rings" | "busy" | "declines";

export interface PlannedPhone {
  readonly name: string;
  readonly reaction: Reaction;
  readonly talk: Talk;
}

/**
 * The numbers of the simulated phones. 555-0100 to 555-0199 are set aside for fiction in every North American area
 * code (ATIS-0300115), so none of them can reach anybody.
 */
export const numberPlan: ReadonlyMap<string, PlannedPhone> = new Map<string, PlannedPhone>([
  ["+19195550100", { name: "Echo", reaction: "answers", talk: "echo" }],
  ["+19195550101", { name: "Steady tone", reaction: "answers", talk: "tone" }],
  ["+19195550102", { name: "Menu", reaction: "answers", talk: "menu" }],
  ["+19195550103", { name: "Rings without answer", reaction: "rings", talk: "silent" }],
  ["+19195550104", { name: "Busy", reaction: "busy", talk: "silent" }],
  ["+19195550105", { name: "Declines", reaction: "declines", talk: "silent" }],
  ["+19195550106", { name: "Hangs up by itself", reaction: "answers", talk: "hang-up" }],
  ["+19195550107", { name: "Calls back", reaction: "answers", talk: "call-back" }],
]);

/** Times of the simulated phones, ms. */
export const habits = {
  ringsAfterMs: 50,
  answersAfterMs: 500,
  refusesAfterMs: 300,
  hangsUpAfterMs: 3_000,
  callBack: { hangsUpAfterMs: 1_000, callsAfterMs: 2_000 },
  /** How long a simulated caller lets it ring. */
  givesUpAfterMs: 60_000,
} as const;

export const steadyToneHz = 440;

/** What the menu plays until a key is pressed. */
export const menuToneHz = 600;

/**
 * What the menu plays after a key: 1750 Hz for 0 and 100 Hz more for each key after it. All of it lies above the DTMF
 * frequencies (697 to 1633 Hz), so that it cannot be taken for the key itself. `#` hangs up.
 */
export function menuKeyHz(digit: Digit): number {
  return 1_750 + 100 * "0123456789*ABCD".indexOf(digit);
}
