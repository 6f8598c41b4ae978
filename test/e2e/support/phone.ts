/** Phone calls through the window: the keypad, the view of a call, and the recents. */
import type { Locator } from "@playwright/test";
import type { Seat } from "./office.ts";

/** Everything about the call that is on the screen, with its controls and panels. */
export const callView = ({ page }: Seat): Locator => page.getByRole("region", { name: /^Call with/ });
export const control = (seat: Seat, name: string): Locator =>
  callView(seat).getByRole("group", { name: "Call controls" }).getByRole("button", { name, exact: true });
export const dialler = ({ page }: Seat): Locator => page.getByRole("region", { name: "Keypad" }).first();

export async function openKeypad({ page }: Seat): Promise<void> {
  await page.getByRole("navigation").getByRole("button", { name: "Keypad" }).click();
}

/** Presses one key after the other; a plus sign is on the zero, under the other mouse button. */
export async function press(keypad: Locator, keys: string): Promise<void> {
  for (const key of keys) {
    const face = keypad.getByRole("button", { name: new RegExp(`^[${key === "+" ? "0" : key}]( |$)`) });
    await face.click({ button: key === "+" ? "right" : "left" });
  }
}

/** Types a number on the keypad of the window and calls it. */
export async function dial(seat: Seat, number: string): Promise<void> {
  await openKeypad(seat);
  await press(dialler(seat).getByRole("grid"), number);
  await dialler(seat).getByRole("button", { name: "Call", exact: true }).click();
}

export async function openRecents({ page }: Seat): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("button", { name: /^Recents/ })
    .click();
}

/** The rows of the recents that show this name or number. */
export const recent = ({ page }: Seat, shown: string): Locator =>
  page.getByRole("list", { name: "Recent calls" }).getByRole("listitem").filter({ hasText: shown });
