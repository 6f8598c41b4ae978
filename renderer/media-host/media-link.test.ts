import { describe, expect, it } from "vitest";
import type { Payload } from "../../common/contract/contract.ts";
import { SourceId, type LinkId } from "../../common/ids.ts";
import { err } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { FakePage } from "../../test/support/fake-page.ts";
import type { Stage } from "./stage-feed.ts";

const link = 1 as LinkId;
const prepare: Payload<"media.command"> = { type: "prepare", link, iceServers: [] };
const publish = { type: "publish", link, muted: false } as const;
const camera = (on: boolean) => ({ type: "camera", link, on }) as const;
const share = (
  source: string,
  { mode = "text", sound = false }: { mode?: "text" | "motion"; sound?: boolean } = {},
) => ({ type: "share", link, sourceId: SourceId.parse(source), mode, sound }) as const;
const pause = (paused: boolean) => ({ type: "share-pause", link, paused }) as const;
const hold = (held: boolean) => ({ type: "hold", link, held }) as const;

/** Bob's page in a call that is prepared, and what it shows. */
async function inCall(...commands: Payload<"media.command">[]) {
  const page = new FakePage().start();
  let stage: Stage | null = null;
  page.service.watchStage((next) => (stage = next));
  await page.command(prepare, ...commands);
  const pc = page.peers[0]!.pc;
  return {
    page,
    pc,
    stage: () => stage!,
    offers: () => page.sent("media.offer"),
    aliases: () =>
      Object.values(page.sent("media.offer").at(-1)!.metadata.mediaStreams).map(({ alias }) => alias),
    /** What is sent on the lines that stand. */
    sending: () => pc.transceivers.filter(({ stopped }) => !stopped).map(({ sender }) => sender.track),
  };
}

describe("MediaLink's voice", () => {
  it("says published when microphone and transport both stand, and again when the path is back", async () => {
    const { page, pc } = await inCall(publish);
    expect(page.reports).toEqual([]);
    pc.become("connected");
    pc.become("disconnected");
    pc.become("connected");
    expect(page.reports).toEqual([{ type: "published" }, { type: "published" }]);
  });

  it("says published at once when the transport stood before the microphone was open", async () => {
    const { page, pc } = await inCall();
    pc.become("connected");
    expect(page.reports).toEqual([]);
    await page.command(publish);
    expect(page.reports).toEqual([{ type: "published" }]);
  });

  it("sends and plays nothing on hold, whatever mute says, and comes back as muted as it was", async () => {
    const { page } = await inCall(publish);
    const microphone = page.devices.captured[0]!;
    await page.command({
      type: "subscribe",
      link,
      revision: 1,
      sdpOffer: "v=0\r\nm=audio 9 x\r\na=mid:1\r\na=sendonly\r\na=msid:alice a1\r\n",
      streams: {},
      iceServers: [],
    });
    await page.command(hold(true), { type: "mute", link, muted: false });
    expect([microphone.enabled, page.elements[0]!.muted]).toEqual([false, true]);
    await page.command({ type: "mute", link, muted: true }, hold(false));
    expect([microphone.enabled, page.elements[0]!.muted]).toEqual([false, false]);
    await page.command({ type: "mute", link, muted: false });
    expect(microphone.enabled).toBe(true);
  });

  it("R71 presses keys one after the other, behind those that still sound", async () => {
    const { page, pc } = await inCall(publish);
    const { dtmf } = pc.transceivers[0]!.sender;
    await page.command({ type: "digits", link, digits: "12" });
    dtmf.toneBuffer = "2";
    await page.command({ type: "digits", link, digits: "#" });
    expect(dtmf.inserted).toEqual([
      { tones: "12", duration: 100, gap: 70 },
      { tones: "2#", duration: 100, gap: 70 },
    ]);
    expect(page.reports).toEqual([]);
  });

  it("R71 says that keys could not be sent before the microphone is published, and when the other end takes none", async () => {
    const { page, pc } = await inCall();
    await page.command({ type: "digits", link, digits: "1" });
    await page.command(publish);
    pc.transceivers[0]!.sender.dtmf.canInsertDTMF = false;
    await page.command({ type: "digits", link, digits: "1" });
    expect(page.reports).toEqual([{ type: "digits-failed" }, { type: "digits-failed" }]);
  });

  it("looks for a new path when told that the network has changed", async () => {
    const { page, pc } = await inCall(publish);
    await page.command({ type: "restart-ice", link });
    expect(pc.offerOptions.at(-1)).toEqual({ iceRestart: true });
  });
});

