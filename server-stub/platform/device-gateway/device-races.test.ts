/** A device whose negotiation is under way while something happens to its participant: the engine is held up to make it so. */
import { describe, expect, it } from "vitest";
import { deviceFixture } from "../../../test/support/device-fixture.ts";
import { settle } from "../../../test/support/fake-clock.ts";
import { fakeSdp } from "../../../test/support/fake-media-engine.ts";

const names = (offer: { streamMetadata: object } | undefined) => Object.keys(offer?.streamMetadata ?? {});

async function aliceAndBob() {
  const fixture = deviceFixture();
  const [aliceId, bobId] = [fixture.join("alice"), fixture.join("bob")];
  const [alice, bob] = [await fixture.ready(aliceId), await fixture.ready(bobId)];
  return { ...fixture, aliceId, bobId, alice, bob };
}

type Fixture = Awaited<ReturnType<typeof aliceAndBob>>;

/** Ways for a device to go while it is in the middle of something. */
const farewells: [string, (fixture: Fixture) => void][] = [
  ["its participant is deleted", ({ registry, aliceId }) => void registry.deleteParticipant(aliceId)],
  ["its session is deleted", ({ registry, session }) => void registry.deleteSession(session)],
  ["another device takes its place", ({ connect, aliceId }) => void connect(aliceId, "device-2")],
  ["its token expires", ({ clock }) => clock.advance(32_400_000)],
  ["the platform stops", ({ devices }) => devices.drain()],
];

/** Sends alice's offer without waiting for the reply. */
const offering = ({ alice }: Fixture, ...msids: string[]) =>
  alice.connection.receive(
    JSON.stringify({
      jsonrpc: "2.0",
      id: "held",
      method: "offerSdp",
      params: {
        sdpOffer: fakeSdp(...msids.map((msid) => `audio ${msid}` as const)),
        mediaMetadata: {
          mediaStreams: Object.fromEntries(msids.map((msid) => [msid, {}])),
          dataChannels: {},
        },
      },
    }),
  );

describe("a device with an offer of its own under way", () => {
  it.each(farewells)("publishes nothing when %s", async (_title, farewell) => {
    const fixture = await aliceAndBob();
    const release = fixture.engine.hold();
    const offer = offering(fixture, "mic");
    await settle();
    farewell(fixture);
    release();
    await offer;
    await settle();
    expect(fixture.bob.socket.offers.filter((one) => names(one).includes("mic"))).toEqual([]);
    expect(fixture.engine.publishTransports.map(({ state }) => state)).toEqual(["closed"]);
  });

  it("answers it, and offers it to nobody, when its participant is taken out of the session", async () => {
    const fixture = await aliceAndBob();
    const release = fixture.engine.hold();
    const offer = offering(fixture, "mic");
    await settle();
    fixture.registry.removeMember(fixture.session, fixture.aliceId);
    release();
    await offer;
    await settle();
    expect(fixture.alice.socket.sent.find(({ id }) => id === "held")?.result).toMatchObject({
      streamMetadata: { mic: {} },
    });
    expect(fixture.bob.socket.offers).toEqual([]);
  });

  it("keeps what it publishes when its socket is replaced: the reply is lost, the streams are not", async () => {
    const fixture = await aliceAndBob();
    const release = fixture.engine.hold();
    const offer = offering(fixture, "mic");
    await settle();
    const back = fixture.connect(fixture.aliceId);
    release();
    await offer;
    await settle();
    expect(back.socket.sent.filter(({ id }) => id === "held")).toEqual([]);
    expect(names(fixture.bob.socket.offers.at(-1))).toEqual(["mic"]);
    expect((await back.publish("mic")).error).toBeUndefined();
    expect(fixture.engine.publishTransports).toHaveLength(1);
  });

  it("is left in peace by a refused one right behind it", async () => {
    const fixture = await aliceAndBob();
    const release = fixture.engine.hold();
    const first = offering(fixture, "mic");
    const second = fixture.alice.call("offerSdp", {
      sdpOffer: "nonsense",
      mediaMetadata: { mediaStreams: {}, dataChannels: {} },
    });
    await settle();
    release();
    await first;
    expect((await second).error?.code).toBe(-32602);
    expect(names(fixture.bob.socket.offers.at(-1))).toEqual(["mic"]);
  });
});

