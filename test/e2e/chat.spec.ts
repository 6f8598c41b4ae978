import { withPerson } from "../../common/chat/conversation-id.ts";
import { UserId } from "../../common/ids.ts";
import { bubbles, history, openMessages, summaryOf, write } from "./support/chat.ts";
import { expect, test } from "./support/office.ts";

const withBob = withPerson(UserId.parse("bob"));
const withAlice = withPerson(UserId.parse("alice"));

test.describe("chat between two people", () => {
  test("goes over a link of their own, is marked as read, and is there again after a reload", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await openMessages(alice, "bob");
    await openMessages(bob, "alice");
    await write(alice, "Did the headsets arrive?");
    await expect(bubbles(bob)).toHaveText(["Did the headsets arrive?"]);
    await write(bob, "Two boxes, see https://example.com/desk");
    await expect(bubbles(alice)).toHaveCount(2);
    await expect.poll(() => summaryOf(alice, withBob)).toMatchObject({ way: "direct" });
    await expect.poll(() => summaryOf(bob, withAlice)).toMatchObject({ way: "direct" });
    await bob.page.bringToFront();
    await expect(alice.page.getByText("Read", { exact: true })).toBeVisible();

    await alice.page.reload();
    await openMessages(alice, "bob");
    await expect(bubbles(alice)).toHaveCount(2);
    await write(alice, "Thank you!");
    await expect(bubbles(bob)).toHaveCount(3);
    expect(await history(bob, withAlice)).toHaveLength(3);
  });

  test("waits at the server for somebody who is away, who then sees that there is something", async ({
    office,
  }) => {
    const bob = await office.seat("bob");
    const alice = await office.seat("alice");
    await expect.poll(() => summaryOf(bob, withAlice)).toBeUndefined();
    await openMessages(alice, "bob");
    await bob.desktop.close();
    await expect(alice.page.getByText("Offline").first()).toBeVisible();
    await write(alice, "Call me when you are back");
    await expect(alice.page.getByText("Sent", { exact: true })).toBeVisible();
    await expect(alice.page.getByText(/gets your messages when they are back/)).toBeVisible();

    const back = await office.seat("bob", { userData: bob.userData });
    await expect(back.page.getByRole("button", { name: /^Chat.*1 unread message/ })).toBeVisible();
    await expect(alice.page.getByText("Delivered", { exact: true })).toBeVisible();
    await openMessages(back, "alice");
    await expect(bubbles(back)).toHaveText(["Call me when you are back"]);
  });
});
