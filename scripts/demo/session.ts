import { expectNoLiveCall } from "../../test/e2e/support/office.ts";
import { control, createSession, expectInSession, joinByList } from "../../test/e2e/support/session.ts";
import {
  cardAt,
  chooseToShare,
  confirmShare,
  expectColours,
  expectMoving,
  expectReadableText,
  type ReadableCard,
} from "../../test/e2e/support/sharing.ts";
import { cardTitle } from "../../test/e2e/support/test-card.ts";
import { installCardReader } from "../../test/e2e/support/watch.ts";
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
        await createSession(alice, sessionName);
        await joinByList(bob, sessionName);
        await expectInSession(bob, sessionName);
      },
    },
    {
      name: "alice shares a window, bob reads its small print",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        await installCardReader(bob.page);
        await chooseToShare(alice, "Windows", cardTitle);
        await cast.picture(alice.page, "share-picker");
        let seen: ReadableCard | null = null;
        const ms = await elapsed(async () => {
          await confirmShare(alice);
          seen = await cardAt(bob, "alice");
        });
        expectColours(seen as unknown as ReadableCard);
        const likeness = await expectReadableText(bob, "alice", await cast.card.text());
        await expectMoving(bob, "alice");
        await cast.picture(bob.page, "shared-screen");
        return `share click to the first readable frame ${ms} ms, likeness of its text ${likeness.toFixed(3)}`;
      },
    },
    {
      name: "bob writes, alice reads it",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        for (const seat of [alice, bob]) await control(seat, "Chat").click();
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
        for (const seat of [alice, bob]) await control(seat, "Leave").click();
        await expectNoLiveCall(alice, bob);
      },
    },
  ];
}
