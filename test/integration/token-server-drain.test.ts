/** The token server before it stops: what runs goes on, nothing new begins. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code } from "../support/desk-calls.ts";
import { settle } from "../support/fake-clock.ts";
import { Desk, type DeskClient } from "../support/token-server-desk.ts";

let desk: Desk;
let alice: DeskClient;
let bob: DeskClient;
beforeEach(async () => {
  desk = await Desk.open();
  [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
});
afterEach(() => desk.close());

/** Whether it has resolved by now. */
function drain(maxMs: number): { isOver(): Promise<boolean>; whenOver: Promise<void> } {
  let over = false;
  const whenOver = desk.drain(maxMs).then(() => void (over = true));
  return {
    whenOver,
    isOver: async () => {
      await settle();
      return over;
    },
  };
}

describe("a token server that drains", () => {
  it("is not ready, healthy all the same, and refuses what would begin something", async () => {
    const carol = await desk.client("carol");
    const { id } = await answered(alice, bob);
    const room = (await alice.post("/v1/rooms", { name: "Standup" })).body as { room: { code: string } };
    void desk.drain(60_000);
    expect(code(await desk.request("GET", "/readyz"))).toBe("503 shutting-down");
    expect((await desk.request("GET", "/healthz")).status).toBe(200);
    expect(code(await carol.place("alice"))).toBe("503 shutting-down");
    expect(code(await alice.bring(id, "add", "carol"))).toBe("503 shutting-down");
    expect(code(await alice.post("/v1/rooms", { name: "Other" }))).toBe("503 shutting-down");
    const mediaAccessId = (await carol.access()).id;
    const join = { callId: crypto.randomUUID(), room: { code: room.room.code }, mediaAccessId };
    expect(code(await carol.post("/v1/rooms/join", join))).toBe("503 shutting-down");
  });

  it("lets a call go on, with all that is in it, and is done when the last one has ended", async () => {
    const { id } = await answered(alice, bob);
    const draining = drain(60_000);
    expect(code(await alice.hold(id))).toBe("200");
    expect(code(await alice.hold(id, false))).toBe("200");
    expect(await draining.isOver()).toBe(false);
    expect(code(await bob.act(id, "hang-up"))).toBe("200");
    await draining.whenOver;
  });

  it("lets a call be answered that rings already", async () => {
    const { id } = await alice.place("bob");
    const draining = drain(60_000);
    expect(code(await bob.accept(id))).toBe("200");
    expect(await draining.isOver()).toBe(false);
    await alice.act(id, "hang-up");
    await draining.whenOver;
  });

  it("waits no longer than it may", async () => {
    await answered(alice, bob);
    const draining = drain(60_000);
    desk.clock.advance(59_999);
    expect(await draining.isOver()).toBe(false);
    desk.clock.advance(1);
    await draining.whenOver;
  });

  it("waits for nobody where nothing runs, an empty room included", async () => {
    await alice.post("/v1/rooms", { name: "Standup" });
    await drain(60_000).whenOver;
  });

  it("says nothing to those who talk when it closes after all: they come back and rebuild their call", async () => {
    await answered(alice, bob);
    await drain(0).whenOver;
    await desk.closeServer();
    await Promise.all([alice.streamEnded(), bob.streamEnded()]);
    expect([alice.calls, bob.calls].flat().filter((told) => told.startsWith("ended"))).toEqual([]);
  });
});
