import { expectSilence, expectTones } from "./support/listen.ts";
import { expect, expectNoLiveCall, type Office, people, type Seat, test } from "./support/office.ts";
import {
  control,
  createSession,
  expectInSession,
  expectTiles,
  joinByList,
  openSessions,
  tile,
} from "./support/session.ts";
import { cardAt, expectMoving, screenIn, screenOf, share, stopSharing } from "./support/sharing.ts";
import { cardTitle, openTestCard } from "./support/test-card.ts";
import { installCardReader } from "./support/watch.ts";

const name = "Planning";
const { hz: alicesTone } = people.alice;
const { hz: bobsTone } = people.bob;
const { hz: carolsTone } = people.carol;

interface Team {
  readonly alice: Seat;
  readonly bob: Seat;
  readonly carol: Seat;
}

async function team(office: Office): Promise<Team> {
  return {
    alice: await office.seat("alice"),
    bob: await office.seat("bob"),
    carol: await office.seat("carol"),
  };
}

/** Alice's session, with all three in it. */
async function gathered(office: Office): Promise<Team> {
  const all = await team(office);
  await createSession(all.alice, name);
  for (const seat of [all.bob, all.carol]) {
    await joinByList(seat, name);
    await expectInSession(seat, name);
  }
  return all;
}

/** What the view of a session that is over says. */
const reason = ({ page }: Seat) =>
  page.getByRole("region", { name: `Call with ${name}` }).getByText(/^The host /);
const peoplePanel = (seat: Seat) => seat.page.getByRole("region", { name: "In this call" });

test.describe("a session of three", () => {
  // Three apps, each with its own browser.
  test.slow();

  test("is joined by list and by link; everybody hears the others, and sees who is muted", async ({
    office,
  }) => {
    const { alice, bob, carol } = await team(office);
    await createSession(alice, name);
    await expect(alice.page.getByText("Nobody else is here yet.", { exact: false })).toBeVisible();
    await joinByList(bob, name);
    await expectInSession(bob, name);

    await control(alice, "People").click();
    const code = await peoplePanel(alice).locator("code").innerText();
    await carol.desktop.openLink(`deskline:join/${code}`);
    const question = carol.page.getByRole("dialog", { name: "Join this session?" });
    await question.getByRole("button", { name: "Join", exact: true }).click();
    await expectInSession(carol, name);

    for (const seat of [alice, bob, carol]) await expectTiles(seat, "alice", "bob", "carol");
    await expectTones(alice.page, [bobsTone, carolsTone], { absent: alicesTone });
    await expectTones(bob.page, [alicesTone, carolsTone], { absent: bobsTone });
    await expectTones(carol.page, [alicesTone, bobsTone], { absent: carolsTone });
    await expect(tile(carol, "bob", "Talking")).toBeVisible();

    await control(bob, "Mute").click();
    for (const seat of [alice, carol]) {
      await expect(tile(seat, "bob", "Muted")).toBeVisible();
      await expect(tile(seat, "bob", "Talking")).toHaveCount(0);
      await expectSilence(seat.page, bobsTone);
    }
    await expectTones(alice.page, [carolsTone], { absent: bobsTone });
    await control(bob, "Muted").click();
    await expect(tile(alice, "bob", "Muted")).toHaveCount(0);
    await expectTones(alice.page, [bobsTone, carolsTone], { absent: alicesTone });
  });

  test("shows two who share at once, one at a time or side by side, and is a grid again after it", async ({
    office,
  }) => {
    const shown = await openTestCard();
    try {
      const { alice, bob, carol } = await gathered(office);
      await installCardReader(carol.page);
      await share(alice, "Windows", cardTitle);
      await cardAt(carol, "alice");
      for (const seat of [alice, bob, carol]) await expect(tile(seat, "alice", "Sharing")).toBeVisible();

      await share(bob, "Screens", /screen/i);
      const choice = carol.page.getByRole("group", { name: "Whose screen to see" });
      await expect(choice.getByRole("button")).toHaveText([
        people.alice.name,
        people.bob.name,
        "Side by side",
      ]);
      await choice.getByRole("button", { name: "Side by side" }).click();
      await expectMoving(carol, "alice");
      await expectMoving(carol, "bob");
      await choice.getByRole("button", { name: people.bob.name }).click();
      await expect(screenIn(carol.page, "alice")).toHaveCount(0);
      await expectMoving(carol, "bob");

      await stopSharing(bob);
      await expect(choice).toHaveCount(0);
      await expectMoving(carol, "alice");
      await stopSharing(alice);
      await expect(carol.page.getByLabel(screenOf("alice"))).toHaveCount(0);
      await expectTiles(carol, "alice", "bob", "carol");
      await expect(tile(carol, "alice", "Sharing")).toHaveCount(0);
    } finally {
      await shown.close();
    }
  });

  test("is left, one is taken out of it by the host, and it is ended for all", async ({ office }) => {
    const { alice, bob, carol } = await gathered(office);
    await control(bob, "Leave").click();
    await expectNoLiveCall(bob);
    await expectTiles(alice, "alice", "carol");
    await expectTones(alice.page, [carolsTone], { absent: bobsTone });
    await joinByList(bob, name);
    await expectTiles(alice, "alice", "carol", "bob");

    await control(bob, "People").click();
    await expect(peoplePanel(bob).getByRole("button", { name: /^Remove|^End for all/ })).toHaveCount(0);
    await control(alice, "People").click();
    const remove = peoplePanel(alice).getByRole("button", { name: `Remove ${people.carol.name}` });
    await remove.click();
    await peoplePanel(alice)
      .getByRole("alertdialog", { name: `Take ${people.carol.name} out of the session?` })
      .getByRole("button", { name: `Remove ${people.carol.name}` })
      .click();
    await expect(reason(carol)).toHaveText(`The host took you out of ${name}.`);
    await expectNoLiveCall(carol);
    await expectTiles(bob, "alice", "bob");
    await expectSilence(bob.page, carolsTone);

    await peoplePanel(alice).getByRole("button", { name: "End for all" }).click();
    await peoplePanel(alice).getByRole("alertdialog").getByRole("button", { name: "End for all" }).click();
    await expect(reason(bob)).toHaveText(`The host ended ${name} for everybody.`);
    await expectNoLiveCall(alice, bob);
    await openSessions(carol);
    await expect(carol.page.getByText("No session is open")).toBeVisible();
  });
});
