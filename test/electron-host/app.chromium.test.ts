import { rm } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningFixture, chromiumProcesses, startFixture } from "./fixture-app.ts";

describe("an app in the host", () => {
  const started: RunningFixture[] = [];
  const start = async (userData?: string): Promise<RunningFixture> => {
    const running = await startFixture(userData === undefined ? {} : { userData });
    started.push(running);
    return running;
  };
  afterEach(async () => {
    for (const running of started.splice(0)) await running.end();
  });
  const events = ({ app }: RunningFixture): Promise<unknown[]> =>
    app.evaluate(() => globalThis.fixture.events);

  it("shows and hides its window, and refuses to close it", async () => {
    const running = await start();
    const isVisible = (): Promise<boolean> =>
      running.app.evaluate(() => globalThis.fixture.window.isVisible());
    await expect.poll(isVisible).toBe(true);
    await running.app.evaluate(() => {
      globalThis.fixture.keepOpen = true;
      globalThis.fixture.window.close();
    });
    expect(await isVisible()).toBe(false);
    await running.app.evaluate(() => globalThis.fixture.window.show());
    expect(await isVisible()).toBe(true);
    expect(await running.page.title()).toBe("Fixture");
    await running.app.evaluate(() => void (globalThis.fixture.keepOpen = false));
  });

  it("takes a click on its notification", async () => {
    const running = await start();
    await expect.poll(() => running.app.evaluate(() => globalThis.fixture.notification?.title)).toBe("Alice");
    await running.app.evaluate(() => void globalThis.fixture.notification.emit("click"));
    expect(await events(running)).toContain("notification clicked");
  });

  it("hears of a second start, which ends by itself", async () => {
    const running = await start();
    expect(await running.startAgain("--from-second")).toBe(0);
    await expect.poll(() => events(running)).toContainEqual(["second-instance", "--from-second"]);
    expect(await running.page.title()).toBe("Fixture");
  });

  it("throws for what the host lacks, and says what", async () => {
    const running = await start();
    const message = (use: string): Promise<string> =>
      running.app.evaluate((electron, path) => {
        try {
          path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], electron);
          return "nothing thrown";
        } catch (cause) {
          return (cause as Error).message;
        }
      }, use);
    expect(await message("app.setJumpList")).toBe("electron-host: app.setJumpList is not in this host");
    expect(await message("autoUpdater")).toBe("electron-host: electron.autoUpdater is not in this host");
    expect(await message("session.fromPartition")).toContain("fromPartition is not in this host");
  });

  it("knows its version and where its data is", async () => {
    const running = await start();
    const got = await running.app.evaluate(({ app }) => [app.getVersion(), app.getPath("userData")]);
    expect(got).toEqual(["1.2.3", running.userData]);
  });

  it("reports a crashed page", async () => {
    const running = await start();
    const reason = await running.app.evaluate(
      () =>
        new Promise((resolve) => {
          const { webContents } = globalThis.fixture.window;
          webContents.once("render-process-gone", (_event, details) => resolve(details.reason));
          webContents.forcefullyCrashRenderer();
        }),
    );
    expect(reason).toBe("crashed");
  });

  it("quits on SIGTERM and leaves no Chromium behind", async () => {
    const running = await start();
    expect((await chromiumProcesses(running.userData)).length).toBeGreaterThan(0);
    running.process.kill("SIGTERM");
    expect(await running.exited).toBe(0);
    await expect.poll(() => chromiumProcesses(running.userData), { timeout: 10_000 }).toEqual([]);
  });

  it("leaves no Chromium behind when it is killed, and starts again on the same data at once", async () => {
    const killed = await startFixture();
    killed.process.kill("SIGKILL");
    await killed.exited;
    const again = await start(killed.userData);
    expect(await again.page.title()).toBe("Fixture");
    await again.end();
    await expect.poll(() => chromiumProcesses(killed.userData), { timeout: 10_000 }).toEqual([]);
    await rm(killed.userData, { recursive: true, force: true, maxRetries: 10 });
  });
});
