/** Calls whose people change: given away, grown and shrunk. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code } from "../support/desk-calls.ts";
import { Desk, type DeskClient } from "../support/token-server-desk.ts";

let desk: Desk;
let alice: DeskClient;
let bob: DeskClient;
let carol: DeskClient;
beforeEach(async () => {
  desk = await Desk.open();
  [alice, bob, carol] = [await desk.client("alice"), await desk.client("bob"), await desk.client("carol")];
});
afterEach(() => desk.close());

const nothingAtThePlatform = () => desk.control.participants.size === 0 && desk.control.sessions.size === 0;

describe("a blind transfer", () => {
  it("rings carol for bob, who keeps participant and session, and ends alice's part at once", async () => {
    const { id, access } = await answered(alice, bob);
    const [sessionId] = desk.control.sessions.keys();
    expect(code(await alice.bring(id, "transfer", "carol"))).toBe("200");
    await carol.event("call.incoming");
    expect(carol.lastCall).toMatchObject({
      state: "ringing",
      caller: { id: "bob" },
      callee: { id: "carol" },
      transferredBy: "Alice Martin",
    });
    const carolsId = carol.lastCall!.id;
    expect(carolsId).not.toBe(id);
    expect(code(await carol.accept(carolsId))).toBe("200");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered", "ended transferred"]);
    expect(bob.lastCall).toMatchObject({
      id,
      state: "answered",
      caller: { id: "carol" },
      callee: { id: "bob" },
    });
    expect([...desk.control.sessions.keys()]).toEqual([sessionId]);
    expect(desk.control.sessions.get(sessionId!)?.has(access.callee.participantId)).toBe(true);
    await desk.control.until(() => !desk.control.participants.has(access.caller.participantId));
    expect(code(await alice.act(id, "hang-up"))).toBe("410 call-gone transferred");
    await carol.act(carolsId, "hang-up");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", "answered", "ended hung-up"]);
    await desk.control.until(nothingAtThePlatform);
  });

  it.each(["declined", "no-answer"] as const)("ends for bob as carol takes it: %s", async (outcome) => {
    const { id } = await answered(alice, bob);
    await alice.bring(id, "transfer", "carol");
    await carol.event("call.incoming");
    if (outcome === "declined") await carol.act(carol.lastCall!.id, "decline");
    else desk.clock.advance(45_000);
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", `ended ${outcome}`]);
    await desk.control.until(nothingAtThePlatform);
  });

  it("to somebody who cannot be rung leaves the call as it was", async () => {
    const { id } = await answered(alice, bob);
    expect(code(await alice.bring(id, "transfer", "dora"))).toBe("409 callee-offline");
    expect(code(await alice.bring(id, "transfer", "alice"))).toBe("400 calling-yourself");
    expect(code(await alice.bring(id, "transfer", "bob"))).toBe("409 callee-busy");
    await desk.everythingDelivered();
    expect(bob.lastCall?.members).toHaveLength(2);
    expect(alice.calls).toEqual(["answered"]);
  });

  it("can be given back to who gave it: each time it rings, it has a new id there", async () => {
    const { id } = await answered(alice, bob);
    await alice.bring(id, "transfer", "carol");
    await carol.event("call.incoming");
    await carol.accept(carol.lastCall!.id);
    expect(code(await carol.bring(carol.lastCall!.id, "transfer", "alice"))).toBe("200");
    await alice.event("call.incoming");
    expect(alice.lastCall?.id).not.toBe(id);
    expect(code(await alice.accept(alice.lastCall!.id))).toBe("200");
    await desk.everythingDelivered();
    expect(bob.lastCall?.members.map(({ party }) => party.name)).toEqual(["Bob Okafor", "Alice Martin"]);
  });
});

describe("a third one", () => {
  async function three() {
    const { id, access } = await answered(alice, bob);
    expect(code(await alice.bring(id, "add", "carol"))).toBe("200");
    await carol.event("call.incoming");
    const carolsAccess = await carol.access();
    await carol.accept(carol.lastCall!.id, carolsAccess.id);
    await desk.everythingDelivered();
    return { id, carolsId: carol.lastCall!.id, access: { ...access, carol: carolsAccess } };
  }

  it("rings with alice as caller, and all three see each other", async () => {
    const { id, carolsId } = await three();
    expect(carol.lastCall).toMatchObject({ id: carolsId, caller: { id: "alice" }, callee: { id: "carol" } });
    for (const client of [alice, bob, carol]) {
      expect(client.lastCall?.members.map(({ party, state }) => [party.name, state])).toEqual([
        ["Alice Martin", "joined"],
        ["Bob Okafor", "joined"],
        ["Carol Díaz", "joined"],
      ]);
    }
    expect(bob.lastCall?.id).toBe(id);
  });

  it("is heard by bob while alice holds", async () => {
    const { id, access } = await three();
    await alice.hold(id);
    const [[sessionId, members] = []] = [...desk.control.sessions];
    const only = (participantId: string) => ({ sessionId, participants: [{ participantId }] });
    expect(members?.get(access.caller.participantId)).toEqual({});
    expect(members?.get(access.callee.participantId)).toEqual(only(access.carol.participantId));
    expect(members?.get(access.carol.participantId)).toEqual(only(access.callee.participantId));
  });

  it("who declines is reported to both, and the call goes on", async () => {
    const { id } = await answered(alice, bob);
    await alice.bring(id, "add", "carol");
    await carol.event("call.incoming");
    await carol.act(carol.lastCall!.id, "decline");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered", "not-joined declined"]);
    expect(bob.calls).toEqual(["incoming", "not-joined declined"]);
    expect(bob.lastCall?.members).toHaveLength(2);
  });

  it("is taken out by who brought her in, not by bob, and may leave by herself", async () => {
    const { id, carolsId } = await three();
    const [, , third] = alice.lastCall!.members;
    expect(code(await bob.post(`/v1/calls/${id}/drop`, { memberId: third!.id }))).toBe("403 not-host");
    expect(code(await alice.post(`/v1/calls/${id}/drop`, { memberId: third!.id }))).toBe("200");
    expect(code(await alice.post(`/v1/calls/${id}/drop`, { memberId: third!.id }))).toBe("410 member-gone");
    expect(code(await carol.act(carolsId, "hang-up"))).toBe("410 call-gone removed");
    await desk.everythingDelivered();
    expect(carol.calls).toEqual(["incoming", "ended removed"]);
    expect(bob.calls).toEqual(["incoming"]);
  });

  it("stays with bob when alice leaves; the last one does not wait alone", async () => {
    const { id, carolsId } = await three();
    await alice.act(id, "hang-up");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming"]);
    expect(bob.lastCall).toMatchObject({ caller: { id: "carol" }, callee: { id: "bob" } });
    await bob.act(id, "hang-up");
    await desk.everythingDelivered();
    expect(carol.calls).toEqual(["incoming", "ended hung-up"]);
    expect(code(await carol.act(carolsId, "hang-up"))).toBe("410 call-gone hung-up");
    await desk.control.until(nothingAtThePlatform);
  });
});
