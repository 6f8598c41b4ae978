import type { Session } from "electron";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Display, startVirtualDisplay } from "../../scripts/lib/display.ts";
import { type RunningFixture, startFixture } from "./fixture-app.ts";
import { type PaintedWindow, paintWindow } from "./support/painted-window.ts";

type Sources = Awaited<ReturnType<typeof listSources>>;
type Captured = { error: string } | { surface: string; label: string; pixels: number[][] };

/** The window manager has until then to list a new window. */
const windowsListed = { timeout: 10_000, interval: 50 };
const orange = 0xff8800;
const blue = 0x3366cc;
let display: Display;
const windows: PaintedWindow[] = [];

beforeAll(async () => {
  display = await startVirtualDisplay("1000x700");
  const name = display.env.DISPLAY!;
  windows.push(await paintWindow(name, { title: "Blue page", color: blue, width: 980, height: 660 }));
  windows.push(await paintWindow(name, { title: "Orange page", color: orange, width: 300, height: 200 }));
});
afterAll(async () => {
  for (const window of windows) window.close();
  await display?.stop();
});

function listSources({ app }: RunningFixture, types: ("screen" | "window")[]) {
  return app.evaluate(
    async ({ desktopCapturer }, wanted) =>
      (await desktopCapturer.getSources({ types: wanted, thumbnailSize: { width: 100, height: 100 } })).map(
        ({ id, name, display_id, thumbnail }) => ({
          ...{ id, name, display_id, size: thumbnail.getSize() },
          pixel: [...thumbnail.toBitmap().subarray(-4)].reverse().slice(1),
        }),
      ),
    types,
  );
}

/** What the app answers from now on: a source's id, or nothing at all. */
function answer({ app }: RunningFixture, id: string | null): Promise<void> {
  return app.evaluate(({ session }, source) => {
    const decide: Parameters<Session["setDisplayMediaRequestHandler"]>[0] = (request, callback) => {
      globalThis.fixture.events.push(["display-media", request.securityOrigin, request.audioRequested]);
      callback(source === null ? null : { video: { id: source, name: "" } });
    };
    session.defaultSession.setDisplayMediaRequestHandler(decide, { useSystemPicker: true });
  }, id);
}

/** Captures what the app chooses, and reads pixels at some places of a frame, as parts of its size. */
function capture(
  { page }: RunningFixture,
  places: readonly (readonly [number, number])[],
): Promise<Captured> {
  return page.evaluate(async (at): Promise<Captured> => {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
      const track = stream.getVideoTracks()[0]!;
      const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
      await video.play();
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext("2d")!;
      context.drawImage(video, 0, 0);
      const pixels = at.map(([x, y]) => [
        ...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3),
      ]);
      const surface = track.getSettings().displaySurface ?? "";
      track.stop();
      return { surface, label: track.label, pixels };
    } catch (cause) {
      return { error: (cause as DOMException).name };
    }
  }, places);
}

const near = (color: number) =>
  [color >> 16, (color >> 8) & 255, color & 255].map((value) => ({
    asymmetricMatch: (got: number) => Math.abs(got - value) <= 12, // video has less colour than pixels have
    toString: () => `about ${value}`,
  }));

