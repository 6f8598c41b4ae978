/** What simulated phones do that is not conversation (server-stub/pstn/README.md): the echo, and every way not to talk. */
import { expectSilence, expectTone } from "./support/listen.ts";
import { expect, expectNoLiveCall, expectTalking, hangUp, people, test } from "./support/office.ts";
import { callView, control, dial, openRecents, recent } from "./support/phone.ts";

test("the echo brings back one's own voice, and nothing while one is muted", async ({ office }) => {
  const alice = await office.seat("alice");
  await dial(alice, "9195550100");
  await expectTalking(alice);
  await expectTone(alice.page, people.alice.hz, { absent: people.bob.hz });
  await control(alice, "Mute").click();
  await expectSilence(alice.page, people.alice.hz);
  await control(alice, "Muted").click();
  await expectTone(alice.page, people.alice.hz, { absent: people.bob.hz });
  await hangUp(alice);
  await expectNoLiveCall(alice);
});

test.describe("a phone that nobody talks at", () => {
  test.use({ serverConfig: { noAnswerMs: 4_000 } });

  test("is told in words that fit a number, and in the recents in one", async ({ office }) => {
    const alice = await office.seat("alice");
    const ends = [
      ["0103", /^Nobody answered at \(919\) 555-0103 within /, "No answer"],
      ["0104", "(919) 555-0104 is busy.", "Busy"],
      ["0105", "(919) 555-0105 did not take the call.", "Declined"],
      ["0199", "(919) 555-0199 cannot be called: nobody has this number.", "No such number"],
    ] as const;
    for (const [line, sentence] of ends) {
      await dial(alice, `919555${line}`);
      await expect(callView(alice).getByText(sentence)).toBeVisible();
      await expectNoLiveCall(alice);
    }
    await openRecents(alice);
    for (const [line, , word] of ends) {
      await expect(recent(alice, `(919) 555-${line}`).getByText(word)).toBeVisible();
    }
  });
});

test("a phone that hangs up by itself ends the call", async ({ office }) => {
  const alice = await office.seat("alice");
  await dial(alice, "9195550106");
  await expect(callView(alice).getByText("(919) 555-0106 hung up.")).toBeVisible();
  await expectNoLiveCall(alice);
});
