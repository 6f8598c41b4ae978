import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LinkId, SourceId } from "../../common/ids.ts";
import { UdpRelays } from "../support/udp-relay.ts";
import { wavTone } from "../support/wav.ts";

const link = 1 as LinkId;
const microphoneHz = 440;
const remoteHz = 880;
const audio = {
  microphoneId: null,
  speakerId: null,
  ringDeviceId: null,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

let script: string;
let folder: string;
let server: Server;
let browser: BrowserContext;
let page: Page;
let relays: UdpRelays;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "deskline-media-"));
  await writeFile(join(folder, "tone.wav"), wavTone(microphoneHz));
  script = await bundle();
  server = createServer((request, response) => {
    if (request.url === "/page.js")
      return void response.setHeader("content-type", "text/javascript").end(script);
    response
      .setHeader("content-type", "text/html")
      .end('<body><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${join(folder, "tone.wav")}`,
      "--autoplay-policy=no-user-gesture-required",
      "--allow-loopback-in-peer-connection",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
    ],
  });
});

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  relays = new UdpRelays();
  page = await browser.newPage();
  await page.exposeFunction("relayTo", (address: string, port: number) => relays.to(address, port));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => "lab" in window);
  await page.evaluate((settings) => window.lab.start(settings), audio);
});

afterEach(async () => {
  await page.close();
  relays.close();
});

