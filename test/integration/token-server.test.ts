import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code, ringing } from "../support/desk-calls.ts";
import { Desk, type DeskClient, type Name } from "../support/token-server-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

async function presenceOf(seenBy: DeskClient): Promise<Record<string, string>> {
  const { people } = (await seenBy.get("/v1/people")).body as { people: { id: Name; presence: string }[] };
  return Object.fromEntries(people.map(({ id, presence }) => [id, presence]));
}

const nothingAtThePlatform = () => desk.control.participants.size === 0 && desk.control.sessions.size === 0;

describe("presence", () => {
  it("shows everybody who comes, calls and goes", async () => {
    const alice = await desk.client("alice");
    expect(await presenceOf(alice)).toMatchObject({ alice: "online", bob: "offline", carol: "offline" });
    const bob = await desk.client("bob");
    await alice.event((event) => event.type === "person.changed" && event.person.presence === "online");
    const { id } = await answered(alice, bob);
    expect(await presenceOf(alice)).toMatchObject({ alice: "in-call", bob: "in-call" });
    await bob.act(id, "hang-up");
    bob.closeStream();
    await alice.event((event) => event.type === "person.changed" && event.person.presence === "offline");
    expect(await presenceOf(alice)).toMatchObject({ alice: "online", bob: "offline" });
  });

  it("keeps bob online while a newer stream of his client replaces the older", async () => {
    const alice = await desk.client("alice");
    const bob = await desk.client("bob");
    await bob.openStream();
    await desk.everythingDelivered();
    const changes = alice.received.filter(
      (event) => event.type === "person.changed" && event.person.id === "bob",
    );
    expect(changes).toHaveLength(1);
  });
});