describe.each([{ headed: false }, { headed: true }])("capture of an X display, %o", ({ headed }) => {
  let running: RunningFixture;
  let sources: Sources;
  beforeAll(async () => {
    running = await startFixture({ headed, env: display.env });
    await vi.waitFor(
      async () => expect((await listSources(running, ["window"])).length).toBe(headed ? 3 : 2),
      windowsListed,
    );
    sources = await listSources(running, ["screen", "window"]);
  });
  afterAll(() => running.end());
  const source = (name: string) => sources.find((one) => one.name === name)!;

  it("lists the screen, and windows by their titles, with thumbnails", () => {
    expect(source("Entire Screen")).toMatchObject({
      ...{ id: "screen:0:0", display_id: "1", size: { width: 100, height: 70 } },
    });
    expect(source("Orange page")).toEqual({
      ...{ id: `window:${windows[1]!.xid}:0`, name: "Orange page", display_id: "" },
      ...{ size: { width: 100, height: 67 }, pixel: [0xff, 0x88, 0x00] },
    });
    expect(sources.map((one) => one.name)).not.toContain("electron-host");
  });

  it("shows a window's own pixels, and gives it its title back", async () => {
    await answer(running, source("Orange page").id);
    const got = await capture(running, [
      [0.1, 0.1],
      [0.9, 0.9],
    ]);
    expect(got).toEqual({
      surface: "window",
      label: source("Orange page").id,
      pixels: [near(orange), near(orange)],
    });
    await expect
      .poll(async () => (await listSources(running, ["window"])).map((one) => one.name))
      .toContain("Orange page");
  });

  it("shows the whole screen", async () => {
    await answer(running, source("Entire Screen").id);
    expect(await capture(running, [[0.95, 0.92]])).toEqual({
      ...{ surface: "monitor", label: expect.stringMatching(/^screen:/) as string, pixels: [near(blue)] },
    });
  });

  it("asks for the display-capture permission, then the app's handler", async () => {
    await answer(running, null);
    await running.app.evaluate(() => void Object.assign(globalThis.fixture.permissions, { request: false }));
    expect(await capture(running, [])).toEqual({ error: "NotAllowedError" });
    await running.app.evaluate(() => void Object.assign(globalThis.fixture.permissions, { request: true }));
    await running.app.evaluate(() => void (globalThis.fixture.events.length = 0));
    expect(await capture(running, [])).toEqual({ error: "NotAllowedError" });
    expect(
      await running.app.evaluate(() => [globalThis.fixture.events, globalThis.fixture.asked.at(-1)]),
    ).toEqual([
      [["display-media", "app://fixture/", true]],
      ["request", "display-capture", "app://fixture/index.html"],
    ]);
  });

  it("refuses a window that is gone, and captures the next one", async () => {
    const brief = await paintWindow(display.env.DISPLAY!, {
      title: "Brief",
      color: blue,
      width: 90,
      height: 90,
    });
    await answer(running, `window:${brief.xid}:0`);
    brief.close();
    await expect
      .poll(async () => (await listSources(running, ["window"])).map((one) => one.name))
      .not.toContain("Brief");
    expect(await capture(running, [])).toEqual({ error: "NotReadableError" });
    await answer(running, source("Orange page").id);
    expect(await capture(running, [[0.5, 0.5]])).toMatchObject({ pixels: [near(orange)] });
  });

  it("starts two captures that are asked for at once, each its own", async () => {
    await running.app.evaluate(
      ({ session }, ids) => {
        const left = [...ids];
        session.defaultSession.setDisplayMediaRequestHandler((_request, callback) =>
          callback({ video: { id: left.shift()!, name: "" } }),
        );
      },
      [source("Orange page").id, source("Blue page").id],
    );
    const labels = await running.page.evaluate(async () => {
      const streams = await Promise.all([
        navigator.mediaDevices.getDisplayMedia(),
        navigator.mediaDevices.getDisplayMedia(),
      ]);
      const tracks = streams.flatMap((stream) => stream.getTracks());
      for (const track of tracks) track.stop();
      return tracks.map((track) => track.label);
    });
    expect(labels).toEqual([source("Orange page").id, source("Blue page").id]);
  });
});

describe("capture without a display", () => {
  it("has no sources, and refuses instead of waiting", async () => {
    const running = await startFixture({ env: { DISPLAY: "" } });
    try {
      expect(await listSources(running, ["screen", "window"])).toEqual([]);
      await answer(running, "screen:0:0");
      expect(await capture(running, [])).toEqual({ error: "NotReadableError" });
    } finally {
      await running.end();
    }
  });
});
