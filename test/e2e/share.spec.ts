import type { Page } from "@playwright/test";
import { aligned, similarity } from "../support/similarity.ts";
import { accept, call, expect, expectTalking, people, type Seat, test } from "./support/office.ts";
import { card, cardTitle, openTestCard, type TestCard } from "./support/test-card.ts";
import { installCardReader, type SeenCard, seenCard, seenText } from "./support/watch.ts";

/** The marks' edges are blurred by the encoder: where exactly the card lies is found by its text. */
const margin = 4;

const screenOf = (who: keyof typeof people) => `${people[who].name}’s screen`;
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

/** Chooses in the picker as a user does, and shares. */
async function share(seat: Seat, kind: "Screens" | "Windows", title: string | RegExp): Promise<void> {
  const picker = seat.page.getByRole("dialog");
  await picker.getByText(kind, { exact: true }).click();
  await picker.getByRole("option", { name: title }).click();
  await expect(picker.locator("video")).toBeVisible();
  await picker.getByRole("button", { name: "Share", exact: true }).click();
}

/** Waits for a frame that can be read. */
async function cardAt(
  seat: Seat,
  who: keyof typeof people,
): Promise<SeenCard & { shownAt: number; ageMs: number }> {
  let seen: SeenCard | null = null;
  await expect
    .poll(async () => (seen = await seenCard(seat.page, screenOf(who)))?.shownAt ?? null, { intervals: [20] })
    .not.toBeNull();
  return seen as unknown as SeenCard & { shownAt: number; ageMs: number };
}

/** How much of the card's text has arrived, 0 to 1. */
async function textLikeness(seat: Seat, original: readonly number[]): Promise<number> {
  const seen = await seenText(seat.page, screenOf("alice"), margin);
  const [width] = card.text.size;
  return seen === null ? 0 : similarity(original, aligned(original, seen, { width, margin }), width);
}

test.describe("a shared window", () => {
  let shown: TestCard;
  test.beforeEach(async () => {
    shown = await openTestCard();
  });
  test.afterEach(() => shown.close());

  test("arrives with its colours, small text and movement; pauses, goes on and ends", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await accept(bob);
    await expectTalking(alice, bob);
    await installCardReader(bob.page);

    await button(alice.page, "Share").click();
    const sharedAt = Date.now();
    await share(alice, "Windows", cardTitle);
    const first = await cardAt(bob, "alice");
    const firstFrameMs = Date.now() - sharedAt;
    await expect(alice.page.getByText(`You are sharing ${cardTitle}`)).toBeVisible();

    expect(first.size[0]).toBeGreaterThanOrEqual(card.width);
    first.colours.forEach((colour, patch) =>
      colour.forEach((part, index) => {
        expect(Math.abs(part - card.patches[patch]!.colour[index]!)).toBeLessThan(24);
      }),
    );

    const original = await shown.text();
    let likeness = 0;
    await expect.poll(async () => (likeness = await textLikeness(bob, original))).toBeGreaterThan(0.9);

    const ages: number[] = [];
    let last = first.shownAt;
    for (let frame = 0; frame < 20; frame += 1) {
      await expect
        .poll(async () => (await seenCard(bob.page, screenOf("alice")))?.shownAt ?? last, { intervals: [10] })
        .toBeGreaterThan(last);
      const seen = await cardAt(bob, "alice");
      ages.push(seen.ageMs);
      last = seen.shownAt;
    }
    const middle = ages.toSorted((a, b) => a - b)[ages.length / 2]!;
    for (const [type, description] of [
      ["choosing to first readable frame, ms", String(firstFrameMs)],
      ["age of what is seen, ms (median of 20)", String(middle)],
      ["likeness of the small text (SSIM)", likeness.toFixed(3)],
    ] as const)
      test.info().annotations.push({ type, description });

    await button(alice.page, "Pause").click();
    await expect(alice.page.getByText("Others see the last picture.")).toBeVisible();
    await expectStill(bob);
    await button(alice.page, "Continue").click();
    await expectMoving(bob);

    await button(alice.page, "Stop sharing").first().click();
    await expect(bob.page.locator(`video[aria-label="${screenOf("alice")}"]`)).toHaveCount(0);
    await expect(button(alice.page, "Share")).toBeVisible();
  });

  test("stands beside another one: two people share at once", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await accept(bob);
    await expectTalking(alice, bob);
    await installCardReader(bob.page);
    await button(alice.page, "Share").click();
    await share(alice, "Windows", cardTitle);
    await cardAt(bob, "alice");
    await button(bob.page, "Share").click();
    await share(bob, "Screens", /screen/i);
    const theirs = alice.page.locator(`video[aria-label="${screenOf("bob")}"]`);
    await expect
      .poll(() => theirs.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 20_000 })
      .toBe(1_280);
    await expectMoving(bob);
    await button(bob.page, "Stop sharing").first().click();
    await expect(theirs).toHaveCount(0);
    await expectMoving(bob);
  });
});

const time = async (seat: Seat): Promise<number> => (await cardAt(seat, "alice")).shownAt;
const frames = (seat: Seat): Promise<number> =>
  seat.page
    .locator(`video[aria-label="${screenOf("alice")}"]`)
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);

/** Frames go on arriving, and what they show does not. */
async function expectStill(seat: Seat): Promise<void> {
  await expect
    .poll(async () => {
      const [before, from] = [await time(seat), await frames(seat)];
      await expect.poll(() => frames(seat)).toBeGreaterThan(from + 1);
      return (await time(seat)) === before;
    })
    .toBe(true);
}

async function expectMoving(seat: Seat): Promise<void> {
  const from = await time(seat);
  await expect.poll(() => time(seat)).toBeGreaterThan(from);
}