describe("media host in Chromium", () => {
  it("negotiates data channels alone before the microphone opens, and answers PING with PONG", async () => {
    await page.evaluate((id) => window.lab.command({ type: "prepare", link: id, iceServers: [] }), link);
    await page.waitForFunction(() => (window.lab.ping(), window.lab.pongs > 0));
    const { offers, captures } = await page.evaluate(() => ({
      offers: window.lab.offers,
      captures: window.lab.captures.length,
    }));
    expect(captures).toBe(0);
    expect(offers).toHaveLength(1);
    expect(offers[0]!.sdpOffer).not.toContain("m=audio");
    expect(offers[0]!.sdpOffer).not.toContain("a=candidate");
    expect(offers[0]!.metadata).toEqual({
      mediaStreams: {},
      dataChannels: {
        __heartbeat__: { label: "__heartbeat__", streamId: 0 },
        __diagnostics__: { label: "__diagnostics__", streamId: 1 },
      },
    });
  });

  it("sends the microphone, is silent while muted, and is heard again afterwards", async () => {
    await publish();
    await heard("microphone");
    await mute(true);
    await heard("silence");
    await mute(false);
    await heard("microphone");
    const offers = await page.evaluate(() => window.lab.offers);
    expect(offers).toHaveLength(2);
    expect(Object.values(offers[1]!.metadata.mediaStreams)).toEqual([{ alias: "usermedia" }]);
    expect(offers[1]!.sdpOffer).toContain(`a=msid:${Object.keys(offers[1]!.metadata.mediaStreams)[0]!}`);
  });

  it("is silent from the first packet when published muted", async () => {
    await publish({ muted: true });
    await page.waitForFunction(
      () => window.lab.captures.length > 0 && window.lab.publishedState === "connected",
    );
    expect(await page.evaluate(() => window.lab.captures.map((track) => track.enabled))).toEqual([false]);
    await mute(false);
    await heard("microphone");
  });

  it("plays the remote tone, answers passive to an active offer, and reports that media flows", async () => {
    await page.evaluate(([id, hz]) => window.lab.offerTone(id, hz), [link, remoteHz] as const);
    await page.waitForFunction((hz) => Math.abs((window.lab.remotePeakHz() ?? 0) - hz) < 12, remoteHz);
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "flowing"));
    await page.waitForFunction(() => (window.lab.ping(), window.lab.pongs > 0));
    const [answer] = await page.evaluate(() => window.lab.answers);
    expect(answer!.sdpAnswer.match(/^a=setup:\w+/gm)).toEqual(["a=setup:passive", "a=setup:passive"]);
  });

  it("removes the audio element when the remote stream ends, which is no interruption", async () => {
    await page.evaluate(([id, hz]) => window.lab.offerTone(id, hz), [link, remoteHz] as const);
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "flowing"));
    expect(await page.locator("audio[data-remote-audio]").count()).toBe(1);
    await page.evaluate((id) => window.lab.stopTone(id), link);
    await page.waitForFunction(() => document.querySelector("audio[data-remote-audio]") === null);
    expect(await page.evaluate(() => window.lab.reports.map(({ type }) => type))).not.toContain(
      "interrupted",
    );
  });

  it("R44 releases the microphone and stops playing when the link closes", async () => {
    await publish();
    await heard("microphone");
    await page.evaluate(([id, hz]) => window.lab.offerTone(id, hz), [link, remoteHz] as const);
    await page.waitForFunction(() => document.querySelector("audio[data-remote-audio]") !== null);
    await page.evaluate((id) => window.lab.command({ type: "close", link: id }), link);
    await page.waitForFunction(() => window.lab.captures.every((track) => track.readyState === "ended"));
    await page.waitForFunction(() => document.querySelector("audio[data-remote-audio]") === null);
  });

  it("R43 leaves nothing of a refused publish in later offers", async () => {
    await page.evaluate((id) => window.lab.command({ type: "prepare", link: id, iceServers: [] }), link);
    await page.waitForFunction(() => window.lab.publishedState === "connected");
    await page.evaluate(() => (window.lab.refuseOffers = true));
    await publish();
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "failed"));
    expect(await page.evaluate(() => window.lab.captures.map((track) => track.readyState))).toEqual([
      "ended",
    ]);
    await page.evaluate(() => (window.lab.refuseOffers = false));
    await loseThePath();
    const offers = await page.evaluate(() => window.lab.offers);
    expect(offers[1]!.sdpOffer).toContain("m=audio");
    expect(offers[2]!.sdpOffer).not.toContain("m=audio");
    expect(offers[2]!.metadata.mediaStreams).toEqual({});
  });

  it("R58 restarts ICE when the path is lost, and the microphone is heard again", async () => {
    await publish();
    await heard("microphone");
    const before = await page.evaluate(() => window.lab.offers.at(-1)!.sdpOffer);
    await loseThePath();
    await heard("microphone");
    const after = await page.evaluate(() => window.lab.offers.at(-1)!.sdpOffer);
    expect(ufrag(after)).not.toBe(ufrag(before));
    expect(await page.evaluate(() => window.lab.captures.length)).toBe(1);
  });

  it("lists devices without asking, and measures the microphone only when told to", async () => {
    await page.waitForFunction(() => window.lab.devices !== null);
    expect(await page.evaluate(() => window.lab.captures.length)).toBe(0);
    const loudest = await page.evaluate(async () => {
      const levels: number[] = [];
      let loud: () => void = () => {};
      const reached = new Promise<void>((resolve) => (loud = resolve));
      const started = await window.lab.mediaHost!.startMicrophoneTest((level) => {
        levels.push(level);
        if (level > 0.5) loud();
      });
      if (!started.ok) return null;
      await reached;
      started.value();
      return Math.max(...levels);
    });
    expect(loudest).toBeGreaterThan(0.5);
    expect(await page.evaluate(() => window.lab.captures.map((track) => track.readyState))).toEqual([
      "ended",
    ]);
    expect(await page.evaluate(() => window.lab.devices!.microphones.length)).toBeGreaterThan(0);
  });

  it("says published when microphone and transport stand", async () => {
    await publish();
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "published"));
  });

  it("R71 presses keys as telephone events of the published microphone", async () => {
    await publish();
    await heard("microphone");
    await page.evaluate((id) => window.lab.command({ type: "digits", link: id, digits: "12#" }), link);
    await page.waitForFunction(() => window.lab.tones.length >= 4);
    expect(await page.evaluate(() => window.lab.tones)).toEqual(["1", "2", "#", ""]);
    expect(await page.evaluate(() => window.lab.reports.map(({ type }) => type))).not.toContain(
      "digits-failed",
    );
  });

  it("sends the camera as a picture that the service can decode, and releases it", async () => {
    await publish();
    await page.evaluate((id) => window.lab.command({ type: "camera", link: id, on: true }), link);
    await page.waitForFunction(() => window.lab.eyes[0] !== undefined && window.lab.eyes[0].frames > 5);
    // Chromium's fake camera is green with a moving pie on it.
    const [red, green, blue] = (await page.evaluate(() => window.lab.eyes[0]!.corner()))!;
    expect(green!).toBeGreaterThan(Math.max(red!, blue!));
    await page.evaluate((id) => window.lab.command({ type: "camera", link: id, on: false }), link);
    await page.waitForFunction(() =>
      window.lab.captures.every(({ kind, readyState }) => kind === "audio" || readyState === "ended"),
    );
    // The camera is let go at once; the offer that leaves it out comes after that.
    await page.waitForFunction(
      () => Object.keys(window.lab.offers.at(-1)!.metadata.mediaStreams).length === 1,
    );
    const last = await page.evaluate(() => window.lab.offers.at(-1)!.metadata.mediaStreams);
    expect(Object.values(last)).toEqual([{ alias: "usermedia" }]);
  });

  it("shares a picture at its full size, switches it without negotiating, and keeps the last one while paused", async () => {
    const share = (sourceId: string) =>
      page.evaluate(
        ([id, source]) =>
          window.lab.command({
            type: "share",
            link: id,
            sourceId: source as SourceId,
            mode: "text",
            sound: false,
          }),
        [link, sourceId] as const,
      );
    const pause = (paused: boolean) =>
      page.evaluate(([id, on]) => window.lab.command({ type: "share-pause", link: id, paused: on }), [
        link,
        paused,
      ] as const);
    const seen = (colour: readonly number[]) =>
      page.waitForFunction((wanted) => {
        const colour = window.lab.eyes[0]?.colour();
        return colour?.every((part, index) => Math.abs(part - wanted[index]!) < 24) === true;
      }, colour);
    await page.evaluate(() => window.lab.paintScreen("rgb(51,102,204)"));
    await share("screen:0:0");
    await seen([51, 102, 204]);
    expect(await page.evaluate(() => window.lab.eyes[0]!.size)).toEqual([640, 360]);
    expect(await page.evaluate(() => window.lab.reports.find(({ type }) => type === "sharing"))).toEqual({
      type: "sharing",
      sourceId: "screen:0:0",
      width: 640,
      height: 360,
      sound: false,
    });
    const known = await page.evaluate(() => window.lab.offers.length);
    await page.evaluate(() => window.lab.paintScreen("rgb(255,136,0)", { width: 800, height: 450 }));
    await share("window:1:0");
    await seen([255, 136, 0]);

    await pause(true);
    await page.waitForFunction(() => window.lab.captures.at(-1)!.enabled === false);
    // Two still frames have passed: what is seen now is not the last frame from before.
    const at = await page.evaluate(() => window.lab.eyes[0]!.frames);
    await page.waitForFunction((frames) => window.lab.eyes[0]!.frames >= frames + 2, at);
    await seen([255, 136, 0]);
    await page.evaluate(() => window.lab.repaint("rgb(0,160,80)"));
    const later = await page.evaluate(() => window.lab.eyes[0]!.frames);
    await page.waitForFunction((frames) => window.lab.eyes[0]!.frames >= frames + 2, later);
    await seen([255, 136, 0]);
    await pause(false);
    await seen([0, 160, 80]);
    expect(await page.evaluate(() => window.lab.offers.length)).toBe(known);
    expect(await page.evaluate(() => window.lab.logs)).toEqual([]);
  });

  it("takes a picture of a screen on which nothing moves", async () => {
    await page.evaluate(() => window.lab.paintScreen("rgb(51,102,204)"));
    await page.evaluate(
      (id) =>
        window.lab.command({
          type: "share",
          link: id,
          sourceId: "screen:0:0" as SourceId,
          mode: "text",
          sound: false,
        }),
      link,
    );
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "sharing"));
    await page.evaluate(() => window.lab.freezeScreen());
    await page.evaluate((id) => window.lab.command({ type: "share-pause", link: id, paused: true }), link);
    await page.waitForFunction(() => window.lab.captures.at(-1)!.enabled === false);
    await page.waitForFunction(() => window.lab.eyes[0]?.colour()?.[2] !== undefined);
  });

  it("carries messages over an announced channel, both ways", async () => {
    await page.evaluate((id) => {
      window.lab.command({ type: "prepare", link: id, iceServers: [] });
      window.lab.command({ type: "channel-open", link: id, alias: "chat" });
    }, link);
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "channel-open"));
    await page.evaluate((id) => {
      for (let each = 0; each < 200; each += 1) {
        const data = `${String(each)} ${"x".repeat(4_000)}`;
        window.lab.command({ type: "channel-send", link: id, alias: "chat", data });
      }
    }, link);
    await page.waitForFunction(() => window.lab.channelTexts.length === 200);
    expect(
      await page.evaluate(() => window.lab.channelTexts.map((text) => Number(text.split(" ")[0]))),
    ).toEqual(Array.from({ length: 200 }, (_, index) => index));
    await page.evaluate((id) => window.lab.offerChannel(id, "p-alice", 7), link);
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "channel-from"));
    await page.waitForFunction(() => window.lab.memberSays("hello bob"));
    await page.waitForFunction(() => window.lab.reports.some(({ type }) => type === "channel-message"));
    expect(
      await page.evaluate(() => window.lab.reports.filter(({ type }) => type.startsWith("channel"))),
    ).toEqual([
      { type: "channel-open", alias: "chat" },
      { type: "channel-from", alias: "chat", participantId: "p-alice" },
      { type: "channel-message", alias: "chat", participantId: "p-alice", data: "hello bob" },
    ]);
  });

  it("plays the test tone to its end, and rings without an error", async () => {
    await page.evaluate(() => window.lab.command({ type: "ring", tone: "ringtone" }));
    await page.evaluate(() => window.lab.mediaHost!.playTestTone());
    await page.evaluate(() => window.lab.command({ type: "ring", tone: null }));
    expect(await page.evaluate(() => window.lab.logs)).toEqual([]);
  });
});

