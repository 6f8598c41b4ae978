/** What people do with sessions, through their windows. */
import type { Locator, Page } from "@playwright/test";
import { expect, people, type Seat, type Username } from "./office.ts";

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("button", { name, exact: true });
/** The buttons of the call; those of the lists beside it may have the same names. */
export const control = ({ page }: Seat, name: string): Locator =>
  page.getByRole("group", { name: "Call controls" }).getByRole("button", { name, exact: true });

export async function openSessions({ page }: Seat): Promise<void> {
  await page
    .getByRole("navigation", { name: "Deskline" })
    .getByRole("button", { name: "Sessions", exact: true })
    .click();
}

export async function createSession(seat: Seat, name: string): Promise<void> {
  await openSessions(seat);
  await seat.page.getByLabel("New session").fill(name);
  await button(seat.page, "Start").click();
  await expectInSession(seat, name);
}

/** Chooses it in the list of open ones. */
export async function joinByList(seat: Seat, name: string): Promise<void> {
  await openSessions(seat);
  await seat.page
    .getByRole("list", { name: "Open sessions" })
    .getByRole("button", { name: new RegExp(name) })
    .click();
  await seat.page.getByRole("article", { name }).getByRole("button", { name: "Join", exact: true }).click();
}

/** By the timer: it runs as soon as one's own sound arrives at the service. */
export async function expectInSession({ page }: Seat, name: string): Promise<void> {
  await expect(page.getByRole("region", { name: `Call with ${name}` }).getByRole("timer")).toBeVisible();
}

/** The tile of somebody, with what is to be known of them as its words: `Muted`, `Talking`, `Sharing`. */
export function tile({ page, username }: Seat, who: Username, mark = ""): Locator {
  const name = who === username ? "You" : people[who].name;
  return page
    .getByRole("list", { name: "Who is here" })
    .getByRole("listitem")
    .filter({ hasText: mark === "" ? name : new RegExp(`${mark}: .*${name}`) });
}

export async function expectTiles(seat: Seat, ...present: readonly Username[]): Promise<void> {
  for (const who of present) await expect(tile(seat, who)).toBeVisible();
  await expect(seat.page.getByRole("list", { name: "Who is here" }).getByRole("listitem")).toHaveCount(
    present.length,
  );
}
