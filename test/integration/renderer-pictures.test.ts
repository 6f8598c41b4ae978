import { describe, expect, it } from "vitest";
import type { SourceId } from "../../common/ids.ts";
import { link, page, publish, useMediaLab } from "../support/media-lab.ts";

useMediaLab();

describe("pictures of the media host in Chromium", () => {
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
});
