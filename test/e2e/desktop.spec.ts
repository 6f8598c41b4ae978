/** The phone on the desktop: tray, small windows, keys, links, quiet. */
import { expectTone } from "./support/listen.ts";
import {
  accept,
  call,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
  test,
} from "./support/office.ts";

const incomingCard = /card\.html#incoming$/;
const miniCard = /card\.html#mini$/;

test.describe("with the window hidden", () => {
  test("it rings in a small window and in the tray, is answered from the tray, and hung up there", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    const { desktop } = bob;
    await desktop.userCloses(bob.page);
    expect(await desktop.isVisible(bob.page)).toBe(false);
    await expect.poll(async () => (await desktop.tray())?.toolTip).toBe("Deskline: Ready");

    await call(alice, "bob");
    await expect.poll(async () => (await desktop.tray())?.toolTip).toBe("Deskline: Alice Martin is calling");
    const card = await desktop.window(incomingCard);
    await expect(card.getByRole("heading", { name: "Alice Martin" })).toBeVisible();
    await expect(card.getByRole("button", { name: "Accept" })).toBeVisible();
    expect(await desktop.notifications()).toMatchObject([
      { title: "Alice Martin", actions: ["Accept", "Decline"], closed: false },
    ]);

    const menu = await desktop.trayMenu();
    const answer = menu.find(({ label }) => label === "Accept Alice Martin");
    await desktop.clickTray(answer?.id ?? "");
    await expectTalking(alice);
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    expect(await desktop.isVisible(bob.page)).toBe(false);
    await expect.poll(() => desktop.windows().filter((url) => incomingCard.test(url))).toEqual([]);
    expect((await desktop.notifications())[0]?.closed).toBe(true);

    const mini = await desktop.window(miniCard);
    await expect(mini.getByText("Alice Martin").first()).toBeVisible();
    await expect
      .poll(async () => (await desktop.tray())?.toolTip)
      .toBe("Deskline: In a call with Alice Martin");
    expect(await desktop.powerSaveBlockers()).toEqual(["prevent-display-sleep"]);
    await desktop.clickTray("mute");
    await expect.poll(async () => (await desktop.tray())?.toolTip).toContain("Muted");
    await desktop.clickTray("hang-up");
    await expectNoLiveCall(alice);
    await expect.poll(() => desktop.windows().filter((url) => miniCard.test(url))).toEqual([]);
    expect(await desktop.powerSaveBlockers()).toEqual([]);

    await desktop.clickTray("open");
    expect(await desktop.isVisible(bob.page)).toBe(true);
  });

  test("it is accepted in the small window, muted in the mini window, and opened again from there", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await bob.desktop.userCloses(bob.page);
    await call(alice, "bob");
    await (await bob.desktop.window(incomingCard)).getByRole("button", { name: "Accept" }).click();
    await expectTalking(alice);
    const mini = await bob.desktop.window(miniCard);
    await mini.getByRole("button", { name: "Mute" }).click();
    await expect(mini.getByRole("button", { name: "Muted" })).toHaveAttribute("aria-pressed", "true");
    await mini.getByRole("button", { name: "Show the call with Alice Martin" }).click();
    await expect.poll(() => bob.desktop.isVisible(bob.page)).toBe(true);
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
  });

  test("it is declined in the notification", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await bob.desktop.userCloses(bob.page);
    await call(alice, "bob");
    await expect.poll(() => bob.desktop.notifications()).toHaveLength(1);
    await bob.desktop.pressNotificationAction(0, "Decline");
    await expect(alice.page.getByText("Bob Okafor declined the call.").first()).toBeVisible();
  });
});

test("keys that work everywhere are taken during a call only, and mute and hang up", async ({ office }) => {
  const alice = await office.seat("alice");
  const bob = await office.seat("bob");
  expect(await bob.desktop.shortcuts()).toEqual([]);
  await call(alice, "bob");
  await expect.poll(() => bob.desktop.shortcuts()).toHaveLength(3);
  await bob.desktop.pressShortcut("CommandOrControl+Shift+A");
  await expectTalking(alice, bob);
  await bob.desktop.pressShortcut("CommandOrControl+Shift+M");
  await expect(bob.page.getByText("Your microphone is off")).toBeVisible();
  await bob.desktop.pressShortcut("CommandOrControl+Shift+D");
  await expectNoLiveCall(alice, bob);
  await expect.poll(() => bob.desktop.shortcuts()).toEqual([]);
});

test("do not disturb keeps a call quiet, and it is found among the recent ones", async ({ office }) => {
  const alice = await office.seat("alice");
  const bob = await office.seat("bob");
  await bob.desktop.userCloses(bob.page);
  await bob.desktop.clickTray("do-not-disturb");
  await expect.poll(async () => (await bob.desktop.tray())?.toolTip).toBe("Deskline: Do not disturb");
  await call(alice, "bob");
  await expect
    .poll(async () => (await bob.desktop.tray())?.toolTip)
    .toBe("Deskline: Alice Martin is calling");
  await hangUp(alice);
  await expect.poll(() => bob.desktop.badge()).toBe(1);
  expect(await bob.desktop.notifications()).toEqual([]);
  expect(bob.desktop.windows().filter((url) => incomingCard.test(url))).toEqual([]);
  await bob.desktop.clickTray("open");
  await bob.page.getByRole("button", { name: /^Recents.*1 missed call$/ }).click();
  await expect(bob.page.getByText(/^Missed call/).first()).toBeVisible();
  await expect.poll(() => bob.desktop.badge()).toBe(0);
});

test.describe("a link from outside", () => {
  test("asks before it calls, in a running app and in one that it starts", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await alice.desktop.openLink("deskline:call/bob");
    const dialog = alice.page.getByRole("dialog", { name: "Call Bob Okafor?" });
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await alice.page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expectNoLiveCall(alice, bob);

    await alice.desktop.openLink("deskline:call/bob");
    await dialog.getByRole("button", { name: "Call" }).click();
    await accept(bob);
    await expectTalking(alice, bob);
    await hangUp(alice);
    await expectNoLiveCall(alice, bob);

    const carol = await office.seat("carol", { args: ["deskline:call/bob"] });
    await expect(carol.page.getByRole("dialog", { name: "Call Bob Okafor?" })).toBeVisible();
  });

  test("to an emergency number is explained and not dialled, and nonsense opens nothing", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    await alice.desktop.openLink("tel:911");
    const dialog = alice.page.getByRole("dialog", { name: "Deskline cannot call emergency numbers" });
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).click();
    await alice.desktop.openLink("tel:%00%2e%2e");
    await expect(alice.page.getByRole("dialog", { name: "This link cannot be opened" })).toBeVisible();
    await expectNoLiveCall(alice);
  });
});
