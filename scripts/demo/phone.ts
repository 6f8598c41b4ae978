import { expectTone } from "../../test/e2e/support/listen.ts";
import { expectNoLiveCall, hangUp, people } from "../../test/e2e/support/office.ts";
import type { Stage } from "../lib/stages.ts";
import { type Cast, elapsed, seatOf } from "./cast.ts";

/** The simulated phone with a menu (server-stub/pstn): 600 Hz, and after key n 1750 + 100·n Hz. */
const menu = { number: "9195550102", greetingHz: 600, key: "5", afterKeyHz: 2_250 } as const;

/** A phone call with keys. */
export function phoneStages(cast: Cast): Stage[] {
  return [
    {
      name: `alice dials a phone and hears its ${menu.greetingHz} Hz`,
      run: async () => {
        const alice = seatOf(cast, "alice");
        await alice.page.getByRole("button", { name: "Keypad" }).first().click();
        await alice.page.getByLabel("Phone number").fill(menu.number);
        await cast.picture(alice.page, "keypad");
        const ms = await elapsed(async () => {
          await alice.page.keyboard.press("Enter");
          await expectTone(alice.page, menu.greetingHz, { absent: people.alice.hz });
        });
        return `dial to the phone's voice ${ms} ms`;
      },
    },
    {
      name: `alice presses ${menu.key}, the phone answers with ${menu.afterKeyHz} Hz`,
      run: async () => {
        const alice = seatOf(cast, "alice");
        await alice.page
          .getByRole("group", { name: "Call controls" })
          .getByRole("button", { name: "Keypad" })
          .click();
        await alice.page.keyboard.press(menu.key);
        const heard = await expectTone(alice.page, menu.afterKeyHz, { absent: menu.greetingHz });
        await cast.picture(alice.page, "phone-keys");
        return `peak at ${heard.peakHz.toFixed(0)} Hz`;
      },
    },
    {
      name: "alice hangs up on the phone",
      run: async () => {
        const alice = seatOf(cast, "alice");
        await hangUp(alice);
        await expectNoLiveCall(alice);
        await alice.page
          .getByRole("button", { name: /^Recents/ })
          .first()
          .click();
        await cast.picture(alice.page, "recents");
      },
    },
  ];
}
