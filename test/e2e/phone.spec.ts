/** Phone lines, through the windows: numbers of simulated phones (server-stub/pstn/README.md) and people's own. */
import { PhoneNumber } from "../../common/ids.ts";
import { expectNothingPlayed, expectTone, expectTones } from "./support/listen.ts";
import {
  accept,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
  type Seat,
  talk,
  test,
} from "./support/office.ts";
import { callView, control, dial, dialler, openKeypad, openRecents, press, recent } from "./support/phone.ts";

const tonePhoneHz = 440;
const menuHz = 600;
/** What the menu plays after a digit. */
const menuAnswerHz = (digit: number): number => 1750 + 100 * digit;

/** Opens a panel of the call and picks a person or a number there. */
async function pick(seat: Seat, panel: "People" | "Pass on", typed: string, row: RegExp): Promise<void> {
  await control(seat, panel).click();
  const targets = callView(seat);
  await targets.getByRole("textbox", { name: "Name or phone number" }).fill(typed);
  await targets.getByRole("list", { name: "People and numbers" }).getByRole("button", { name: row }).click();
}

test.describe("a call to a phone number", () => {
  test("is dialled on the keypad, heard, steered by keys, and ends when the phone hangs up", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    await dial(alice, "+19195550102");
    await expectTalking(alice);
    await expect(callView(alice).getByRole("heading", { name: "(919) 555-0102" })).toBeVisible();
    await expectTone(alice.page, menuHz, { absent: people.alice.hz });

    await control(alice, "Keypad").click();
    const keys = callView(alice).getByRole("grid", { name: "Keypad" });
    await press(keys, "5");
    await expect(callView(alice).getByLabel("Keys pressed")).toHaveText("5");
    await expectTone(alice.page, menuAnswerHz(5), { absent: menuHz });
    await press(keys, "#");
    await expect(alice.page.getByText("(919) 555-0102 hung up.").first()).toBeVisible();
    await expectNoLiveCall(alice);
  });

  test("to an emergency service is refused before anything is sent", async ({ office }) => {
    const alice = await office.seat("alice");
    await openKeypad(alice);
    await press(dialler(alice).getByRole("grid"), "911");
    await expect(dialler(alice).getByText("Deskline cannot call emergency numbers.")).toBeVisible();
    await expect(dialler(alice).getByRole("button", { name: "Call", exact: true })).toBeDisabled();
    await dialler(alice).getByRole("textbox", { name: "Phone number" }).press("Enter");
    // A page that asks all the same gets nowhere either.
    const asked = await alice.page.evaluate(
      (number) => window.host.request("call.place", { to: { kind: "phone", number } }),
      PhoneNumber.parse("+1911"),
    );
    expect(asked).toMatchObject({ ok: false, error: { code: "emergency-number" } });
    await openRecents(alice);
    await expect(alice.page.getByText("No calls yet")).toBeVisible();
    await expectNoLiveCall(alice);
  });

  test("is among the recent ones after a restart, with its outcome, and is called again from there", async ({
    office,
  }) => {
    const first = await office.seat("alice");
    await dial(first, "9195550101");
    await expectTalking(first);
    await hangUp(first);
    await expectNoLiveCall(first);
    await first.desktop.close();

    const again = await office.seat("alice", { userData: first.userData });
    await openRecents(again);
    const row = recent(again, "(919) 555-0101");
    await expect(row).toHaveCount(1);
    await expect(row.getByText(/^Talked for /)).toBeVisible();
    await row.getByRole("button", { name: /Talked for/ }).click();
    await again.page.getByRole("main").getByRole("button", { name: "Call again" }).click();
    await expectTalking(again);
    await expectTone(again.page, tonePhoneHz, { absent: menuHz });
    await hangUp(again);
    await expectNoLiveCall(again);
  });
});

test("a phone calls a person's own number", async ({ office }) => {
  const alice = await office.seat("alice");
  await dial(alice, "9195550107");
  await expect(alice.page.getByText("(919) 555-0107 hung up.").first()).toBeVisible();
  const card = alice.page.getByRole("region", { name: "Incoming calls" }).getByRole("article");
  await expect(card.getByRole("heading", { name: "(919) 555-0107" })).toBeVisible();
  await expect(card.getByText("For (919) 555-0141")).toBeVisible();
  await accept(alice);
  await expectTalking(alice);
  await expectTone(alice.page, tonePhoneHz, { absent: menuHz });
  await hangUp(alice);
  await expectNoLiveCall(alice);
});

test.describe("a call between people", () => {
  test("is put on hold and resumed, and both see it", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });

    await control(alice, "Hold").click();
    await expect(callView(alice).getByText("On hold")).toBeVisible();
    await expect(callView(bob).getByText("Alice Martin has put you on hold")).toBeVisible();
    await expectNothingPlayed(bob.page);

    await control(alice, "Resume").click();
    await expectTalking(alice, bob);
    await expect(callView(bob).getByText("Alice Martin has put you on hold")).toHaveCount(0);
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    await hangUp(alice);
    await expectNoLiveCall(alice, bob);
  });

  test("is passed on to a phone number by the one who leaves it", async ({ office }) => {
    const [bob, alice] = await talk(office, "bob", "alice");
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });

    await pick(bob, "Pass on", "9195550101", /^\(919\) 555-0101/);
    await expectNoLiveCall(bob);
    await expectTone(alice.page, tonePhoneHz, { absent: people.bob.hz });
    await hangUp(alice);
    await expectNoLiveCall(alice);
  });

  test("becomes one of three, where everybody hears both others", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    const carol = await office.seat("carol");

    await pick(alice, "People", "Carol", /^Carol Díaz/);
    await accept(carol);
    await expectTalking(carol);
    const everybody = [alice, bob, carol];
    for (const seat of everybody) {
      const others = everybody.filter((other) => other !== seat).map(({ username }) => people[username].hz);
      await expectTones(seat.page, others, { absent: people[seat.username].hz });
    }
    await hangUp(alice);
    await expectNoLiveCall(alice);
    await expectTone(bob.page, people.carol.hz, { absent: people.alice.hz });
    await hangUp(bob);
    await expectNoLiveCall(...everybody);
  });
});
