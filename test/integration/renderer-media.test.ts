import { describe, expect, it } from "vitest";
import {
  heard,
  link,
  loseThePath,
  mute,
  page,
  publish,
  remoteHz,
  ufrag,
  useMediaLab,
} from "../support/media-lab.ts";

useMediaLab();

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