describe("MediaLink's camera", () => {
  it("publishes the chosen camera as its own stream, shows it, and takes both back", async () => {
    const { page, stage, aliases, offers } = await inCall(publish, camera(true));
    expect(aliases()).toEqual(["usermedia", "camera"]);
    expect(page.reports).toEqual([{ type: "camera", on: true }]);
    expect(stage().own.map(({ alias, media }) => [alias, media.getVideoTracks().length])).toEqual([
      ["camera", 1],
    ]);
    await page.command(camera(false));
    expect(aliases()).toEqual(["usermedia"]);
    expect(page.devices.openOf("video")).toEqual([]);
    expect(stage().own).toEqual([]);
    expect(page.reports.at(-1)).toEqual({ type: "camera", on: false });
    expect(offers()).toHaveLength(4);
  });

  it.each([
    ["NotAllowedError", "camera-denied"],
    ["NotFoundError", "camera-missing"],
    ["NotReadableError", "camera-busy"],
  ])("turns %s into %s, and can be switched on again", async (name, code) => {
    const { page, offers } = await inCall();
    page.devices.failure = name;
    await page.command(camera(true));
    expect(page.reports).toEqual([{ type: "camera-failed", error: { code } }]);
    expect(offers()).toHaveLength(1);
    page.devices.failure = null;
    await page.command(camera(true));
    expect(page.reports.at(-1)).toEqual({ type: "camera", on: true });
  });

  it("releases the camera when it cannot be published", async () => {
    const { page, stage } = await inCall();
    page.answers["media.offer"] = () => Promise.resolve(err({ code: "signaling-lost" }));
    await page.command(camera(true));
    expect(page.reports).toEqual([{ type: "camera-failed", error: { code: "signaling-lost" } }]);
    expect(page.devices.open).toEqual([]);
    expect(stage().own).toEqual([]);
  });

  it("ends off when it is switched off while the prompt is open", async () => {
    const { page } = await inCall();
    const prompt = deferred<void>();
    page.devices.prompt = prompt.promise;
    await page.command(camera(true), camera(false));
    prompt.resolve();
    await settle();
    expect(page.devices.open).toEqual([]);
    expect(page.reports.at(-1)).toEqual({ type: "camera", on: false });
  });

  it("takes another camera without negotiating, by choice or because the one in use is gone", async () => {
    const { page, offers, sending } = await inCall(camera(true));
    page.devices.cameras = ["lid", "usb"];
    const known = offers().length;
    await page.command({ type: "video", video: { cameraId: "usb" } });
    expect(page.devices.openOf("video").map(({ label }) => label)).toEqual(["usb"]);
    page.devices.plugCameras("lid");
    await settle();
    expect(page.devices.openOf("video").map(({ label }) => label)).toEqual(["lid"]);
    expect(sending()).toEqual(page.devices.openOf("video"));
    expect(offers()).toHaveLength(known);
    expect(page.reports.at(-1)).toEqual({ type: "camera", on: true });
  });

  it("switches off when no camera is left: nobody looks at a frozen face", async () => {
    const { page, aliases } = await inCall(camera(true));
    page.devices.cameras = [];
    page.devices.captured[0]!.vanish();
    await settle();
    expect(page.reports.slice(1)).toEqual([
      { type: "camera-failed", error: { code: "camera-missing" } },
      { type: "camera", on: false },
    ]);
    expect(aliases()).toEqual([]);
  });

  it("is dark on hold, and released when the link closes", async () => {
    const { page } = await inCall(camera(true), hold(true));
    expect(page.devices.captured[0]!.enabled).toBe(false);
    await page.command(hold(false));
    expect(page.devices.captured[0]!.enabled).toBe(true);
    await page.command({ type: "close", link });
    expect(page.devices.open).toEqual([]);
  });
});

