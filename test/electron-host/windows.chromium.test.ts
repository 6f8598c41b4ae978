import type { BrowserWindow } from "electron";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningFixture, startFixture } from "./fixture-app.ts";

declare global {
  var card: BrowserWindow;
}

describe("windows beside the first one", () => {
  let running: RunningFixture;
  beforeAll(async () => {
    running = await startFixture();
    await running.app.evaluate(async ({ app, BrowserWindow }) => {
      globalThis.card = new BrowserWindow({
        ...{ width: 300, height: 120, frame: false, alwaysOnTop: true, skipTaskbar: true, focusable: false },
        show: false,
        webPreferences: {
          preload: `${app.getAppPath()}/preload.cjs`,
          additionalArguments: ["--card"],
        },
      });
      await globalThis.card.loadURL("app://fixture/index.html?view=card");
    });
  });
  afterAll(() => running.end());

  it("have an address, a preload and arguments of their own", async () => {
    const card = running.app.windows().find((page) => page.url().includes("view=card"))!;
    expect(await card.evaluate(() => [fixture.argv.at(-1), innerWidth])).toEqual(["--card", 300]);
    expect(await running.page.evaluate(() => fixture.argv)).not.toContain("--card");
    expect(await card.evaluate(() => fixture.invoke("sender"))).toMatchObject({ isOurs: false });
  });

  it("are shown without taking the focus", async () => {
    const got = await running.app.evaluate(({ BrowserWindow }) => {
      const { card, fixture } = globalThis;
      fixture.window.show();
      card.showInactive();
      card.focus(); // it is not focusable
      return [card.isVisible(), card.isFocused(), BrowserWindow.getFocusedWindow() === fixture.window];
    });
    expect(got).toEqual([true, false, true]);
  });

  it("move, grow and come to the middle, and the page grows along", async () => {
    const bounds = await running.app.evaluate(() => {
      globalThis.card.setBounds({ x: 10, y: 20, width: 400 });
      const moved = globalThis.card.getBounds();
      globalThis.card.center();
      return [moved, globalThis.card.getBounds()];
    });
    expect(bounds).toEqual([
      { x: 10, y: 20, width: 400, height: 120 },
      { x: 440, y: 390, width: 400, height: 120 },
    ]);
    const card = running.app.windows().find((page) => page.url().includes("view=card"))!;
    await expect.poll(() => card.evaluate(() => innerWidth)).toBe(400);
  });

  it("remember what a window manager would act on", async () => {
    const got = await running.app.evaluate(() => {
      const { card } = globalThis;
      const events: unknown[] = [];
      card.on("always-on-top-changed", (_event, onTop) => events.push(onTop));
      card.setAlwaysOnTop(false);
      card.setAlwaysOnTop(true, "screen-saver");
      card.setContentProtection(true);
      card.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
      card.flashFrame(true);
      card.setTitle("Bob is calling");
      return [
        events,
        card.isAlwaysOnTop(),
        card.isContentProtected(),
        card.isVisibleOnAllWorkspaces(),
        card.getTitle(),
      ];
    });
    expect(got).toEqual([[false, true], true, true, true, "Bob is calling"]);
  });

  it("go full screen and back", async () => {
    const got = await running.app.evaluate(() => {
      const { card } = globalThis;
      const events: string[] = [];
      card
        .on("enter-full-screen", () => events.push("enter"))
        .on("leave-full-screen", () => events.push("leave"));
      card.setFullScreen(true);
      const full = card.isFullScreen();
      card.setFullScreen(false);
      return [full, card.isNormal(), events];
    });
    expect(got).toEqual([true, true, ["enter", "leave"]]);
  });

  it("close with their parent", async () => {
    const left = await running.app.evaluate(({ BrowserWindow }) => {
      new BrowserWindow({ parent: globalThis.card, show: false });
      const before = BrowserWindow.getAllWindows().length;
      globalThis.card.destroy();
      return [before, BrowserWindow.getAllWindows().length];
    });
    expect(left).toEqual([3, 1]);
  });

  it("refuse an option that the host does not have", async () => {
    const message = await running.app.evaluate(({ BrowserWindow }) => {
      try {
        return new BrowserWindow({ kiosk: true }).getTitle();
      } catch (cause) {
        return (cause as Error).message;
      }
    });
    expect(message).toBe("electron-host: the BrowserWindow option kiosk is not in this host");
  });

  it("have a camera and a microphone as the app's handlers decide, asked for by kind", async () => {
    const kinds = await running.app.evaluate(({ session }) => {
      const asked: unknown[] = [];
      Object.assign(globalThis, { asked });
      session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
        asked.push([permission, "mediaTypes" in details ? details.mediaTypes : null]);
        callback(true);
      });
      return asked;
    });
    expect(kinds).toEqual([]);
    const tracks = await running.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      return stream.getTracks().map((track) => (track.stop(), track.kind));
    });
    expect(tracks.sort()).toEqual(["audio", "video"]);
    expect(await running.app.evaluate(() => (globalThis as unknown as { asked: unknown }).asked)).toEqual([
      ["media", ["video", "audio"]],
    ]);
  });

  it("follow the theme that the app chooses", async () => {
    const isDark = (): Promise<boolean> =>
      running.page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
    const set = (source: "dark" | "light") =>
      running.app.evaluate(({ nativeTheme }, theme) => {
        nativeTheme.themeSource = theme;
        return nativeTheme.shouldUseDarkColors;
      }, source);
    expect(await set("dark")).toBe(true);
    await expect.poll(isDark).toBe(true);
    expect(await set("light")).toBe(false);
    await expect.poll(isDark).toBe(false);
  });
});
