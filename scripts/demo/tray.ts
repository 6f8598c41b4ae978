import { expectTone } from "../../test/e2e/support/listen.ts";
import { call, expectNoLiveCall, expectTalking, people } from "../../test/e2e/support/office.ts";
import type { Stage } from "../lib/stages.ts";
import { type Cast, seatOf } from "./cast.ts";

/** Bob's window is closed; the phone is alive in the tray. */
export function trayStages(cast: Cast): Stage[] {
  return [
    {
      name: "bob closes his window, alice calls, a small window rings",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        await bob.desktop.userCloses(bob.page);
        if (await bob.desktop.isVisible(bob.page)) throw new Error("bob's window is still there");
        await alice.page.getByRole("button", { name: "People" }).first().click();
        await call(alice, "bob");
        const card = await bob.desktop.window(/card\.html#incoming$/);
        await card.getByRole("button", { name: "Accept" }).waitFor();
        await cast.picture(card, "incoming-card");
      },
    },
    {
      name: "bob accepts in the tray, the window stays closed, alice hears him",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        const accept = (await bob.desktop.trayMenu()).find(({ label }) => label.startsWith("Accept"));
        if (accept === undefined) throw new Error("the tray does not offer to accept");
        await bob.desktop.clickTray(accept.id);
        await expectTalking(alice);
        const heard = await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
        if (await bob.desktop.isVisible(bob.page)) throw new Error("bob's window came up");
        await cast.picture(await bob.desktop.window(/card\.html#mini$/), "mini-window");
        return `peak at ${heard.peakHz.toFixed(0)} Hz`;
      },
    },
    {
      name: "bob hangs up in the tray",
      run: async () => {
        await seatOf(cast, "bob").desktop.clickTray("hang-up");
        await expectNoLiveCall(seatOf(cast, "alice"));
      },
    },
  ];
}
