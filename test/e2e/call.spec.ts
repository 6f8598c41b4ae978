import { expectSilence, expectTone } from "./support/listen.ts";
import {
  accept,
  call,
  decline,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
  test,
} from "./support/office.ts";

test.describe("a call between two people", () => {
  test("carries each one's voice to the other, mutes, and ends for both when the caller hangs up", async ({
    office,
  }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    await expect(alice.page.getByText("Ringing…").first()).toBeVisible();
    await accept(bob);
    await expectTalking(alice, bob);
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });

    const mute = alice.page.getByRole("button", { name: /mute/i }).first();
    await mute.click();
    await expect(mute).toHaveAttribute("aria-pressed", "true");
    await expectSilence(bob.page, people.alice.hz);
    await mute.click();
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });

    await hangUp(alice);
    await expectNoLiveCall(alice, bob);
    await expect(bob.page.getByText(/Alice Martin hung up/).first()).toBeVisible();
  });

  test("ends for both when the callee hangs up, and a second call works after it", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await accept(bob);
    await expectTalking(alice, bob);
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
    await expect(alice.page.getByText(/Bob Okafor hung up/).first()).toBeVisible();
    await call(bob, "alice");
    await accept(alice);
    await expectTalking(alice, bob);
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });
    await hangUp(alice);
    await expectNoLiveCall(alice, bob);
  });

  test("tells the caller when the callee declines", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await decline(bob);
    await expect(alice.page.getByText(/Bob Okafor declined/).first()).toBeVisible();
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toHaveCount(0);
  });

  test("stops ringing when the caller gives up", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    await hangUp(alice);
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toHaveCount(0);
    await expect(bob.page.getByText(/Missed call/i).first()).toBeVisible();
    await expectNoLiveCall(alice, bob);
  });

  test("rings on all of a person's devices and stops on the others when one accepts", async ({ office }) => {
    const alice = await office.seat("alice");
    const desk = await office.seat("bob");
    const laptop = await office.seat("bob");
    await call(alice, "bob");
    await expect(desk.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    await expect(laptop.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    await accept(laptop);
    await expectTalking(alice, laptop);
    await expect(desk.page.getByRole("button", { name: /^Accept/ })).toHaveCount(0);
    await hangUp(alice);
    await expectNoLiveCall(alice, laptop);
  });

  test("says at once that nobody is there to be rung", async ({ office }) => {
    const alice = await office.seat("alice");
    await call(alice, "bob");
    await expect(
      alice.page.getByText(/Bob Okafor is not signed in, so the call could not ring/).first(),
    ).toBeVisible();
  });

  test("becomes one call when both call each other at the same moment", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await Promise.all([call(alice, "bob"), call(bob, "alice")]);
    await expectTalking(alice, bob);
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
  });
});

test.describe("a call that nobody answers", () => {
  test.use({ serverConfig: { noAnswerMs: 3_000 } });

  test("ends with no answer at both ends", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    await expect(alice.page.getByText(/Bob Okafor did not answer/).first()).toBeVisible();
    await expect(bob.page.getByText(/Missed call/i).first()).toBeVisible();
    await expectNoLiveCall(alice, bob);
  });
});
