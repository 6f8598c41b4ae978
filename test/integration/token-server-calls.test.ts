/** What is done with calls that run: hold, several at once, and being rebuilt after a restart. */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code } from "../support/desk-calls.ts";
import { Desk, type DeskClient, type Name } from "../support/token-server-desk.ts";

let desk: Desk;
let alice: DeskClient;
let bob: DeskClient;
beforeEach(async () => {
  desk = await Desk.open();
  [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
});
afterEach(() => desk.close());

/** Whom each participant of the only session hears. */
const heardBy = (participantId: string): unknown =>
  [...desk.control.sessions.values()][0]?.get(participantId);
const nothingAtThePlatform = () => desk.control.participants.size === 0 && desk.control.sessions.size === 0;

describe("hold", () => {
  it("silences both at the platform and tells both, until it is taken back", async () => {
    const { id, access } = await answered(alice, bob);
    const sessionId = [...desk.control.sessions.keys()][0];
    expect(code(await alice.hold(id))).toBe("200");
    expect(heardBy(access.caller.participantId)).toEqual({});
    expect(heardBy(access.callee.participantId)).toEqual({});
    expect(desk.control.requests.at(-1)).toMatch(/^PUT \/sessions\/.*\/subscriptions$/);
    await desk.everythingDelivered();
    expect(bob.lastCall?.members.map(({ holding }) => holding)).toEqual([true, false]);
    expect(code(await alice.hold(id, false))).toBe("200");
    expect(heardBy(access.caller.participantId)).toEqual({ sessionId });
    expect(heardBy(access.callee.participantId)).toEqual({ sessionId });
  });

  it("that the platform refuses is told, and did not happen", async () => {
    const { id } = await answered(alice, bob);
    desk.control.fault = "error";
    expect(code(await alice.hold(id))).toBe("503 platform-unavailable");
    desk.control.fault = "none";
    await desk.everythingDelivered();
    expect(bob.lastCall?.members.map(({ holding }) => holding)).toEqual([false, false]);
  });

  it("is not for a call that rings, or for others' calls", async () => {
    const { id } = await alice.place("bob");
    expect(code(await alice.hold(id))).toBe("400 request-invalid");
    expect(code(await bob.hold(id))).toBe("404 not-found");
  });
});

describe("a second call", () => {
  it("is accepted when the first is held, and only one of them is taken back", async () => {
    const carol = await desk.client("carol");
    const first = await answered(alice, bob);
    const second = await carol.place("bob");
    expect(code(await bob.accept(second.id))).toBe("409 already-in-call");
    await bob.hold(first.id);
    expect(code(await bob.accept(second.id))).toBe("200");
    expect(code(await bob.hold(first.id, false))).toBe("409 already-in-call");
    await bob.hold(second.id);
    expect(code(await bob.hold(first.id, false))).toBe("200");
    expect((await bob.openStream()).calls.map((call) => call.id).sort()).toEqual(
      [first.id, second.id].sort(),
    );
  });

  it("is placed when the first is held, and leaves the person in-call when it ends", async () => {
    await desk.client("carol");
    const first = await answered(alice, bob);
    await alice.hold(first.id);
    const second = await alice.place("carol");
    expect(code(second)).toBe("200");
    await alice.act(second.id, "hang-up");
    const { people } = (await bob.get("/v1/people")).body as { people: { id: Name; presence: string }[] };
    expect(people.find((person) => person.id === "alice")?.presence).toBe("in-call");
  });

  it("shows every member's participant, so that streams can be told apart", async () => {
    const { access } = await answered(alice, bob);
    await desk.everythingDelivered();
    const ids = [access.caller.participantId, access.callee.participantId];
    expect(alice.lastCall?.members.map(({ participantId }) => participantId)).toEqual(ids);
    expect(bob.lastCall?.members.map(({ participantId }) => participantId)).toEqual(ids);
  });
});

describe("a call that a new server does not know", () => {
  const rejoin = async (client: DeskClient, id: string, people = ["alice", "bob"]) =>
    client.post(`/v1/calls/${id}/rejoin`, {
      call: { caller: people[0], callee: people[1], placedAt: 1 },
      mediaAccessId: (await client.access()).id,
    });

  it("is made anew by the first who comes, and joined by the second, with its old id", async () => {
    const id = randomUUID();
    const first = await rejoin(bob, id);
    expect(first.body).toMatchObject({
      call: { id, state: "answered", caller: { id: "alice" }, callee: { id: "bob" } },
    });
    expect(code(await rejoin(alice, id))).toBe("200");
    await desk.everythingDelivered();
    expect(bob.lastCall?.members.map(({ state }) => state)).toEqual(["joined", "joined"]);
    expect([alice.calls, bob.calls]).toEqual([[], []]);
    expect([...desk.control.sessions.values()][0]?.size).toBe(2);
    await alice.act(id, "hang-up");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["ended hung-up"]);
    await desk.control.until(nothingAtThePlatform);
  });

  it("is one call when both come at the same moment", async () => {
    const id = randomUUID();
    const both = await Promise.all([rejoin(alice, id), rejoin(bob, id)]);
    expect(both.map(code)).toEqual(["200", "200"]);
    expect(desk.control.sessions.size).toBe(1);
  });

  it("is lost when the other does not come back within 20 s, and rings nobody", async () => {
    const id = randomUUID();
    await rejoin(alice, id);
    expect((await bob.openStream()).calls).toEqual([]);
    desk.clock.advance(19_999);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual([]);
    desk.clock.advance(1);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["ended lost"]);
    expect(bob.calls).toEqual([]);
    expect(code(await rejoin(bob, id))).toBe("410 call-gone lost");
  });

  it("is nobody's but the two people's", async () => {
    const carol = await desk.client("carol");
    const id = randomUUID();
    await rejoin(alice, id);
    expect(code(await rejoin(carol, randomUUID()))).toBe("400 request-invalid");
    expect(code(await rejoin(carol, id))).toBe("404 not-found");
    expect(code(await rejoin(carol, id, ["carol", "bob"]))).toBe("404 not-found");
  });

  it("gives who is still in it a new participant in the place of the old one", async () => {
    const { id, access } = await answered(alice, bob);
    const fresh = await bob.access();
    const again = () => bob.post(`/v1/calls/${id}/rejoin`, { mediaAccessId: fresh.id });
    expect((await Promise.all([again(), again()])).map(code)).toEqual(["200", "200"]);
    await desk.control.until(() => !desk.control.participants.has(access.callee.participantId));
    await desk.everythingDelivered();
    const ids = [access.caller.participantId, fresh.participantId];
    expect(alice.lastCall?.members.map(({ participantId }) => participantId)).toEqual(ids);
    expect([...(([...desk.control.sessions.values()][0] ?? new Map()).keys() as Iterable<string>)]).toEqual(
      ids,
    );
    expect(alice.calls).toEqual(["answered"]);
  });

  it("is not made of nothing", async () => {
    const mediaAccessId = (await alice.access()).id;
    expect(code(await alice.post(`/v1/calls/${randomUUID()}/rejoin`, { mediaAccessId }))).toBe(
      "404 not-found",
    );
  });

  it("has ended if this server knows that it has", async () => {
    const { id } = await answered(alice, bob);
    await bob.act(id, "hang-up");
    expect(code(await rejoin(alice, id))).toBe("410 call-gone hung-up");
  });

  it("is not told as ended by a server that goes away, while one that rings is", async () => {
    const [carol, dora] = [await desk.client("carol"), await desk.client("dora")];
    await answered(alice, bob);
    await carol.place("dora");
    await desk.closeServer();
    await Promise.all([alice, bob, carol, dora].map((client) => client.streamEnded()));
    expect(alice.calls).toEqual(["answered"]);
    expect(bob.calls).toEqual(["incoming"]);
    expect(dora.calls).toEqual(["incoming", "ended lost"]);
    expect(nothingAtThePlatform()).toBe(true);
  });
});
