import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Desk, type Answer, type DeskClient, type Name } from "../support/token-server-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const code = ({ status, body }: Answer): string => {
  const { error, outcome } = (body ?? {}) as { error?: { code: string }; outcome?: string };
  return [status, error?.code, outcome].filter((part) => part !== undefined).join(" ");
};

/** alice has placed a call to bob; his clients know. */
async function ringing(caller: DeskClient, ...callees: DeskClient[]): Promise<string> {
  const placed = await caller.place("bob");
  expect(code(placed)).toBe("200");
  await Promise.all(callees.map((callee) => callee.event("call.incoming")));
  return placed.id;
}

async function answered(caller: DeskClient, callee: DeskClient) {
  const access = { caller: await caller.access(), callee: await callee.access() };
  const { id } = await caller.place("bob", { mediaAccessId: access.caller.id });
  await callee.event("call.incoming");
  expect(code(await callee.accept(id, access.callee.id))).toBe("200");
  await caller.event("call.answered");
  return { id, access };
}

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

describe("a call that cannot be", () => {
  it.each([
    ["somebody unknown", "nobody", "404 person-unknown"],
    ["oneself", "alice", "400 calling-yourself"],
    ["somebody offline", "bob", "409 callee-offline"],
  ])("to %s is refused", async (_what, to, expected) => {
    const alice = await desk.client("alice");
    expect(code(await alice.place(to as Name))).toBe(expected);
    expect(desk.control.sessions.size).toBe(0);
  });

  it("to or from somebody in a call is refused", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const carol = await desk.client("carol");
    await answered(alice, bob);
    expect(code(await carol.place("bob"))).toBe("409 callee-busy");
    expect(code(await alice.place("carol"))).toBe("409 already-in-call");
  });

  it("is not accepted by somebody who is in another", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const carol = await desk.client("carol");
    const id = await ringing(alice, bob);
    const second = await carol.place("bob");
    await bob.accept(id);
    expect(code(await bob.accept(second.id))).toBe("409 already-in-call");
  });

  it("needs a media access of one's own that was not used", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const bobs = (await bob.access()).id;
    expect(code(await alice.place("bob", { mediaAccessId: bobs }))).toBe("410 media-access-gone");
    expect(code(await alice.place("bob", { mediaAccessId: randomUUID() }))).toBe("410 media-access-gone");
    const used = (await alice.access()).id;
    const { id } = await alice.place("bob", { mediaAccessId: used });
    await alice.act(id, "hang-up");
    expect(code(await alice.place("bob", { mediaAccessId: used }))).toBe("410 media-access-gone");
  });

  it("is nobody's business but its parties'", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const carol = await desk.client("carol");
    const second = await desk.client("alice");
    const id = await ringing(alice, bob);
    for (const stranger of [carol, second]) {
      expect(code(await stranger.act(id, "hang-up"))).toBe("404 not-found");
      expect(code(await stranger.act(id, "decline"))).toBe("404 not-found");
      expect(code(await stranger.accept(id))).toBe("404 not-found");
    }
    expect(code(await alice.accept(id))).toBe("404 not-found");
    expect(code(await carol.place("bob", { id }))).toBe("400 request-invalid");
    await desk.everythingDelivered();
    expect(carol.calls).toEqual([]);
    expect(second.calls).toEqual([]);
  });
});

describe("who goes away", () => {
  it("ends a ringing call as offline when bob's last stream stays away for 5 s", async () => {
    const [alice, laptop, phone] = [
      await desk.client("alice"),
      await desk.client("bob"),
      await desk.client("bob"),
    ];
    const id = await ringing(alice, laptop, phone);
    laptop.closeStream();
    phone.closeStream();
    await alice.event((event) => event.type === "person.changed" && event.person.presence === "offline");
    desk.clock.advance(4_999);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual([]);
    desk.clock.advance(1);
    await alice.event((event) => event.type === "call.ended" && event.outcome === "offline");
    expect(code(await laptop.accept(id))).toBe("410 call-gone offline");
  });

  it("lets bob come back in time, and shows him the call", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const id = await ringing(alice, bob);
    bob.closeStream();
    await alice.event((event) => event.type === "person.changed" && event.person.presence === "offline");
    const snapshot = await bob.openStream();
    expect(snapshot.calls).toMatchObject([{ id, state: "ringing", caller: { id: "alice" } }]);
    desk.clock.advance(10_000);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual([]);
  });

  it("cancels a ringing call when alice's stream stays away", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    await ringing(alice, bob);
    alice.closeStream();
    await bob.event((event) => event.type === "person.changed" && event.person.presence === "offline");
    desk.clock.advance(5_000);
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", "ended cancelled"]);
  });

  it("leaves an answered call alone when a stream is lost: media has its own line", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const { id } = await answered(alice, bob);
    bob.closeStream();
    desk.clock.advance(60_000);
    const snapshot = await bob.openStream();
    expect(snapshot.calls).toMatchObject([{ id, state: "answered" }]);
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered"]);
  });

  it("ends an answered call as lost when the last device of a participant is gone", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const { access } = await answered(alice, bob);
    const participant = access.callee.participantId;
    const tell = (event: string, device: string) => desk.control.webhook(participant, event, device);
    expect(await tell("onConnect", "one")).toBe(204);
    await tell("onDisconnect", "one");
    await tell("onConnect", "two");
    await tell("onLeave", "one");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered"]);
    await tell("onLeave", "two");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["answered", "ended lost"]);
    await desk.control.until(nothingAtThePlatform);
  });

  it("hangs up when alice signs out in the middle of a call", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    await answered(alice, bob);
    await alice.post("/v1/sign-out");
    await alice.streamEnded();
    await desk.everythingDelivered();
    expect(bob.calls).toEqual(["incoming", "ended hung-up"]);
    await desk.control.until(nothingAtThePlatform);
  });
});
