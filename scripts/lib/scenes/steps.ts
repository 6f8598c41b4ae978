/** What a user does before a picture is taken. */
import type { Page } from "playwright-core";

export const choose = (name: string) => (page: Page) => page.getByRole("button", { name }).first().click();
export const settingsView = (page: Page): Promise<void> =>
  page.keyboard.press("Control+,").then(() => page.getByRole("heading", { name: "Settings" }).waitFor());

export const section = (name: string) => (page: Page) =>
  page
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .first()
    .click();
