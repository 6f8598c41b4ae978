import { describe, expect, it } from "vitest";
import { deviceFixture } from "../../../test/support/device-fixture.ts";
import { settle } from "../../../test/support/fake-clock.ts";
import { fakeSdp } from "../../../test/support/fake-media-engine.ts";

async function aliceAndBob() {
  const fixture = deviceFixture();
  const aliceId = fixture.join("alice");
  const bobId = fixture.join("bob");
  const alice = await fixture.ready(aliceId);
  const bob = await fixture.ready(bobId);
  await alice.publish("mic");
  await bob.answer();
  fixture.webhooks.length = 0;
  return { ...fixture, aliceId, bobId, alice, bob };
}

describe("device", () => {
  it("answers an offer with its streams (R38)", async () => {
    const { ready, join } = deviceFixture();
    const aliceId = join("alice");
    const alice = await ready(aliceId);
    const empty = await alice.publish();
    expect(empty.result).toMatchObject({ streamMetadata: {}, endpointId: expect.any(String) as string });
    const { result } = await alice.publish("mic");
    expect(result).toEqual({
      sdpAnswer: "v=0 answer 2",
      endpointId: empty.result?.endpointId,
      streamMetadata: {
        mic: {
          endpointId: expect.any(String) as string,
          mediaTypes: ["AUDIO"],
          alias: "usermedia",
          participantId: aliceId,
        },
      },
    });
  });

  it("gives no alias where the client gave none, and both media types of a mixed stream", async () => {
    const { ready, join } = deviceFixture();
    const alice = await ready(join("alice"));
    const { result } = await alice.call("offerSdp", {
      sdpOffer: fakeSdp("video cam", "audio cam"),
      mediaMetadata: { mediaStreams: { cam: {} }, dataChannels: {} },
    });
    expect(result?.streamMetadata).toEqual({
      cam: {
        endpointId: expect.any(String) as string,
        mediaTypes: ["AUDIO", "VIDEO"],
        participantId: expect.any(String) as string,
      },
    });
  });

  it("publishes an application stream without any permission, and tells bob which channel to open", async () => {
    const { registry, session, ready, join, engine } = deviceFixture();
    const aliceId = registry.createParticipant({ publishPermissions: [] }).id;
    registry.addMember(session, aliceId, {});
    const alice = await ready(aliceId);
    const bob = await ready(join("bob"));
    const { result } = await alice.publishChannel("c1");
    const chat = {
      endpointId: expect.any(String) as string,
      mediaTypes: ["APPLICATION"],
      alias: "chat",
      participantId: aliceId,
    };
    expect(result?.streamMetadata).toEqual({ c1: chat });
    const dataChannel = { label: "producer-1", streamId: 2 };
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({ c1: { ...chat, dataChannel } });
    await bob.answer();

    engine.subscribeTransports[0]?.loseChannel("producer-1");
    await settle();
    expect(bob.socket.offers.at(-1)?.streamMetadata["c1"]?.dataChannel?.streamId).toBe(3);
    await bob.answer();
    expect(bob.socket.offers.map(({ sdpRevision }) => sdpRevision)).toEqual([1, 2]);
  });

  it("refuses an offer with channels against the rules, and keeps what it had", async () => {
    const { ready, join, engine } = deviceFixture();
    const alice = await ready(join("alice"));
    await alice.publishChannel("c1");
    expect((await alice.publishChannel("c1", 1)).error).toMatchObject({ code: -32602 });
    expect(engine.publishTransports[0]?.offers).toHaveLength(1);
  });

  it("refuses the whole offer with 403 when a medium is not permitted, and keeps what it had (R40)", async () => {
    const { registry, session, ready, join } = deviceFixture();
    const aliceId = registry.createParticipant({ publishPermissions: ["AUDIO"] }).id;
    registry.addMember(session, aliceId, {});
    const alice = await ready(aliceId);
    const bob = await ready(join("bob"));
    await alice.publish("mic");
    await bob.answer();
    const refused = await alice.call("offerSdp", {
      sdpOffer: fakeSdp("audio mic", "video cam"),
      mediaMetadata: { mediaStreams: { mic: {}, cam: {} }, dataChannels: {} },
    });
    expect(refused.error?.code).toBe(403);
    expect(bob.socket.offers).toHaveLength(1);
    expect((await alice.publish("mic")).result).toMatchObject({ streamMetadata: { mic: {} } });
  });

  it("answers a client whose transport has ended without it on another one, and offers bob what is there", async () => {
    const { engine, alice, bob } = await aliceAndBob();
    const [before] = engine.publishTransports;
    await before!.close();
    const { result } = await alice.publish("mic");
    expect(result).toMatchObject({ sdpAnswer: "v=0 answer 1" });
    expect(engine.publishTransports.filter(({ state }) => state !== "closed")).toHaveLength(1);
    await bob.answer();
    expect(engine.subscribeTransports.at(-1)!.offers.at(-1)!.producers).toMatchObject([{ msid: "mic" }]);
  });

  it("unpublishes an msid that is not announced any more (R41)", async () => {
    const { alice, bob } = await aliceAndBob();
    await alice.publish("mic", "screen");
    await bob.answer();
    await alice.publish("mic");
    expect(Object.keys(bob.socket.offers.at(-1)?.streamMetadata ?? {})).toEqual(["mic"]);
  });

  it("refuses offers before setMediaPreferences with 409", async () => {
    const { connect, join, engine } = deviceFixture();
    expect((await connect(join("alice")).publish("mic")).error?.code).toBe(409);
    expect(engine.publishTransports).toEqual([]);
  });

  it("accepts an offer sent right behind setMediaPreferences", async () => {
    const { connect, join } = deviceFixture();
    const alice = connect(join("alice"));
    const replies = await Promise.all([alice.setUp(), alice.publish("mic")]);
    expect(replies.every(({ error }) => error === undefined)).toBe(true);
  });

  it("refuses an alias that clients would misread (R29)", async () => {
    const { ready, join } = deviceFixture();
    const alice = await ready(join("alice"));
    const refused = await alice.call("offerSdp", {
      sdpOffer: fakeSdp("audio mic"),
      mediaMetadata: { mediaStreams: { mic: { alias: "~1" } }, dataChannels: {} },
    });
    expect(refused.error?.code).toBe(-32602);
  });

  it("removes streams at once on leave, announces onLeave, and still answers afterwards (R55)", async () => {
    const { alice, bob, aliceId, events, engine, webhooks } = await aliceAndBob();
    await alice.notify("leave");
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({});
    expect(events()).toEqual(["onLeave"]);
    expect(webhooks[0]?.event).toMatchObject({ participantId: aliceId, tag: "alice" });
    await alice.notify("deviceDiagnostics", { logs: [] });
    expect((await alice.call("ping", {})).result).toEqual({});
    expect(alice.socket.ended).toBeNull();
    alice.connection.closed();
    expect(events()).toEqual(["onLeave"]);
    expect(engine.publishTransports[0]?.state).toBe("closed");
  });

  it("closes the socket of a client that left but stays connected", async () => {
    const { clock, alice } = await aliceAndBob();
    await alice.notify("leave");
    await clock.pass(10_000);
    expect(alice.socket.ended).toBe(1000);
  });

  it("keeps media for the grace period and resumes without any frame (R56)", async () => {
    const { clock, connect, alice, aliceId, bob, engine, events } = await aliceAndBob();
    alice.connection.closed();
    await clock.pass(29_999);
    expect(events()).toEqual(["onDisconnect"]);
    expect(bob.socket.offers).toHaveLength(1);
    const back = connect(aliceId);
    await clock.pass(60_000);
    expect(back.socket.sent).toEqual([]);
    expect(events()).toEqual(["onDisconnect", "onConnect"]);
    expect((await back.publish("mic")).result).toMatchObject({ streamMetadata: { mic: {} } });
    expect(engine.publishTransports).toHaveLength(1);
  });

  it("treats a loss longer than the grace period as leaving", async () => {
    const { clock, alice, bob, events, webhooks, engine } = await aliceAndBob();
    alice.connection.closed();
    await clock.pass(30_000);
    expect(events()).toEqual(["onDisconnect", "onLeave"]);
    expect(new Set(webhooks.map(({ event }) => event.deviceId)).size).toBe(1);
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({});
    expect(engine.publishTransports[0]?.state).toBe("closed");
  });

  it("accepts a late return without setMediaPreferences and goes on with higher revisions (R45)", async () => {
    const { clock, connect, bob, bobId } = await aliceAndBob();
    bob.connection.closed();
    await clock.pass(30_000);
    const back = connect(bobId);
    await settle();
    expect(back.socket.offers.map(({ sdpRevision }) => sdpRevision)).toEqual([2]);
    expect((await back.publish("mic-b")).error).toBeUndefined();
  });

  it("replaces a socket of the same uniqueId silently", async () => {
    const { connect, alice, aliceId, events } = await aliceAndBob();
    const back = connect(aliceId);
    expect(alice.socket.ended).toBe("terminated");
    alice.connection.closed();
    expect(events()).toEqual([]);
    expect((await back.publish("mic")).result).toMatchObject({ streamMetadata: { mic: {} } });
  });

  it("lets the newest of two uniqueIds win and never leaves the participant without a device", async () => {
    const { connect, alice, aliceId, bob, webhooks } = await aliceAndBob();
    const tablet = connect(aliceId, "device-2");
    await settle();
    expect(alice.socket.ended).toBe(1000);
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({});
    expect(webhooks.map(({ event }) => event.event)).toEqual(["onConnect", "onLeave"]);
    expect(webhooks[0]?.event.deviceId).not.toBe(webhooks[1]?.event.deviceId);
    expect((await tablet.publish("mic")).error?.code).toBe(409);
  });

  it.each([
    ["its participant is deleted", "participant"],
    ["its session is deleted", "session"],
  ])("is closed with 1000 and announces onLeave when %s (R59)", async (_title, what) => {
    const { registry, session, alice, aliceId, events, webhooks } = await aliceAndBob();
    if (what === "participant") registry.deleteParticipant(aliceId);
    else registry.deleteSession(session);
    expect(alice.socket.ended).toBe(1000);
    expect(events().every((event) => event === "onLeave")).toBe(true);
    expect(webhooks.map(({ event }) => event.participantId)).toContain(aliceId);
  });

  it("is closed with 1000 when its token expires", async () => {
    const { clock, connect, join, events, registry } = deviceFixture();
    const aliceId = join("alice");
    const alice = connect(aliceId, "device-1", clock.now() + 1_000);
    await clock.pass(1_000);
    expect(alice.socket.ended).toBe(1000);
    expect(events()).toEqual(["onConnect", "onLeave"]);
    expect(registry.participant(aliceId).ok).toBe(true);
  });

  it("is told to come back with 1001 when the platform stops, without webhooks (R59)", async () => {
    const { devices, clock, registry, alice, bob, engine, events } = await aliceAndBob();
    devices.drain();
    registry.close();
    expect([alice.socket.ended, bob.socket.ended]).toEqual([1001, 1001]);
    expect(events()).toEqual([]);
    expect(engine.open).toBe(0);
    expect(clock.running).toBe(0);
  });

  it("leaves no transport open when everybody has left", async () => {
    const { alice, bob, engine } = await aliceAndBob();
    await alice.notify("leave");
    await bob.notify("leave");
    expect(engine.open).toBe(0);
  });
});
