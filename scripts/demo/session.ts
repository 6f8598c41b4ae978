import { expectNoLiveCall, expectTalking } from "../../test/e2e/support/office.ts";
import type { Stage } from "../lib/stages.ts";
import { type Cast, elapsed, seatOf } from "./cast.ts";

const sessionName = "Planning";
const message = "Can you read the small print?";

/** A session with a shared screen and chat. */
export function sessionStages(cast: Cast): Stage[] {
  return [
    {
      name: "alice starts a session, bob joins it",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        await alice.page.getByRole("button", { name: "Sessions" }).first().click();
        await alice.page.getByLabel("New session").fill(sessionName);
        await alice.page.getByRole("button", { name: "Start", exact: true }).click();
        await expectTalking(alice);
        await bob.page.getByRole("button", { name: "Sessions" }).first().click();
        await bob.page
          .getByRole("button", { name: new RegExp(sessionName) })
          .first()
          .click();
        await bob.page.getByRole("button", { name: "Join", exact: true }).last().click();
        await expectTalking(bob);
      },
    },
    {
      name: "alice shares her screen, bob sees it",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        await alice.page.getByRole("button", { name: "Share", exact: true }).click();
        const picker = alice.page.getByRole("dialog");
        await picker.getByRole("option").first().click();
        await picker.locator("video").waitFor();
        await cast.picture(alice.page, "share-picker");
        const screen = bob.page.getByLabel("Alice Martin’s screen").locator("visible=true").first();
        const ms = await elapsed(async () => {
          await picker.getByRole("button", { name: "Share", exact: true }).click();
          await screen.waitFor({ timeout: 20_000 });
          await bob.page.waitForFunction(
            () =>
              [...document.querySelectorAll("video")].some(
                (video) =>
                  video.getAttribute("aria-label") === "Alice Martin’s screen" && video.videoWidth >= 640,
              ),
            undefined,
            { polling: 50, timeout: 20_000 },
          );
        });
        await cast.picture(bob.page, "shared-screen");
        return `share click to the viewer's picture ${ms} ms`;
      },
    },
    {
      name: "bob writes, alice reads it",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        for (const { page } of [alice, bob]) {
          await page
            .getByRole("group", { name: "Call controls" })
            .getByRole("button", { name: "Chat" })
            .click();
        }
        await bob.page.getByRole("textbox", { name: /message/i }).fill(message);
        const ms = await elapsed(async () => {
          await bob.page.keyboard.press("Enter");
          await alice.page.getByText(message).first().waitFor({ timeout: 15_000 });
        });
        await cast.picture(alice.page, "chat");
        return `Enter to read ${ms} ms`;
      },
    },
    {
      name: "both leave the session",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        for (const { page } of [alice, bob]) {
          await page
            .getByRole("group", { name: "Call controls" })
            .getByRole("button", { name: "Leave" })
            .click();
        }
        await expectNoLiveCall(alice, bob);
      },
    },
  ];
}