describe("MediaLink's share", () => {
  it("captures text at its full size and publishes it as a stream of its own", async () => {
    const { page, pc, aliases, stage } = await inCall(publish, share("screen:0:0"));
    expect(page.devices.screenRequests).toEqual([{ video: { frameRate: { max: 15 } }, audio: false }]);
    expect(aliases()).toEqual(["usermedia", "screenshare"]);
    expect(page.devices.openOf("video").map(({ contentHint }) => contentHint)).toEqual(["text"]);
    expect(pc.transceivers[1]!.sender.getParameters()).toMatchObject({
      degradationPreference: "maintain-resolution",
      encodings: [{ maxFramerate: 15 }],
    });
    expect(page.reports).toEqual([
      { type: "sharing", sourceId: "screen:0:0", width: 1920, height: 1080, sound: false },
    ]);
    expect(stage().own.map(({ alias }) => alias)).toEqual(["screenshare"]);
  });

  it("switches the source without negotiating, and releases the old one", async () => {
    const { page, offers, sending, stage } = await inCall(share("screen:0:0"));
    const known = offers().length;
    await page.command(share("window:7:0", { mode: "motion" }));
    expect(offers()).toHaveLength(known);
    expect(sending()).toEqual(page.devices.open);
    expect(stage().own[0]!.media.getTracks()).toEqual(page.devices.open);
    expect(page.devices.open.map(({ contentHint }) => contentHint)).toEqual(["motion"]);
    expect(page.reports.at(-1)).toMatchObject({ type: "sharing", sourceId: "window:7:0" });
  });

  it("ends the share when another source cannot be captured: the user has turned away from the old one", async () => {
    const { page, aliases, stage } = await inCall(share("screen:0:0"));
    page.devices.failure = "NotReadableError";
    await page.command(share("window:7:0"));
    expect(page.reports.slice(1)).toEqual([{ type: "share-failed", error: { code: "screen-gone" } }]);
    expect([page.devices.open, aliases(), stage().own]).toEqual([[], [], []]);
  });

  it.each([
    ["NotAllowedError", "screen-denied"],
    ["NotFoundError", "screen-gone"],
    ["NotReadableError", "screen-gone"],
    ["InvalidStateError", "screen-failed"],
  ])("turns %s into %s", async (name, code) => {
    const { page } = await inCall();
    page.devices.failure = name;
    await page.command(share("screen:0:0"));
    expect(page.reports).toEqual([{ type: "share-failed", error: { code } }]);
  });

  it("sends the system's sound in the same stream, and says when the system gives none", async () => {
    const { page, offers, pc } = await inCall(share("screen:0:0", { sound: true }));
    expect(page.reports.at(-1)).toMatchObject({ sound: true });
    expect(Object.keys(offers().at(-1)!.metadata.mediaStreams)).toHaveLength(1);
    expect(pc.transceivers.map(({ receiver }) => receiver.track.kind)).toEqual(["video", "audio"]);
    page.devices.systemSound = false;
    await page.command(share("screen:1:0", { sound: true }));
    expect(page.reports.at(-1)).toMatchObject({ sound: false });
  });

  it("negotiates only for a sound that was not there before", async () => {
    const { page, offers, sending } = await inCall(share("screen:0:0"));
    const known = offers().length;
    await page.command(share("screen:0:0", { sound: true }));
    expect(offers()).toHaveLength(known + 1);
    await page.command(share("screen:1:0", { sound: true }));
    expect(offers()).toHaveLength(known + 1);
    expect(sending()).toEqual(page.devices.open);
  });

  it("shows a still picture while paused, with nothing new, and the screen again afterwards", async () => {
    const { page, offers, sending, stage } = await inCall(share("screen:0:0", { sound: true }));
    const known = offers().length;
    const [screen, sound] = page.devices.captured;
    await page.command(pause(true));
    expect(sending()).toEqual([page.stills[0], sound]);
    expect([screen!.enabled, sound!.enabled]).toEqual([false, false]);
    expect(stage().own[0]!.media.getVideoTracks()).toEqual([page.stills[0]]);
    await page.command(pause(false));
    expect(sending()).toEqual([screen, sound]);
    expect([screen!.enabled, sound!.enabled]).toEqual([true, true]);
    expect(page.stills[0]!.readyState).toBe("ended");
    expect(offers()).toHaveLength(known);
  });

  it("is paused on hold too, and stays paused after it if it was before", async () => {
    const { page, sending } = await inCall(share("screen:0:0"), hold(true));
    expect(sending()).toEqual([page.stills[0]]);
    await page.command(pause(true), hold(false));
    expect(sending()).toEqual([page.stills[0]]);
    await page.command(pause(false));
    expect(sending()).toEqual([page.devices.captured[0]]);
  });

  it("shows a new source at once, also when the old one was paused", async () => {
    const { page, sending } = await inCall(share("screen:0:0"), pause(true), share("window:7:0"));
    expect(sending()).toEqual(page.devices.open);
    expect(page.stills[0]!.readyState).toBe("ended");
    await page.command(pause(true));
    expect(sending()).toEqual([page.stills[1]]);
  });

  it("changes between text and motion in flight", async () => {
    const { page, pc, offers } = await inCall(share("screen:0:0"));
    const known = offers().length;
    await page.command({ type: "share-mode", link, mode: "motion" });
    const [screen] = page.devices.captured;
    expect([screen!.contentHint, screen!.applied]).toEqual(["motion", [{ frameRate: { max: 30 } }]]);
    expect(pc.transceivers[0]!.sender.getParameters()).toMatchObject({
      degradationPreference: "maintain-framerate",
      encodings: [{ maxFramerate: 30 }],
    });
    expect(offers()).toHaveLength(known);
  });

  it("stops by order: nothing is captured, published or shown any more", async () => {
    const { page, aliases, stage } = await inCall(share("screen:0:0"));
    await page.command({ type: "share-stop", link });
    expect([page.devices.open, aliases(), stage().own]).toEqual([[], [], []]);
    expect(page.reports.map(({ type }) => type)).toEqual(["sharing"]);
    await page.command(share("screen:1:0"));
    expect(page.reports.at(-1)).toMatchObject({ type: "sharing", sourceId: "screen:1:0" });
  });

  it("leaves nothing behind when it is stopped while it is being published", async () => {
    const { page, aliases, stage } = await inCall(share("screen:0:0"), { type: "share-stop", link });
    expect([page.devices.open, aliases(), stage().own]).toEqual([[], [], []]);
  });

  it("shares again when that is asked for right after the stop", async () => {
    const { page } = await inCall(share("screen:0:0"));
    await page.command({ type: "share-stop", link }, share("screen:1:0"));
    expect(page.devices.open).toEqual([page.devices.captured[1]]);
    expect(page.reports.at(-1)).toMatchObject({ type: "sharing", sourceId: "screen:1:0" });
  });

  it("publishes nothing when it is stopped before the capture has begun", async () => {
    const { page, aliases } = await inCall();
    const prompt = deferred<void>();
    page.devices.prompt = prompt.promise;
    await page.command(share("screen:0:0"), { type: "share-stop", link });
    prompt.resolve();
    await settle();
    expect([page.devices.open, aliases(), page.reports]).toEqual([[], [], []]);
  });

  it("reports once that the source has ended by itself, and takes the stream back", async () => {
    const { page, aliases } = await inCall(share("screen:0:0", { sound: true }));
    page.devices.captured[0]!.vanish();
    await settle();
    expect(page.reports.slice(1)).toEqual([{ type: "share-ended" }]);
    expect([page.devices.open, aliases()]).toEqual([[], []]);
  });

  it("releases the capture when the link closes", async () => {
    const { page, stage } = await inCall(share("screen:0:0"));
    await page.command(pause(true));
    await page.command({ type: "close", link });
    expect([page.devices.open, page.stills.map(({ readyState }) => readyState)]).toEqual([[], ["ended"]]);
    expect(stage().own).toEqual([]);
  });
});

