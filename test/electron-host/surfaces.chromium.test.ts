import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningFixture, startFixture } from "./fixture-app.ts";

/** What an app can do with the system, as far as main alone goes: one running app for all of it. */
describe("the system's surfaces", () => {
  let running: RunningFixture;
  beforeAll(async () => {
    running = await startFixture();
  });
  afterAll(() => running.end());

  it("take a tray icon with a menu, until it is destroyed", async () => {
    const got = await running.app.evaluate(({ Tray, Menu, nativeImage }) => {
      const seen: string[] = [];
      const tray = new Tray(nativeImage.createEmpty());
      const menu = Menu.buildFromTemplate([{ id: "quit", label: "Quit" }]);
      menu.on("menu-will-show", () => seen.push("menu"));
      tray.setContextMenu(menu);
      tray.setToolTip("Deskline");
      tray.popUpContextMenu();
      tray.destroy();
      try {
        tray.setToolTip("gone");
      } catch (cause) {
        seen.push((cause as Error).message);
      }
      try {
        new Tray("/nowhere.png");
      } catch (cause) {
        seen.push((cause as Error).message);
      }
      return [seen, tray.isDestroyed()];
    });
    expect(got).toEqual([
      ["menu", "Object has been destroyed", "Failed to load image from path '/nowhere.png'"],
      true,
    ]);
  });

  it("show a notification with actions, and say what its reader does", async () => {
    const got = await running.app.evaluate(async ({ Notification }) => {
      const seen: unknown[] = [];
      const notification = new Notification({
        ...{ title: "Bob", body: "is calling", silent: true, urgency: "critical" },
        actions: [{ type: "button", text: "Answer" }],
      });
      notification.on("close", (details) => seen.push(["close", details.reason]));
      notification.on("action", (_details, index) => seen.push(["action", index]));
      notification.close(); // not shown yet: nothing to close
      const shown = new Promise<void>((resolve) => notification.once("show", () => resolve()));
      notification.show();
      await shown;
      notification.emit("action", { actionIndex: 0, selectionIndex: -1 }, 0, -1);
      notification.close();
      return [seen, notification.actions.length, notification.urgency, notification.silent];
    });
    expect(got).toEqual([
      [
        ["action", 0],
        ["close", "applicationHidden"],
      ],
      1,
      "critical",
      true,
    ]);
  });

  it("keep the display awake, and say that nobody is away", async () => {
    const got = await running.app.evaluate(({ powerSaveBlocker, powerMonitor }) => {
      const id = powerSaveBlocker.start("prevent-display-sleep");
      const started = powerSaveBlocker.isStarted(id);
      powerSaveBlocker.stop(id);
      const heard: string[] = [];
      powerMonitor.on("suspend", () => heard.push("suspend"));
      powerMonitor.emit("suspend");
      return [started, powerSaveBlocker.isStarted(id), powerMonitor.getSystemIdleState(60), heard];
    });
    expect(got).toEqual([true, false, "active", ["suspend"]]);
  });

  it("know the app's badge and links; Linux has no dock, no login items and no media access to ask for", async () => {
    const got = await running.app.evaluate(({ app, systemPreferences }) => {
      app.setBadgeCount(3);
      app.setAsDefaultProtocolClient("tel");
      app.setLoginItemSettings({ openAtLogin: true });
      return [
        app.badgeCount,
        [app.isDefaultProtocolClient("tel"), app.isDefaultProtocolClient("sip")],
        [typeof app.dock, typeof systemPreferences.getMediaAccessStatus],
        app.getLoginItemSettings().openAtLogin,
      ];
    });
    expect(got).toEqual([3, [true, false], ["undefined", "undefined"], false]);
  });

  it("answer dialogs with their default, and give a clipboard of the app's own", async () => {
    const got = await running.app.evaluate(async ({ dialog, clipboard, shell, net }) => {
      const { response } = await dialog.showMessageBox({
        message: "Dial?",
        buttons: ["Cancel", "Call"],
        defaultId: 1,
      });
      await clipboard.writeText("+15550100");
      return [response, await clipboard.readText(), await shell.openPath("/"), net.isOnline()];
    });
    expect(got).toEqual([1, "+15550100", "", true]);
  });

  it("give the app its arguments as Electron does: the program, then what was typed", async () => {
    const got = await running.app.evaluate(() =>
      process.argv.some((argument) => argument.endsWith("run.cjs")),
    );
    expect(got).toBe(false);
  });
});
