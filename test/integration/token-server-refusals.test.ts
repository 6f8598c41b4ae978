import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code, ringing } from "../support/desk-calls.ts";
import { Desk, type Name } from "../support/token-server-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const nothingAtThePlatform = () => desk.control.participants.size === 0 && desk.control.sessions.size === 0;

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

  it("from somebody in a call is refused, and so is one to somebody for whom another waits already", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const [carol, dora] = [await desk.client("carol"), await desk.client("dora")];
    await answered(alice, bob);
    expect(code(await carol.place("bob"))).toBe("200");
    expect(code(await dora.place("bob"))).toBe("409 callee-busy");
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
