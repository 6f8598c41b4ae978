import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Surfaces, surfacesOf } from "../e2e/support/spy.ts";
import { type RunningFixture, startFixture } from "./fixture-app.ts";

describe("the spy of the end-to-end tests", () => {
  let running: RunningFixture;
  let surfaces: Surfaces;
  beforeAll(async () => {
    const spy = path.join(import.meta.dirname, "../e2e/support/spy.cjs");
    running = await startFixture({ requires: [spy], env: { SPY_TAKEN_SHORTCUTS: "Ctrl+Alt+A" } });
    surfaces = surfacesOf(running.app);
    await running.app.evaluate(({ Tray, Menu, nativeImage }) => {
      const done: string[] = [];
      const click = (item: { id: string }): void => void done.push(item.id);
      const tray = new Tray(nativeImage.createEmpty());
      tray.on("click", () => done.push("icon"));
      tray.setToolTip("Deskline: available");
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { id: "open", label: "Open", click },
          { id: "later", label: "Later", enabled: false, click },
          { id: "hidden", label: "Hidden", visible: false, click },
          { id: "dnd", label: "Do not disturb", type: "checkbox", checked: true, click },
          { label: "Recents", submenu: [{ id: "recent-1", label: "Bob", click }] },
        ]),
      );
      Object.assign(globalThis, { done });
    });
  });
  afterAll(() => running.end());
  const done = (): Promise<string[]> =>
    running.app.evaluate(() => (globalThis as unknown as { done: string[] }).done);

  it("shows the tray and its menu, and chooses from it as a user can", async () => {
    expect(await surfaces.tray()).toMatchObject({ toolTip: "Deskline: available" });
    const menu = await surfaces.trayMenu();
    expect(menu.map(({ label, enabled, checked }) => [label, enabled, checked])).toEqual([
      ["Open", true, false],
      ["Later", false, false],
      ["Do not disturb", true, true],
      ["Recents", true, false],
    ]);
    expect(menu[3]!.submenu!.map((item) => item.id)).toEqual(["recent-1"]);
    await surfaces.clickTrayIcon();
    await surfaces.clickTray("recent-1");
    await expect(surfaces.clickTray("later")).rejects.toThrow("cannot be chosen");
    await expect(surfaces.clickTray("hidden")).rejects.toThrow("cannot be chosen");
    await expect(surfaces.clickTray("nothing")).rejects.toThrow("has no item");
    expect(await done()).toEqual(["icon", "recent-1"]);
  });

  it("keeps notifications, and acts on them", async () => {
    await running.app.evaluate(({ Notification }) => {
      const { done: seen } = globalThis as unknown as { done: string[] };
      seen.length = 0;
      const actions = [{ type: "button" as const, text: "Answer" }];
      const notification = new Notification({ title: "Bob", body: "calls", actions, hasReply: true });
      notification.on("click", () => seen.push("click"));
      notification.on("action", (details, index) => seen.push(`action ${index} ${details.actionIndex}`));
      notification.on("reply", (_details, reply) => seen.push(reply));
      notification.show();
      Object.assign(globalThis, { notification });
    });
    await surfaces.clickNotification(0);
    await surfaces.pressNotificationAction(0, "Answer");
    await surfaces.replyToNotification(0, "soon");
    expect(await done()).toEqual(["click", "action 0 0", "soon"]);
    await expect(surfaces.pressNotificationAction(0, "Decline")).rejects.toThrow("has no button");
    await running.app.evaluate(() =>
      (globalThis as unknown as { notification: Notification }).notification.close(),
    );
    expect(await surfaces.notifications()).toMatchObject([
      { title: "Bob", body: "calls", actions: ["Answer"], hasReply: true, closed: true },
    ]);
  });

  it("presses shortcuts, and refuses one that another program has", async () => {
    const registered = await running.app.evaluate(({ globalShortcut }) => {
      const { done: seen } = globalThis as unknown as { done: string[] };
      seen.length = 0;
      return ["Ctrl+Alt+A", "Ctrl+Alt+M"].map((keys) => globalShortcut.register(keys, () => seen.push(keys)));
    });
    expect(registered).toEqual([false, true]);
    await surfaces.pressShortcut("Ctrl+Alt+M");
    await expect(surfaces.pressShortcut("Ctrl+Alt+A")).rejects.toThrow("no shortcut");
    expect([await done(), await surfaces.shortcuts()]).toEqual([["Ctrl+Alt+M"], ["Ctrl+Alt+M"]]);
  });

  it("answers dialogs, before and after they open", async () => {
    const ask = (message: string): Promise<void> =>
      running.app.evaluate(({ dialog }, text) => {
        const { done: seen } = globalThis as unknown as { done: string[] };
        seen.length = 0;
        const buttons = ["Cancel", "Call"];
        void dialog
          .showMessageBox({ message: text, buttons })
          .then(({ response }) => seen.push(buttons[response]!));
      }, message);
    await ask("Call 1?");
    expect(await surfaces.dialogs()).toEqual([
      { message: "Call 1?", detail: "", buttons: ["Cancel", "Call"], open: true },
    ]);
    await surfaces.answerDialog("Call");
    await expect.poll(done).toEqual(["Call"]);
    await surfaces.answerDialog("Cancel");
    await ask("Call 2?");
    await expect.poll(done).toEqual(["Cancel"]);
  });

  it("keeps the badge, flashing, login items, power savers and what was opened", async () => {
    await running.app.evaluate(async ({ app, powerSaveBlocker, shell }) => {
      app.setBadgeCount(2);
      app.setLoginItemSettings({ openAtLogin: true, args: ["--hidden"] });
      globalThis.fixture.window.flashFrame(true);
      const first = powerSaveBlocker.start("prevent-app-suspension");
      powerSaveBlocker.start("prevent-display-sleep");
      powerSaveBlocker.stop(first);
      await shell.openExternal("https://example.com/");
    });
    expect(await surfaces.badge()).toBe(2);
    expect(await surfaces.loginItem()).toEqual({ openAtLogin: true, args: ["--hidden"] });
    expect(await surfaces.powerSaveBlockers()).toEqual(["prevent-display-sleep"]);
    expect(await surfaces.openedExternally()).toEqual(["https://example.com/"]);
    expect(await running.app.evaluate(() => globalThis.desklineSpy.flashing.size)).toBe(1);
  });
});
