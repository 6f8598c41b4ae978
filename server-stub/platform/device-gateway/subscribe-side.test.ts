import { describe, expect, it } from "vitest";
import { deviceFixture } from "../../../test/support/device-fixture.ts";
import { settle } from "../../../test/support/fake-clock.ts";

const revisions = (offers: { sdpRevision: number }[]) => offers.map(({ sdpRevision }) => sdpRevision);
const msids = (offer: { streamMetadata: object } | undefined) => Object.keys(offer?.streamMetadata ?? {});

async function aliceAndBob() {
  const fixture = deviceFixture();
  const aliceId = fixture.join("alice");
  const bobId = fixture.join("bob");
  const alice = await fixture.ready(aliceId);
  const bob = await fixture.ready(bobId);
  return { ...fixture, aliceId, bobId, alice, bob };
}

describe("subscribe side", () => {
  it("offers nothing while there is nothing to subscribe to", async () => {
    const { engine, alice, bob } = await aliceAndBob();
    expect([...alice.socket.offers, ...bob.socket.offers]).toEqual([]);
    expect(engine.subscribeTransports).toEqual([]);
  });

  it("offers bob what alice publishes, with revision 1 and a full map (R45, R47)", async () => {
    const { alice, bob, aliceId } = await aliceAndBob();
    await alice.publish("mic");
    expect(bob.socket.offers).toHaveLength(1);
    expect(bob.socket.offers[0]).toMatchObject({
      sdpOffer: "v=0 offer 1",
      sdpRevision: 1,
      endpointId: expect.any(String) as string,
      streamMetadata: { mic: { mediaTypes: ["AUDIO"], alias: "usermedia", participantId: aliceId } },
    });
    expect(alice.socket.offers).toEqual([]);
  });

  it("sends no offer before setMediaPreferences was answered (R33)", async () => {
    const { join, connect, alice } = await aliceAndBob();
    await alice.publish("mic");
    const carol = connect(join("carol"));
    await settle();
    expect(carol.socket.sent).toEqual([]);
    await carol.setUp();
    expect(carol.socket.sent.map(({ method, result }) => method ?? result)).toEqual([{}, "sdpOffer"]);
  });

  it("keeps one offer unanswered and coalesces what changes meanwhile (R50)", async () => {
    const { alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await alice.publish("mic", "screen");
    await alice.publish("mic", "screen", "camera");
    expect(bob.socket.offers).toHaveLength(1);
    await bob.answer();
    expect(bob.socket.offers).toHaveLength(2);
    expect(msids(bob.socket.offers[1])).toEqual(["mic", "screen", "camera"]);
    await bob.answer();
    expect(revisions(bob.socket.offers)).toEqual([1, 2]);
  });

  it("replies to an answer before it makes the next offer", async () => {
    const { alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await alice.publish("mic", "screen");
    await bob.answer();
    const last = bob.socket.sent.slice(-2);
    expect(last.map(({ method, result }) => method ?? result)).toEqual([{}, "sdpOffer"]);
  });

  it("offers nothing more when a change was taken back before the answer", async () => {
    const { alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await alice.publish("mic", "screen");
    await alice.publish("mic");
    await bob.answer();
    expect(bob.socket.offers).toHaveLength(1);
  });

  it("offers again with a higher revision after 5 s without an answer (R50)", async () => {
    const { clock, alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await clock.pass(4_999);
    expect(bob.socket.offers).toHaveLength(1);
    await clock.pass(1);
    expect(revisions(bob.socket.offers)).toEqual([1, 2]);
    await bob.answer();
    await clock.pass(60_000);
    expect(bob.socket.offers).toHaveLength(2);
  });

  it("makes a new transport after three unanswered offers, and gives up in the end (R50)", async () => {
    const { clock, engine, alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await clock.pass(15_000);
    expect(engine.subscribeTransports.map(({ state }) => state)).toEqual(["closed", "new"]);
    await clock.pass(600_000);
    expect(bob.socket.offers).toHaveLength(9);
    expect(engine.subscribeTransports.every(({ state }) => state === "closed")).toBe(true);
    await alice.publish("mic", "screen");
    expect(bob.socket.offers).toHaveLength(10);
  });

  it("offers once more when an answer comes late, as it may have been taken for another offer's", async () => {
    const { clock, alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await clock.pass(5_000);
    expect((await bob.answer()).result).toEqual({});
    expect((await bob.answer()).result).toEqual({});
    expect(revisions(bob.socket.offers)).toEqual([1, 2, 3]);
    expect((await bob.answer()).result).toEqual({});
    expect((await bob.answer()).error?.code).toBe(409);
  });

  it("keeps waiting after an unreadable answer", async () => {
    const { clock, alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    expect((await bob.call("answerSdp", { sdpAnswer: "nonsense" })).error?.code).toBe(-32602);
    expect((await bob.answer()).result).toEqual({});
    await clock.pass(60_000);
    expect(bob.socket.offers).toHaveLength(1);
  });

  it("refuses an answer that nobody asked for with 409", async () => {
    const { bob } = await aliceAndBob();
    expect((await bob.answer()).error?.code).toBe(409);
  });

  it("restarts ICE by a new offer when the transport fails (R53)", async () => {
    const { engine, alice, bob } = await aliceAndBob();
    await alice.publish("mic");
    await bob.answer();
    const [transport] = engine.subscribeTransports;
    transport?.become("failed");
    await settle();
    expect(transport?.offers.map(({ iceRestart }) => iceRestart)).toEqual([false, true]);
    await bob.answer();
    expect(revisions(bob.socket.offers)).toEqual([1, 2]);
  });

  it("withdraws streams when the subscriptions are cleared (R15)", async () => {
    const { registry, session, alice, bob, bobId } = await aliceAndBob();
    await alice.publish("mic");
    await bob.answer();
    registry.setSubscriptions(session, bobId, {});
    await settle();
    expect(bob.socket.offers[1]).toMatchObject({ sdpRevision: 2, streamMetadata: {} });
  });

  it("withdraws a removed member's streams from the others, and theirs from it (R17)", async () => {
    const { registry, session, alice, bob, bobId } = await aliceAndBob();
    await alice.publish("mic-a");
    await bob.answer();
    await bob.publish("mic-b");
    await alice.answer();
    registry.removeMember(session, bobId);
    await settle();
    expect(alice.socket.offers.at(-1)).toMatchObject({ sdpRevision: 2, streamMetadata: {} });
    expect(bob.socket.offers.at(-1)).toMatchObject({ sdpRevision: 2, streamMetadata: {} });
    expect(bob.socket.ended).toBeNull();
  });

  it("offers again after a resume only what was not settled before (R56)", async () => {
    const { alice, bob, bobId, connect } = await aliceAndBob();
    await alice.publish("mic");
    await bob.answer();
    bob.connection.closed();
    const back = connect(bobId);
    await settle();
    expect(back.socket.sent).toEqual([]);
    await alice.publish("mic", "screen");
    back.connection.closed();
    const again = connect(bobId);
    await settle();
    expect(revisions(again.socket.offers)).toEqual([3]);
    expect(msids(again.socket.offers[0])).toEqual(["mic", "screen"]);
  });

  it("lets no answer timeout run without a socket", async () => {
    const { clock, alice, bob, bobId, connect } = await aliceAndBob();
    await alice.publish("mic");
    bob.connection.closed();
    await clock.pass(20_000);
    const back = connect(bobId);
    await settle();
    expect(revisions(back.socket.offers)).toEqual([2]);
  });
});