describe("MediaLink's stage", () => {
  it("shows streams by participant and alias, and who of them talks", async () => {
    const { page, stage } = await inCall();
    const metadata = (participantId: string, alias: string) => ({
      endpointId: "e",
      mediaTypes: ["AUDIO" as const],
      alias,
      participantId,
    });
    const line = (mid: string, msid: string) =>
      `m=audio 9 x\r\na=mid:${mid}\r\na=sendonly\r\na=msid:${msid} t\r\n`;
    await page.command({
      type: "subscribe",
      link,
      revision: 1,
      sdpOffer: `v=0\r\n${line("1", "alice")}${line("2", "film")}`,
      streams: { alice: metadata("p-alice", "usermedia"), film: metadata("p-carol", "screenshare") },
      iceServers: [],
    });
    expect(stage().remote.map(({ participantId, alias }) => [participantId, alias])).toEqual([
      ["p-alice", "usermedia"],
      ["p-carol", "screenshare"],
    ]);
    const { pc } = page.peers[1]!;
    pc.stats = pc.transceivers.map(({ receiver }) => ({
      type: "inbound-rtp",
      kind: "audio",
      trackIdentifier: receiver.track.id,
      audioLevel: 0.3,
    }));
    await page.clock.pass(500);
    expect([...stage().speaking]).toEqual(["p-alice"]);
    await page.command({ type: "close", link });
    expect([stage().remote, [...stage().speaking]]).toEqual([[], []]);
  });

  it("knows that we talk ourselves", async () => {
    const { page, pc, stage } = await inCall(publish);
    pc.stats = [
      { type: "media-source", kind: "audio", trackIdentifier: page.devices.captured[0]!.id, audioLevel: 0.3 },
    ];
    await page.clock.pass(500);
    expect(stage().selfSpeaking).toBe(true);
    await page.command({ type: "close", link });
    expect(stage().selfSpeaking).toBe(false);
  });
});
