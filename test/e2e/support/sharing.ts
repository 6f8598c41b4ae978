/** What people do with shared screens, through their windows, and what arrives of the test card. */
import type { Locator, Page } from "@playwright/test";
import { aligned, similarity } from "../../support/similarity.ts";
import { expect, people, type Seat, type Username } from "./office.ts";
import { card } from "./test-card.ts";
import { type SeenCard, seenCard, seenText } from "./watch.ts";

/** The marks' edges are blurred by the encoder: where exactly the card lies is found by its text. */
const margin = 4;

export const screenOf = (who: Username): string => `${people[who].name}’s screen`;

/** The picture of somebody's screen. */
export const screenIn = (page: Page, who: Username): Locator =>
  page.locator(`video[aria-label="${screenOf(who)}"]`);

/** Chooses in the picker as a user does, which shows it to the user alone. */
export async function chooseToShare(
  { page }: Seat,
  kind: "Screens" | "Windows",
  title: string | RegExp,
): Promise<void> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const picker = page.getByRole("dialog");
  await picker.getByText(kind, { exact: true }).click();
  await picker.getByRole("option", { name: title }).click();
  await expect(picker.locator("video")).toBeVisible();
}

export const confirmShare = ({ page }: Seat): Promise<void> =>
  page.getByRole("dialog").getByRole("button", { name: "Share", exact: true }).click();

export async function share(seat: Seat, kind: "Screens" | "Windows", title: string | RegExp): Promise<void> {
  await chooseToShare(seat, kind, title);
  await confirmShare(seat);
}

export const stopSharing = ({ page }: Seat): Promise<void> =>
  page.getByRole("button", { name: "Stop sharing", exact: true }).first().click();

export type ReadableCard = SeenCard & { readonly shownAt: number; readonly ageMs: number };

/** Waits for a frame of their screen that shows the card and can be read. */
export async function cardAt({ page }: Pick<Seat, "page">, who: Username): Promise<ReadableCard> {
  let seen: SeenCard | null = null;
  await expect
    .poll(async () => (seen = await seenCard(page, screenOf(who)))?.shownAt ?? null, { intervals: [20] })
    .not.toBeNull();
  return seen as unknown as ReadableCard;
}

/** Each patch has its own colour; what an encoder does to one is far less than what lies between them. */
export function expectColours({ colours }: SeenCard): void {
  colours.forEach((colour, patch) =>
    colour.forEach((part, index) =>
      expect(Math.abs(part - card.patches[patch]!.colour[index]!)).toBeLessThan(24),
    ),
  );
}

/** Waits until the card's small text is as good as what the window draws; resolves with how alike they are, 0 to 1. */
export async function expectReadableText(
  { page }: Pick<Seat, "page">,
  who: Username,
  original: readonly number[],
): Promise<number> {
  const [width] = card.text.size;
  let likeness = 0;
  await expect
    .poll(async () => {
      const seen = await seenText(page, screenOf(who), margin);
      likeness = seen === null ? 0 : similarity(original, aligned(original, seen, { width, margin }), width);
      return likeness;
    })
    .toBeGreaterThan(0.9);
  return likeness;
}

/** Waits until the card's clock goes on. */
export async function expectMoving(seat: Pick<Seat, "page">, who: Username): Promise<void> {
  const { shownAt } = await cardAt(seat, who);
  await expect.poll(async () => (await cardAt(seat, who)).shownAt).toBeGreaterThan(shownAt);
}
