/** Phone lines, through the windows: numbers of simulated phones (server-stub/pstn/README.md) and people's own. */
import type { Locator } from "@playwright/test";
import { PhoneNumber } from "../../common/ids.ts";
import { expectTone } from "./support/listen.ts";
import {
  accept,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
  type Seat,
  test,
} from "./support/office.ts";

const tonePhoneHz = 440;
const menuHz = 600;
/** What the menu plays after a digit. */
const menuAnswerHz = (digit: number): number => 1750 + 100 * digit;

/** Everything about the call that is on the screen, with its controls and panels. */
const callView = ({ page }: Seat): Locator => page.getByRole("region", { name: /^Call with/ });
const control = (seat: Seat, name: string): Locator =>
  callView(seat).getByRole("group", { name: "Call controls" }).getByRole("button", { name, exact: true });
const dialler = ({ page }: Seat): Locator => page.getByRole("region", { name: "Keypad" }).first();

async function openKeypad({ page }: Seat): Promise<void> {
  await page.getByRole("navigation").getByRole("button", { name: "Keypad" }).click();
}

/** Presses one key after the other; a plus sign is on the zero, under the other mouse button. */
async function press(keypad: Locator, keys: string): Promise<void> {
  for (const key of keys) {
    const face = keypad.getByRole("button", { name: new RegExp(`^[${key === "+" ? "0" : key}]( |$)`) });
    await face.click({ button: key === "+" ? "right" : "left" });
  }
}

/** Types a number on the keypad of the window and calls it. */
async function dial(seat: Seat, number: string): Promise<void> {
  await openKeypad(seat);
  await press(dialler(seat).getByRole("grid"), number);
  await dialler(seat).getByRole("button", { name: "Call", exact: true }).click();
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

  test("says so when it is busy", async ({ office }) => {
    const alice = await office.seat("alice");
    await dial(alice, "9195550104");
    await expect(callView(alice).getByText("(919) 555-0104 is in another call.")).toBeVisible();
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
    await alice.page
      .getByRole("navigation")
      .getByRole("button", { name: /^Recents/ })
      .click();
    await expect(alice.page.getByText("No calls yet")).toBeVisible();
    await expectNoLiveCall(alice);
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