describe("a call", () => {
  it("rings on both of bob's clients, and the one that answers wins", async () => {
    const [alice, laptop, phone] = [
      await desk.client("alice"),
      await desk.client("bob"),
      await desk.client("bob"),
    ];
    const id = await ringing(alice, laptop, phone);
    expect(code(await laptop.act(id, "ringing"))).toBe("200");
    expect(code(await phone.act(id, "ringing"))).toBe("200");
    expect(code(await laptop.accept(id))).toBe("200");
    expect(code(await phone.accept(id))).toBe("410 call-gone answered-elsewhere");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["ringing", "answered"]);
    expect(laptop.calls).toEqual(["incoming"]);
    expect(phone.calls).toEqual(["incoming", "ended answered-elsewhere"]);
  });

  it("lets exactly one of two simultaneous accepts win", async () => {
    const [alice, laptop, phone] = [
      await desk.client("alice"),
      await desk.client("bob"),
      await desk.client("bob"),
    ];
    const id = await ringing(alice, laptop, phone);
    const accesses = [(await laptop.access()).id, (await phone.access()).id];
    const both = await Promise.all([laptop.accept(id, accesses[0]), phone.accept(id, accesses[1])]);
    expect(both.map(code).sort()).toEqual(["200", "410 call-gone answered-elsewhere"]);
  });

  it("puts both into one session, subscribed to it, and leaves nothing behind", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const { id, access } = await answered(alice, bob);
    const [[sessionId, members] = []] = [...desk.control.sessions];
    expect(new Map(members)).toEqual(
      new Map([
        [access.caller.participantId, { sessionId }],
        [access.callee.participantId, { sessionId }],
      ]),
    );
    expect(desk.control.participants.get(access.caller.participantId)).toMatchObject({
      publishPermissions: ["AUDIO", "VIDEO"],
      deviceApiVersion: "V3",
    });
    await alice.act(id, "hang-up");
    await desk.control.until(nothingAtThePlatform);
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", "ended hung-up"]);
    expect(code(await bob.act(id, "hang-up"))).toBe("410 call-gone hung-up");
  });

  it("is declined for all of bob's clients by one", async () => {
    const [alice, laptop, phone] = [
      await desk.client("alice"),
      await desk.client("bob"),
      await desk.client("bob"),
    ];
    const id = await ringing(alice, laptop, phone);
    expect(code(await laptop.act(id, "decline"))).toBe("200");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["ended declined"]);
    expect(laptop.calls).toEqual(["incoming"]);
    expect(phone.calls).toEqual(["incoming", "ended declined-elsewhere"]);
    expect(code(await phone.accept(id))).toBe("410 call-gone declined-elsewhere");
  });

  it("is cancelled by alice before the answer, and bob's accept comes too late", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const id = await ringing(alice, bob);
    expect(code(await alice.act(id, "hang-up"))).toBe("200");
    expect(code(await bob.accept(id))).toBe("410 call-gone cancelled");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual([]);
    expect(bob.calls).toEqual(["incoming", "ended cancelled"]);
  });

  it("is hung up, not cancelled, when bob's accept came before alice gave up", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const id = await ringing(alice, bob);
    const joining = desk.control.hold("PUT", /sessions/);
    const accepting = bob.accept(id);
    await joining.arrived;
    expect(code(await alice.act(id, "hang-up"))).toBe("200");
    joining.open();
    expect(code(await accepting)).toBe("410 call-gone hung-up");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", "ended hung-up"]);
    expect(alice.calls).toEqual([]);
    await desk.control.until(nothingAtThePlatform);
  });

  it("is never announced when alice gives up while it is being set up", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const setup = desk.control.hold("POST", /sessions/);
    const id = randomUUID();
    const placing = alice.place("bob", { id });
    await setup.arrived;
    expect(code(await alice.act(id, "hang-up"))).toBe("200");
    setup.open();
    expect(code(await placing)).toBe("410 call-gone cancelled");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual([]);
    await desk.control.until(nothingAtThePlatform);
  });

  it("ends with no-answer after 45 s of ringing, for both, and not before", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const id = await ringing(alice, bob);
    desk.clock.advance(44_999);
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming"]);
    desk.clock.advance(1);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["ended no-answer"]);
    expect(bob.calls).toEqual(["incoming", "ended no-answer"]);
    expect(code(await bob.accept(id))).toBe("410 call-gone no-answer");
  });

  it("outlasts 45 s once it is answered", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    await answered(alice, bob);
    desk.clock.advance(60_000);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered"]);
  });

  it("is placed once however often it is asked for, and each answer says how it stands", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const mediaAccessId = (await alice.access()).id;
    const id = randomUUID();
    const both = await Promise.all([
      alice.place("bob", { id, mediaAccessId }),
      alice.place("bob", { id, mediaAccessId }),
    ]);
    expect(both.map(code)).toEqual(["200", "200"]);
    await bob.accept(id);
    const again = await alice.place("bob", { id, mediaAccessId });
    expect(again.body).toMatchObject({ call: { id, state: "answered" } });
    await bob.act(id, "hang-up");
    expect(code(await alice.place("bob", { id, mediaAccessId }))).toBe("410 call-gone hung-up");
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming"]);
  });

  it("stays answered when the same client accepts again, because the first answer was lost", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const { id, access } = await answered(alice, bob);
    expect(code(await bob.accept(id, access.callee.id))).toBe("200");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered"]);
  });
});

describe("glare", () => {
  it("answers alice's call when bob calls her while she rings him", async () => {
    const [alice, bob, phone] = [
      await desk.client("alice"),
      await desk.client("bob"),
      await desk.client("bob"),
    ];
    const id = await ringing(alice, bob, phone);
    const mediaAccessId = (await bob.access()).id;
    const placed = await bob.place("alice", { mediaAccessId });
    expect(code(placed)).toBe("200");
    expect(placed.body).toMatchObject({ call: { id, state: "answered", caller: { id: "alice" } } });
    const again = await bob.place("alice", { id: placed.id, mediaAccessId });
    expect(again.body).toEqual(placed.body);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered"]);
    expect(bob.calls).toEqual(["incoming"]);
    expect(phone.calls).toEqual(["incoming", "ended answered-elsewhere"]);
    expect(code(await bob.act(placed.id, "hang-up"))).toBe("200");
    await alice.event("call.ended");
  });

  it("makes one call of two that are placed at the same moment", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const setup = desk.control.hold("POST", /sessions/);
    const first = alice.place("bob");
    await setup.arrived;
    const second = bob.place("alice");
    await desk.control.until(() => desk.control.participants.size === 2);
    setup.open();
    const [alices, bobs] = await Promise.all([first, second]);
    expect(bobs.body).toMatchObject({ call: { id: alices.id, state: "answered" } });
    expect(desk.control.sessions.size).toBe(1);
  });
});
