import { describe, expect, it } from "vitest";
import type { Payload } from "../../common/contract/contract.ts";
import type { LinkId } from "../../common/ids.ts";
import { err, ok } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { systemAudio } from "../../test/support/fake-media.ts";
import { FakePage } from "../../test/support/fake-page.ts";

const link = 1 as LinkId;
const aliceOffer = (revision: number): Payload<"media.command"> => ({
  type: "subscribe",
  link,
  revision,
  sdpOffer: "v=0\r\nm=audio 9 x\r\na=mid:1\r\na=sendonly\r\na=msid:alice a1\r\n",
  streams: {},
  iceServers: [],
});

const prepare: Payload<"media.command"> & { type: "prepare" } = {
  type: "prepare",
  link,
  iceServers: [{ urls: ["stun:a.example"] }],
};
const publish = { type: "publish", link, muted: false } as const;
const close = { type: "close", link } as const;

describe("MediaService", () => {
  it("listens for commands before it says that it is ready", async () => {
    const page = new FakePage();
    let listened = false;
    page.answers["media.ready"] = () => {
      listened = page.listening;
      return Promise.resolve(ok({ audio: systemAudio, video: { cameraId: null } }));
    };
    page.start();
    await settle();
    expect(listened).toBe(true);
  });

  it("lists devices at the start without opening any, and again when they change", async () => {
    const page = new FakePage().start();
    await settle();
    const before = page.sent("media.devices").length;
    page.devices.plug("built-in");
    await settle();
    expect(page.sent("media.devices").length).toBe(before + 1);
    expect(page.sent("media.devices").at(-1)!.microphones).toEqual([{ id: "built-in", label: "built-in" }]);
    expect(page.devices.captured).toEqual([]);
  });

  it("holds commands back until it knows the audio settings", async () => {
    const page = new FakePage();
    const ready = deferred<unknown>();
    page.answers["media.ready"] = () => ready.promise;
    page.start();
    await page.command(prepare, publish);
    expect(page.devices.captured).toEqual([]);
    ready.resolve(ok({ audio: { ...systemAudio, microphoneId: "headset" }, video: { cameraId: null } }));
    await settle();
    expect(page.devices.captured.map(({ label }) => label)).toEqual(["headset"]);
  });

  it("prepares with the ICE servers of the command, microphone closed", async () => {
    const page = new FakePage().start();
    await page.command(prepare);
    expect(page.peers.map(({ config }) => config)).toEqual([
      { bundlePolicy: "max-bundle", rtcpMuxPolicy: "require", iceServers: [{ urls: ["stun:a.example"] }] },
    ]);
    expect(page.sent("media.offer").map(({ link: id, sdpOffer }) => [id, sdpOffer])).toEqual([
      [link, "application"],
    ]);
    expect(page.devices.captured).toEqual([]);
  });

  it("publishes the microphone under the alias usermedia, muted from the start if so ordered", async () => {
    const page = new FakePage().start();
    await page.command(prepare, { ...publish, muted: true });
    const streams = page.sent("media.offer").at(-1)!.metadata.mediaStreams;
    expect(Object.values(streams)).toEqual([{ alias: "usermedia" }]);
    expect(page.devices.captured.map(({ enabled }) => enabled)).toEqual([false]);
    await page.command({ type: "mute", link, muted: false });
    expect(page.devices.captured.map(({ enabled }) => enabled)).toEqual([true]);
    expect(page.sent("media.offer")).toHaveLength(2);
  });

  it("reports a refused microphone at once, while the path is still being prepared", async () => {
    const page = new FakePage().start();
    page.answers["media.offer"] = () => new Promise(() => {});
    page.devices.failure = "NotAllowedError";
    await page.command(prepare, publish);
    expect(page.reports).toEqual([{ type: "failed", error: { code: "microphone-denied" } }]);
  });

  it("reports a failed negotiation and releases the microphone", async () => {
    const page = new FakePage().start();
    await page.command(prepare);
    page.answers["media.offer"] = () => Promise.resolve(err({ code: "signaling-lost" }));
    await page.command(publish);
    expect(page.reports).toEqual([{ type: "failed", error: { code: "signaling-lost" } }]);
    expect(page.devices.open).toEqual([]);
  });

  it("reports a failure that is no call error as failed media", async () => {
    const page = new FakePage().start();
    page.answers["media.offer"] = () => Promise.resolve(err({ code: "internal" }));
    await page.command(publish);
    expect(page.reports).toEqual([{ type: "failed", error: { code: "media-failed" } }]);
  });

  it("releases the microphone granted after the link was closed, and reports nothing", async () => {
    const page = new FakePage().start();
    const prompt = deferred<void>();
    page.devices.prompt = prompt.promise;
    await page.command(prepare, publish, close);
    prompt.resolve();
    await settle();
    expect(page.devices.captured).toHaveLength(1);
    expect(page.devices.open).toEqual([]);
    expect(page.reports).toEqual([]);
    expect(page.peers.map(({ pc }) => pc.connectionState)).toEqual(["closed"]);
  });

  it("ignores commands for a link that was closed", async () => {
    const page = new FakePage().start();
    await page.command(close, prepare, publish, aliceOffer(1), { type: "mute", link, muted: true });
    expect(page.peers).toEqual([]);
    expect(page.devices.captured).toEqual([]);
  });

  it("keeps links apart", async () => {
    const page = new FakePage().start();
    const other = 2 as LinkId;
    await page.command(prepare, publish, { ...prepare, link: other }, { ...publish, link: other }, close);
    expect(page.devices.captured.map(({ readyState }) => readyState)).toEqual(["ended", "live"]);
    expect(page.peers.map(({ pc }) => pc.signalingState)).toEqual(["closed", "stable"]);
  });

  it("answers an offer of the service, plays its stream, and stops when the link closes", async () => {
    const page = new FakePage().start();
    await page.command(aliceOffer(4));
    expect(page.sent("media.answer").map(({ link: id, revision }) => [id, revision])).toEqual([[link, 4]]);
    expect(page.elements.map(({ dataset }) => dataset["remoteAudio"])).toEqual(["alice"]);
    await page.command(close);
    expect(page.elements[0]!.removed).toBe(true);
    expect(page.clock.running).toBe(0);
  });

  it("answers offers while the microphone prompt is open", async () => {
    const page = new FakePage().start();
    page.devices.prompt = new Promise(() => {});
    await page.command(prepare, publish, aliceOffer(1));
    expect(page.sent("media.answer")).toHaveLength(1);
  });

  it("logs a preparation that failed without giving the call up, and publishes all the same", async () => {
    const page = new FakePage().start();
    page.answers["media.offer"] = () => Promise.resolve(err({ code: "signaling-lost" }));
    await page.command(prepare);
    expect(page.sent("log.write").map(({ data }) => [data["type"], data["code"]])).toEqual([
      ["prepare", "signaling-lost"],
    ]);
    delete page.answers["media.offer"];
    await page.command(publish);
    expect(page.reports).toEqual([]);
    expect(Object.keys(page.sent("media.offer").at(-1)!.metadata.mediaStreams)).toHaveLength(1);
  });

  it("logs an offer that could not be answered, and reports no failure: the service offers again", async () => {
    const page = new FakePage().start();
    page.answers["media.answer"] = () => Promise.resolve(err({ code: "signaling-lost" }));
    await page.command(aliceOffer(1));
    expect(page.sent("log.write").map(({ level, data }) => [level, data["code"]])).toEqual([
      ["warn", "signaling-lost"],
    ]);
    expect(page.eventReports).toEqual([]);
  });

  it("reports that media flows, is interrupted, and flows again", async () => {
    const page = new FakePage().start();
    await page.command(aliceOffer(1));
    page.peers[0]!.pc.packetsReceived = 50;
    await page.clock.pass(500);
    await page.clock.pass(3_000);
    page.peers[0]!.pc.packetsReceived = 100;
    await page.clock.pass(500);
    expect(page.eventReports).toEqual([{ type: "flowing" }, { type: "interrupted" }, { type: "flowing" }]);
  });

  it("reports the microphone that replaced a vanished one", async () => {
    const page = new FakePage();
    page.audio = { ...systemAudio, microphoneId: "headset" };
    page.start();
    await page.command(prepare, publish);
    page.devices.plug("built-in");
    await settle();
    expect(page.reports).toEqual([{ type: "microphone-changed", label: "built-in" }]);
    expect(page.peers[0]!.pc.transceivers[0]!.sender.track).toBe(page.devices.open[0]);
  });

  it("takes other devices in the middle of a call", async () => {
    const page = new FakePage();
    page.devices.speakers = ["desk"];
    page.start();
    await page.command(prepare, publish, aliceOffer(1));
    await page.command({
      type: "audio",
      audio: { ...systemAudio, microphoneId: "headset", speakerId: "desk" },
    });
    expect(page.devices.open.map(({ label }) => label)).toEqual(["headset"]);
    expect(page.elements[0]!.sinkId).toBe("desk");
    expect(page.eventReports).toEqual([]);
  });

  it("plays on the default speaker while the chosen one is unplugged, and on it again when it is back", async () => {
    const page = new FakePage();
    page.audio = { ...systemAudio, speakerId: "desk" };
    page.devices.speakers = ["desk", "monitor"];
    page.start();
    await page.command(aliceOffer(1));
    expect(page.elements[0]!.sinkId).toBe("desk");
    page.devices.speakers = ["monitor"];
    page.devices.plug("built-in");
    await settle();
    expect(page.elements[0]!.sinkId).toBe("");
    page.devices.speakers = ["desk", "monitor"];
    page.devices.plug("built-in");
    await settle();
    expect(page.elements[0]!.sinkId).toBe("desk");
  });

  it("rings and stops ringing", async () => {
    const page = new FakePage().start();
    await page.command({ type: "ring", tone: "ringtone" });
    expect(page.contexts[0]!.sources[0]).toMatchObject({ loop: true, started: true });
    await page.command({ type: "ring", tone: null });
    page.clock.advance(1_000);
    expect(page.contexts[0]!.state).toBe("closed");
  });

  it("publishes a channel, reports it open, and sends what it is told", async () => {
    const page = new FakePage().start();
    await page.command(prepare, { type: "channel-open", link, alias: "chat" });
    await page.command({ type: "channel-open", link, alias: "chat" });
    expect(page.reports).toEqual([{ type: "channel-open", alias: "chat" }]);
    expect(page.sent("media.offer")).toHaveLength(2);
    await page.command({ type: "channel-send", link, alias: "chat", data: "hello" });
    expect(page.peers[0]!.pc.channels.at(-1)!.sent).toEqual(["hello"]);
  });

  it("reports a channel that closed or could not be announced, and opens it again by command", async () => {
    const page = new FakePage().start();
    const open = { type: "channel-open", link, alias: "chat" } as const;
    await page.command(prepare, open);
    page.peers[0]!.pc.channels.at(-1)!.become("closed");
    await page.command({ type: "channel-send", link, alias: "chat", data: "lost" });
    page.answers["media.offer"] = () => Promise.resolve(err({ code: "signaling-lost" }));
    await page.command(open);
    expect(page.reports.map(({ type }) => type)).toEqual([
      "channel-open",
      "channel-closed",
      "channel-closed",
      "channel-closed",
    ]);
    delete page.answers["media.offer"];
    await page.command(open);
    expect(page.reports.at(-1)).toEqual({ type: "channel-open", alias: "chat" });
  });

  it("says that a message cannot be queued before the channel is announced", async () => {
    const page = new FakePage().start();
    page.answers["media.offer"] = () => new Promise(() => {});
    await page.command({ type: "channel-open", link, alias: "chat" });
    expect(page.reports).toEqual([]);
    // Only a link that exists has channels.
    await page.command({ type: "channel-send", link, alias: "chat", data: "too early" });
    expect(page.reports).toEqual([{ type: "channel-full", alias: "chat" }]);
  });

  it("reports what reaches us, members' channels and what they say", async () => {
    const page = new FakePage().start();
    const metadata = {
      endpointId: "e",
      mediaTypes: ["APPLICATION" as const],
      alias: "chat",
      participantId: "p-alice",
      dataChannel: { label: "chat", streamId: 7 },
    };
    const offer = aliceOffer(1);
    if (offer.type !== "subscribe") throw new Error("not an offer");
    await page.command({ ...offer, streams: { a: metadata } });
    page.peers[0]!.pc.channels.at(-1)!.receive("hello bob");
    expect(page.reports).toEqual([
      { type: "channel-from", alias: "chat", participantId: "p-alice" },
      { type: "streams", streams: { a: metadata } },
      { type: "channel-message", alias: "chat", participantId: "p-alice", data: "hello bob" },
    ]);
  });

  it("logs a bug in a command and reports the link as failed", async () => {
    const page = new FakePage().start();
    page.devices.failure = "TypeMismatchError";
    await page.command(prepare, publish);
    expect(page.sent("log.write").map(({ level, message }) => [level, message])).toEqual([
      ["error", "media task broke"],
    ]);
    expect(page.reports).toEqual([{ type: "failed", error: { code: "media-failed" } }]);
  });

  it("ends everything when disposed", async () => {
    const page = new FakePage().start();
    await page.command(prepare, publish, aliceOffer(1), { type: "ring", tone: "ringback" });
    page.service.dispose();
    page.clock.advance(1_000);
    expect(page.listening).toBe(false);
    expect(page.devices.open).toEqual([]);
    expect(page.peers.map(({ pc }) => pc.connectionState)).toEqual(["closed", "closed"]);
    expect(page.contexts.map(({ state }) => state)).toEqual(["closed"]);
    expect(page.clock.running).toBe(0);
  });
});
