import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningFixture, startFixture } from "./fixture-app.ts";

describe("a page in the host", () => {
  let running: RunningFixture;
  beforeAll(async () => {
    running = await startFixture();
  });
  afterAll(() => running.end());
  beforeEach(async () => {
    await running.app.evaluate(() => {
      globalThis.fixture.events.length = 0;
      globalThis.fixture.asked.length = 0;
    });
  });
  const events = (): Promise<unknown[]> => running.app.evaluate(() => globalThis.fixture.events);

  it("has the preload's API before its first script, and nothing else of the preload", async () => {
    expect(await running.page.evaluate(() => [window.seen.api, window.seen.absent])).toEqual(["object", []]);
  });

  it("has in its preload what was sent before it was there", async () => {
    await expect
      .poll(() => running.page.evaluate(() => fixture.early()))
      .toEqual(["sent before the page was there"]);
  });

  it("obeys the content security policy of the app's scheme", async () => {
    const got = await running.page.evaluate(() => [window.inlineScriptRan, window.seen.evaluated]);
    expect(got).toEqual([undefined, "EvalError"]);
  });

  it("starts workers from the app's scheme", async () => {
    await expect.poll(() => running.page.evaluate(() => window.seen.worker)).toBe("worker runs");
  });

  it("gets answers of main, and its errors in Electron's words", async () => {
    const got = await running.page.evaluate(async () => {
      const words = (promise: Promise<unknown>): Promise<unknown> =>
        promise.catch((cause: unknown) => (cause as Error).message);
      const map = (await fixture.invoke("echo", new Map([["a", undefined]]))) as Map<string, undefined>[];
      return [
        await fixture.invoke("echo", 1, { a: [null, NaN] }),
        map[0] instanceof Map,
        await words(fixture.invoke("fail")),
        await words(fixture.invoke("missing")),
      ];
    });
    expect(got).toEqual([
      [1, { a: [null, NaN] }],
      true,
      "Error invoking remote method 'fail': TypeError: nope",
      "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
    ]);
  });

  it("is known to main by window, frame, address and origin", async () => {
    expect(await running.page.evaluate(() => fixture.invoke("sender"))).toEqual({
      isOurs: true,
      url: "app://fixture/index.html",
      origin: "app://fixture",
      isMainFrame: true,
    });
  });

  it("sends messages to main, in order", async () => {
    await running.page.evaluate(() => [1, 2, 3].forEach((value) => fixture.tell(value)));
    await expect.poll(() => running.app.evaluate(() => globalThis.fixture.received)).toEqual([1, 2, 3]);
  });

  it("hears main until it stops listening", async () => {
    await running.page.evaluate(() => {
      const heard: unknown[] = [];
      const stop = fixture.on("news", (value) => {
        heard.push(value);
        if (value === "stop") stop();
      });
      Object.assign(window, { heard });
    });
    await running.app.evaluate(() => {
      for (const news of ["one", "stop", "after"]) globalThis.fixture.window.webContents.send("news", news);
    });
    await running.page.evaluate(() => fixture.invoke("echo")); // comes after the messages
    expect(await running.page.evaluate(() => (window as unknown as { heard: unknown }).heard)).toEqual([
      "one",
      "stop",
    ]);
  });

  it("gets the preload's errors across the worlds", async () => {
    const failed = (name: "fail" | "require" | "unknown"): Promise<string> =>
      running.page.evaluate((what) => {
        try {
          fixture[what]("fs");
          return "nothing thrown";
        } catch (cause) {
          return String(cause);
        }
      }, name);
    expect(await failed("fail")).toBe("RangeError: too far");
    expect(await failed("require")).toContain("module not found: fs");
    expect(await failed("unknown")).toContain("ipcRenderer.sendSync is not in this host");
  });

  it("can neither navigate nor open windows when the app says no", async () => {
    await running.page.locator("#away").click();
    await expect.poll(events).toContainEqual(["will-navigate", "https://example.com/away"]);
    await running.page.locator("#popup").click();
    await expect.poll(events).toContainEqual(["window-open", "https://example.com/popup"]);
    await running.page.locator("#open").click();
    await expect.poll(events).toContainEqual(["window-open", "https://example.com/script"]);
    expect(await running.page.evaluate(() => window.seen.opened)).toBe(true);
    expect(running.page.url()).toMatch(/index\.html$/);
    expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  const microphone = (): Promise<string> =>
    running.page.evaluate(async () => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        for (const track of stream.getTracks()) track.stop();
        return "granted";
      } catch (cause) {
        return (cause as DOMException).name;
      }
    });

  it.each([
    [{ check: true, request: true }, "granted"],
    [{ check: true, request: false }, "NotAllowedError"],
    [{ check: false, request: true }, "NotAllowedError"],
  ])("has a microphone as the app's handlers decide: %o", async (permissions, outcome) => {
    await running.app.evaluate(
      (_electron, answers) => void Object.assign(globalThis.fixture.permissions, answers),
      permissions,
    );
    expect(await microphone()).toBe(outcome);
    const asked = await running.app.evaluate(() => globalThis.fixture.asked);
    expect(asked).toContainEqual(["check", "media", "app://fixture/"]);
  });

  it("chooses a loudspeaker once it may use the microphone", async () => {
    await running.app.evaluate(
      () => void Object.assign(globalThis.fixture.permissions, { check: true, request: true }),
    );
    expect(await microphone()).toBe("granted");
    const chosen = await running.page.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const speaker = devices.findLast((device) => device.kind === "audiooutput")?.deviceId ?? "";
      const audio = new Audio();
      await audio.setSinkId(speaker);
      return speaker !== "" && audio.sinkId === speaker;
    });
    expect(chosen).toBe(true);
  });

  it("cannot capture a screen while the app answers no such request", async () => {
    const name = await running.page.evaluate(() =>
      navigator.mediaDevices.getDisplayMedia().catch((cause: DOMException) => cause.name),
    );
    expect(name).toBe("NotSupportedError");
  });

  it("has its preload again after a reload, from either side", async () => {
    await running.page.reload();
    expect(await running.page.evaluate(() => fixture.invoke("echo", "again"))).toEqual(["again"]);
    const loaded = running.page.waitForEvent("load");
    await running.app.evaluate(() => globalThis.fixture.window.webContents.reload());
    await loaded;
    expect(await running.page.evaluate(() => fixture.invoke("echo", "more"))).toEqual(["more"]);
    expect(await events()).not.toContainEqual(expect.arrayContaining(["will-navigate"]));
  });
});