describe("a device that is being offered something", () => {
  it.each(farewells)("is offered nothing when %s while the offer is made", async (_title, farewell) => {
    const fixture = await aliceAndBob();
    fixture.registry.setSubscriptions(fixture.session, fixture.aliceId, {});
    await fixture.bob.publish("mic-b");
    const release = fixture.engine.hold();
    fixture.registry.setSubscriptions(fixture.session, fixture.aliceId, { sessionId: fixture.session });
    await settle();
    farewell(fixture);
    release();
    await settle();
    expect(fixture.alice.socket.offers).toEqual([]);
    const open = fixture.engine.subscribeTransports.filter(({ state }) => state !== "closed");
    expect(open).toEqual([]);
  });

  it.each(farewells)("answers into the void when %s meanwhile", async (_title, farewell) => {
    const fixture = await aliceAndBob();
    await fixture.bob.publish("mic-b");
    expect(fixture.alice.socket.offers).toHaveLength(1);
    farewell(fixture);
    await fixture.alice.connection.receive(
      JSON.stringify({ jsonrpc: "2.0", id: 9, method: "answerSdp", params: { sdpAnswer: "v=0" } }),
    );
    await settle();
    expect(fixture.engine.subscribeTransports.every(({ state }) => state === "closed")).toBe(true);
    expect(fixture.engine.subscribeTransports.flatMap(({ answers }) => answers)).toEqual([]);
  });

  it("gets what was said last, in one offer, when its subscriptions change twice meanwhile (R15, R50)", async () => {
    const { registry, session, aliceId, alice, bob, bobId } = await aliceAndBob();
    await bob.publish("mic-b", "screen");
    registry.setSubscriptions(session, aliceId, {});
    registry.setSubscriptions(session, aliceId, {
      participants: [{ participantId: bobId, streamAliases: ["usermedia"] }],
    });
    registry.setSubscriptions(session, aliceId, { participants: [{ participantId: bobId }] });
    await settle();
    expect(alice.socket.offers).toHaveLength(1);
    registry.setSubscriptions(session, aliceId, {});
    await alice.answer();
    expect(alice.socket.offers.map((offer) => names(offer))).toEqual([["mic-b", "screen"], []]);
    await alice.answer();
    expect(alice.socket.offers).toHaveLength(2);
  });

  it("gets what was said last when its subscriptions change while the offer is being made", async () => {
    const { registry, session, aliceId, alice, bob, engine } = await aliceAndBob();
    await bob.publish("mic-b");
    await alice.answer();
    registry.setSubscriptions(session, aliceId, {});
    await settle();
    await alice.answer();
    const release = engine.hold();
    registry.setSubscriptions(session, aliceId, { sessionId: session });
    await settle();
    registry.setSubscriptions(session, aliceId, {});
    release();
    await settle();
    await alice.answer();
    await settle();
    expect(names(alice.socket.offers.at(-1))).toEqual([]);
  });
});

describe("a device that is not set up yet", () => {
  it("is closed with 1000 when its participant is deleted, and its greeting is not answered", async () => {
    const { connect, join, registry, events } = deviceFixture();
    const id = join("alice");
    const alice = connect(id);
    registry.deleteParticipant(id);
    await alice.notify("leave");
    await alice.connection.receive(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "setMediaPreferences",
        params: { protocol: "WEBRTC" },
      }),
    );
    expect(alice.socket.ended).toBe(1000);
    expect(alice.socket.sent).toEqual([]);
    expect(events()).toEqual(["onConnect", "onLeave"]);
  });
});