async function publish({ muted = false } = {}): Promise<void> {
  await page.evaluate(
    ([id, silent]) => {
      window.lab.command({ type: "prepare", link: id, iceServers: [] });
      window.lab.command({ type: "publish", link: id, muted: silent });
    },
    [link, muted] as const,
  );
}

async function mute(muted: boolean): Promise<void> {
  await page.evaluate(([id, silent]) => window.lab.command({ type: "mute", link: id, muted: silent }), [
    link,
    muted,
  ] as const);
}

/** Waits until the service hears it. */
async function heard(what: "microphone" | "silence"): Promise<void> {
  if (what === "silence") await page.waitForFunction(() => window.lab.publishedPeakHz() === null);
  else
    await page.waitForFunction((hz) => Math.abs((window.lab.publishedPeakHz() ?? 0) - hz) < 12, microphoneHz);
}

/** Cuts the path until the client offers again, then restores it and waits for the connection. */
async function loseThePath(): Promise<void> {
  const known = await page.evaluate(() => window.lab.offers.length);
  relays.cut = true;
  await page.waitForFunction((count) => window.lab.offers.length > count, known);
  relays.cut = false;
  await page.waitForFunction(() => (window.lab.ping(), window.lab.publishedState === "connected"));
}

const ufrag = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];

/** One script of the page and everything it imports. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: {
        entry: join(import.meta.dirname, "../support/media-page.ts"),
        formats: ["es"],
        fileName: "page",
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("vite built nothing");
  return output.output[0].code;
}
