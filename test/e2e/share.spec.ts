import type { Page } from "@playwright/test";
import { accept, call, expect, expectTalking, type Seat, test } from "./support/office.ts";
import {
  cardAt,
  chooseToShare,
  confirmShare,
  expectColours,
  expectMoving,
  expectReadableText,
  screenIn,
  screenOf,
  share,
  stopSharing,
} from "./support/sharing.ts";
import { card, cardTitle, openTestCard, type TestCard } from "./support/test-card.ts";
import { installCardReader, seenCard } from "./support/watch.ts";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

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

    await chooseToShare(alice, "Windows", cardTitle);
    const sharedAt = Date.now();
    await confirmShare(alice);
    const first = await cardAt(bob, "alice");
    const firstFrameMs = Date.now() - sharedAt;
    await expect(alice.page.getByText(`You are sharing ${cardTitle}`)).toBeVisible();

    expect(first.size[0]).toBeGreaterThanOrEqual(card.width);
    expectColours(first);
    const likeness = await expectReadableText(bob, "alice", await shown.text());

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
      ["share to first readable frame, ms", String(firstFrameMs)],
      ["age of what is seen, ms (median of 20)", String(middle)],
      ["likeness of the small text (SSIM)", likeness.toFixed(3)],
    ] as const)
      test.info().annotations.push({ type, description });

    await button(alice.page, "Pause").click();
    await expect(alice.page.getByText("Others see the last picture.")).toBeVisible();
    await expectStill(bob);
    await button(alice.page, "Continue").click();
    await expectMoving(bob, "alice");

    await stopSharing(alice);
    await expect(screenIn(bob.page, "alice")).toHaveCount(0);
    await expect(button(alice.page, "Share")).toBeVisible();
  });

  test("stands beside another one: two people share at once", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await accept(bob);
    await expectTalking(alice, bob);
    await installCardReader(bob.page);
    await share(alice, "Windows", cardTitle);
    await cardAt(bob, "alice");
    await share(bob, "Screens", /screen/i);
    const theirs = screenIn(alice.page, "bob");
    await expect
      .poll(() => theirs.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 20_000 })
      .toBe(1_280);
    await expectMoving(bob, "alice");
    await stopSharing(bob);
    await expect(theirs).toHaveCount(0);
    await expectMoving(bob, "alice");
  });
});

const time = async (seat: Seat): Promise<number> => (await cardAt(seat, "alice")).shownAt;
const frames = (seat: Seat): Promise<number> =>
  screenIn(seat.page, "alice").evaluate(
    (video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames,
  );

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
