import { describe, expect, it } from "vitest";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import { deferred } from "../../test/support/deferred.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { FakeStream, FakeTrack } from "../../test/support/fake-media.ts";
import { FakePeerConnection } from "../../test/support/fake-peer-connection.ts";
import { PublishingPeer } from "./publishing-peer.ts";

type Answer = Result<OfferSdpResult, CallError>;
const answered: Answer = ok({ sdpAnswer: "answer", endpointId: "e", streamMetadata: {} });
const codecs = ["audio/PCMU", "audio/opus"].map((mimeType) => ({ mimeType, clockRate: 48_000 }));

/** Alice's publishing peer, and a service that answers each offer as `answers` says, then positively. */
function publishing(...answers: (Answer | Promise<Answer>)[]) {
  const pc = new FakePeerConnection();
  const clock = new FakeClock();
  const offers: { sdpOffer: string; metadata: PublishMetadata }[] = [];
  const seen = { failed: 0, connected: 0 };
  const peer = PublishingPeer.open({
    pc: pc.asPeerConnection,
    clock,
    negotiator: { offer: async (input) => (offers.push(input), answers.shift() ?? answered) },
    onConnected: () => (seen.connected += 1),
    onFailed: () => (seen.failed += 1),
  });
  return { pc, clock, offers, peer, seen };
}
const voice = () => new FakeStream([new FakeTrack()]);
const plan = (alias: string | null) => ({ alias, codecs: () => codecs });

