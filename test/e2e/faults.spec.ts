import type { Call, Phase } from "../../common/call/call.ts";
import { expectTone } from "./support/listen.ts";
import {
  accept,
  call,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
  type Seat,
  talk,
  test,
} from "./support/office.ts";

const calls = (seat: Seat): Promise<Call[]> =>
  seat.page.evaluate(async () => {
    const state = await window.host.request("state.get", null);
    return state.ok ? state.value.calls : [];
  });

const expectPhase = (seat: Seat, phase: Phase): Promise<void> =>
  expect.poll(async () => (await calls(seat)).map((one) => one.phase), { timeout: 30_000 }).toEqual([phase]);

/** What the button of the one live call would send. */
async function order(seat: Seat, name: "call.hang-up" | "call.accept"): Promise<void> {
  await seat.page.evaluate(async (request) => {
    const state = await window.host.request("state.get", null);
    const id = state.ok ? state.value.calls[0]?.id : undefined;
    if (id === undefined) throw new Error("there is no call");
    await window.host.request(request, { id });
  }, name);
}

test.describe("when things go wrong in a call", () => {
  test.use({ serverConfig: { deviceGraceMs: 2_000 } });

  test("a reloaded window takes its call up again", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await bob.page.reload();
    await expectTalking(bob);
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
  });

  test("an app that is closed hangs up first", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await bob.desktop.close();
    await expect(alice.page.getByText(/Bob Okafor hung up/).first()).toBeVisible();
    await expectNoLiveCall(alice);
  });

  test("an app that dies is told to the other side after the grace period", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await bob.desktop.kill();
    await expect(alice.page.getByText(/lost/i).first()).toBeVisible({ timeout: 30_000 });
    await expectNoLiveCall(alice);
  });

  test("giving up and accepting at the same moment leaves nobody in a call", async ({ office }) => {
    const alice = await office.seat("alice");
    const bob = await office.seat("bob");
    await call(alice, "bob");
    await expect(bob.page.getByRole("button", { name: /^Accept/ })).toBeVisible();
    // By the contract and not by clicks: a click waits for a button that the other one may just have taken away.
    await Promise.all([order(alice, "call.hang-up"), order(bob, "call.accept")]);
    await expectNoLiveCall(alice, bob);
    await expect(bob.page.getByText(/hung up|missed/i).first()).toBeVisible();
    await call(alice, "bob");
    await accept(bob);
    await expectTalking(alice, bob);
  });

  test("a window that is closed in a call is put away, and the call goes on", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await bob.desktop.userCloses(bob.page);
    expect(await bob.desktop.isVisible(bob.page)).toBe(false);
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    expect(await bob.desktop.secondInstance()).toBe(0);
    expect(await bob.desktop.isVisible(bob.page)).toBe(true);
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
  });

  test("a call outlives a server that falls over and is started anew", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    await office.restartServer();
    await expectPhase(alice, "reconnecting");
    await expectPhase(alice, "connected");
    await expectPhase(bob, "connected");
    await expectTone(bob.page, people.alice.hz, { absent: people.bob.hz });
    await expectTone(alice.page, people.bob.hz, { absent: people.alice.hz });
    await hangUp(bob);
    await expectNoLiveCall(alice, bob);
  });

  test("a second call puts the first on hold, and both change places", async ({ office }) => {
    const [alice, bob] = await talk(office, "alice", "bob");
    const carol = await office.seat("carol");
    await call(carol, "alice");
    await accept(alice);
    await expectTone(alice.page, people.carol.hz, { absent: people.bob.hz });
    await expectTone(carol.page, people.alice.hz, { absent: people.bob.hz });
    const held = async (seat: Seat): Promise<boolean[]> =>
      (await calls(seat)).map((one) => one.phase !== "ended" && one.heldByThem);
    await expect.poll(() => held(bob)).toEqual([true]);
    const first = (await calls(alice)).find((one) => "held" in one && one.held);
    await alice.page.evaluate((id) => window.host.request("call.hold", { id, held: false }), first!.id);
    await expectTone(alice.page, people.bob.hz, { absent: people.carol.hz });
    await expectTone(bob.page, people.alice.hz, { absent: people.carol.hz });
    await expect.poll(() => held(carol)).toEqual([true]);
    await expect.poll(() => held(bob)).toEqual([false]);
  });

  test("a server that goes away is told in one quiet line", async ({ office }) => {
    const alice = await office.seat("alice");
    await office.server.stop();
    await expect(alice.page.getByText(/Reconnecting…/).first()).toBeVisible();
  });

  test("a refused microphone ends the call with what to do about it", async ({ office }) => {
    const alice = await office.seat("alice", { chromiumArgs: ["--use-fake-ui-for-media-stream=deny"] });
    await office.seat("bob");
    await call(alice, "bob");
    await expect(alice.page.getByText(/microphone/i).first()).toBeVisible();
    await expectNoLiveCall(alice);
  });

  test("a second start shows the running window and ends", async ({ office }) => {
    const alice = await office.seat("alice");
    expect(await alice.desktop.secondInstance()).toBe(0);
    expect(await alice.desktop.isVisible(alice.page)).toBe(true);
  });
});