describe("PublishingPeer", () => {
  it("R36 opens both channels as agreed and answers PING, nothing else", () => {
    const { pc } = publishing();
    expect(pc.channels.map(({ label, init }) => ({ label, ...init }))).toEqual([
      { label: "__heartbeat__", negotiated: true, id: 0, protocol: "udp" },
      { label: "__diagnostics__", negotiated: true, id: 1, protocol: "udp" },
    ]);
    const [heartbeat] = pc.channels;
    heartbeat!.receive("hello");
    heartbeat!.receive("PING");
    expect(heartbeat!.sent).toEqual(["PONG"]);
    heartbeat!.readyState = "closing";
    heartbeat!.receive("PING");
    expect(heartbeat!.sent).toEqual(["PONG"]);
  });

  it("prepares with data channels alone, once", async () => {
    const { peer, offers } = publishing();
    expect(await peer.prepare()).toEqual(ok(null));
    expect(await peer.prepare()).toEqual(ok(null));
    expect(offers.map(({ sdpOffer }) => sdpOffer)).toEqual(["application"]);
    expect(offers[0]!.metadata.mediaStreams).toEqual({});
    expect(Object.keys(offers[0]!.metadata.dataChannels)).toEqual(["__heartbeat__", "__diagnostics__"]);
  });

  it("R37 prepares first when published at once, and lists stream, alias and channels", async () => {
    const { peer, offers, pc } = publishing();
    const stream = voice();
    expect(await peer.publish(stream.asStream, plan("usermedia"))).toEqual(ok(null));
    expect(offers.map(({ sdpOffer }) => sdpOffer)).toEqual(["application", `application ${stream.id}`]);
    expect(offers[1]!.metadata.mediaStreams).toEqual({ [stream.id]: { alias: "usermedia" } });
    expect(pc.transceivers[0]!.codecs.map(({ mimeType }) => mimeType)).toEqual(["audio/PCMU", "audio/opus"]);
  });

  it("R37 lists a stream without an alias as an empty object", async () => {
    const { peer, offers } = publishing();
    const stream = voice();
    await peer.publish(stream.asStream, plan(null));
    expect(offers[1]!.metadata.mediaStreams).toEqual({ [stream.id]: {} });
  });

  it("R43 rolls a refused publish back, so that the next offer does not carry it", async () => {
    const { peer, offers, pc } = publishing(answered, err({ code: "signaling-refused" }));
    const [refused, accepted] = [voice(), voice()];
    expect(await peer.publish(refused.asStream, plan("first"))).toEqual(err({ code: "signaling-refused" }));
    expect(pc.signalingState).toBe("stable");
    expect(await peer.publish(accepted.asStream, plan("second"))).toEqual(ok(null));
    expect(offers[2]!.sdpOffer).toBe(`application ${accepted.id}`);
    expect(offers[2]!.metadata.mediaStreams).toEqual({ [accepted.id]: { alias: "second" } });
  });

  it("rolls back an answer that the browser refuses", async () => {
    const broken = ok({ sdpAnswer: "broken", endpointId: "e", streamMetadata: {} });
    const { peer, pc } = publishing(broken);
    expect(await peer.prepare()).toEqual(err({ code: "media-failed" }));
    expect(pc.signalingState).toBe("stable");
    expect(await peer.prepare()).toEqual(ok(null));
  });

  it("takes a stream whose line the answer rejects as refused", async () => {
    const { peer, pc, offers } = publishing();
    pc.answeredDirection = "inactive";
    expect(await peer.publish(voice().asStream, plan(null))).toEqual(err({ code: "signaling-refused" }));
    await peer.publish(voice().asStream, plan(null));
    expect(Object.keys(offers[2]!.metadata.mediaStreams)).toHaveLength(1);
  });

  it("R43 negotiates one step at a time, in order", async () => {
    const first = deferred<Answer>();
    const { peer, offers } = publishing(first.promise);
    const [one, two] = [
      peer.publish(voice().asStream, plan("one")),
      peer.publish(voice().asStream, plan("two")),
    ];
    await settle();
    expect(offers).toHaveLength(1);
    first.resolve(answered);
    await Promise.all([one, two]);
    expect(
      offers.map(({ metadata }) => Object.values(metadata.mediaStreams).map(({ alias }) => alias)),
    ).toEqual([[], ["one"], ["one", "two"]]);
  });

  it("restarts ICE with everything it publishes, and reports when that never helps", async () => {
    const { peer, offers, pc, clock, seen } = publishing();
    const stream = voice();
    await peer.publish(stream.asStream, plan(null));
    pc.become("failed");
    await settle();
    expect(pc.offerOptions.at(-1)).toEqual({ iceRestart: true });
    expect(offers.at(-1)!.sdpOffer).toBe(`application ${stream.id}`);
    await clock.pass(30_000);
    expect(seen.failed).toBe(1);
  });

  it("keeps its publication when an ICE restart is refused", async () => {
    const { peer, offers, pc, clock } = publishing(answered, answered, err({ code: "signaling-lost" }));
    const stream = voice();
    await peer.publish(stream.asStream, plan(null));
    pc.become("failed");
    await clock.pass(5_000);
    expect(offers).toHaveLength(4);
    expect(offers.at(-1)!.metadata.mediaStreams).toEqual({ [stream.id]: {} });
  });

  it("sends another microphone without negotiating", async () => {
    const { peer, offers, pc } = publishing();
    const stream = voice();
    await peer.publish(stream.asStream, plan(null));
    const other = new FakeTrack("headset");
    await peer.replaceTrack(stream.id, other.asTrack);
    expect(pc.transceivers[0]!.sender.track).toBe(other);
    expect(offers).toHaveLength(2);
  });

  it("ends what is under way with an error when closed, and never offers again", async () => {
    const pending = deferred<Answer>();
    const { peer, offers, pc, clock } = publishing(pending.promise);
    const publish = peer.publish(voice().asStream, plan(null));
    await settle();
    peer.close();
    pending.resolve(answered);
    expect(await publish).toEqual(err({ code: "media-failed" }));
    expect(await peer.prepare()).toEqual(err({ code: "media-failed" }));
    pc.become("failed");
    await clock.pass(60_000);
    expect(offers).toHaveLength(1);
    expect(clock.running).toBe(0);
  });

  it("tells each time that the transport stands", () => {
    const { pc, peer, seen } = publishing();
    pc.become("connecting");
    expect([seen.connected, peer.connected]).toEqual([0, false]);
    pc.become("connected");
    pc.become("disconnected");
    pc.become("connected");
    expect([seen.connected, peer.connected]).toEqual([2, true]);
  });

  it("announces a channel as an application stream, and lists it in later offers until it closes", async () => {
    const { peer, offers, pc } = publishing();
    const published = await peer.publishChannel("chat");
    expect(published.ok).toBe(true);
    const [key] = Object.keys(offers[1]!.metadata.mediaStreams);
    expect(offers[1]!.metadata.mediaStreams).toEqual({ [key!]: { alias: "chat" } });
    expect(offers[1]!.metadata.dataChannels["chat"]).toEqual({ label: "chat", streamId: 2, stream: key });
    const channel = pc.channels.at(-1)!;
    expect({ label: channel.label, ...channel.init }).toEqual({ label: "chat", negotiated: true, id: 2 });
    await peer.restartIce();
    expect(offers[2]!.metadata.dataChannels["chat"]).toBeDefined();
    channel.become("closed");
    await peer.restartIce();
    expect(Object.keys(offers[3]!.metadata.mediaStreams)).toEqual([]);
    await peer.publishChannel("chat");
    expect(offers[4]!.metadata.dataChannels["chat"]).toMatchObject({ streamId: 3 });
  });

  it("leaves nothing of a refused channel behind", async () => {
    const { peer, offers, pc } = publishing(answered, err({ code: "signaling-lost" }));
    expect(await peer.publishChannel("chat")).toEqual(err({ code: "signaling-lost" }));
    expect(pc.channels.at(-1)!.readyState).toBe("closed");
    await peer.restartIce();
    expect(offers.at(-1)!.metadata.dataChannels["chat"]).toBeUndefined();
  });

  it("takes a stream back: its lines stop and the next offers do not have it", async () => {
    const { peer, offers, pc } = publishing();
    const [kept, gone] = [voice(), voice()];
    await peer.publish(kept.asStream, plan("usermedia"));
    await peer.publish(gone.asStream, plan("camera"));
    expect(await peer.unpublish(gone.id)).toEqual(ok(null));
    expect(offers.at(-1)!.metadata.mediaStreams).toEqual({ [kept.id]: { alias: "usermedia" } });
    expect(pc.transceivers.map(({ stopped }) => stopped)).toEqual([false, true]);
    expect(pc.transceivers[1]!.sender.track).toBeNull();
    expect(await peer.unpublish(gone.id)).toEqual(ok(null));
    expect(offers).toHaveLength(4);
  });

  it("stops sending a stream that is taken back even when the service cannot be told", async () => {
    const { peer, offers, pc } = publishing(answered, answered, err({ code: "signaling-lost" }));
    const stream = voice();
    await peer.publish(stream.asStream, plan(null));
    expect(await peer.unpublish(stream.id)).toEqual(err({ code: "signaling-lost" }));
    expect(pc.transceivers[0]!.stopped).toBe(true);
    await peer.restartIce();
    expect(offers.at(-1)!.metadata.mediaStreams).toEqual({});
  });

  it("publishes a track that a stream has gained since, under the same name", async () => {
    const { peer, offers, pc } = publishing();
    const picture = new FakeTrack("screen", { kind: "video" });
    const stream = new FakeStream([picture]);
    await peer.publish(stream.asStream, plan("screenshare"));
    stream.addTrack(new FakeTrack("sound"));
    await peer.publish(stream.asStream, plan("screenshare"));
    expect(pc.transceivers.map(({ receiver }) => receiver.track.kind)).toEqual(["video", "audio"]);
    expect(Object.keys(offers.at(-1)!.metadata.mediaStreams)).toEqual([stream.id]);
  });

  it("sends a picture as planned, and changes the plan without negotiating", async () => {
    const { peer, offers, pc } = publishing();
    const stream = new FakeStream([new FakeTrack("screen", { kind: "video" })]);
    const text = {
      maxBitrate: 4_000_000,
      maxFramerate: 15,
      degradationPreference: "maintain-resolution",
    } as const;
    await peer.publish(stream.asStream, { ...plan("screenshare"), video: text });
    const { sender } = pc.transceivers[0]!;
    expect(sender.getParameters()).toEqual({
      degradationPreference: "maintain-resolution",
      encodings: [{ maxBitrate: 4_000_000, maxFramerate: 15 }],
    });
    const known = offers.length;
    await peer.setVideoPlan(stream.id, {
      ...text,
      maxFramerate: 30,
      degradationPreference: "maintain-framerate",
    });
    expect(sender.getParameters()).toEqual({
      degradationPreference: "maintain-framerate",
      encodings: [{ maxBitrate: 4_000_000, maxFramerate: 30 }],
    });
    expect(offers).toHaveLength(known);
  });
});
