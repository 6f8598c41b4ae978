/** The built page with a fake main: new versions, in the settings and beside them. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { UpdateState } from "../../common/contract/updates.ts";
import { call, snapshot } from "../support/fake-host.ts";
import { accessibilityProblems, inputsOf, publish } from "../support/renderer-page.ts";
import { button, focusedName, rendererSuite } from "../support/renderer-suite.ts";

const { open } = rendererSuite();

const ready: UpdateState = { phase: "ready", version: "0.2.0", agreed: false, problem: null };
const settingsButton = (page: Page) => page.getByRole("button", { name: /^Settings\b.*an update is ready$/ });
const updates = (page: Page) => page.getByRole("region", { name: "Updates" });

async function openSettings(update: UpdateState): Promise<Page> {
  const page = await open(snapshot({ update }));
  await page.keyboard.press("Control+,");
  await updates(page).getByText("Deskline 0.1.0").waitFor();
  return page;
}

describe("updates in the settings", () => {
  it("are looked for on a click, and what comes of it is told at the same place", async () => {
    const page = await openSettings({ phase: "idle", version: null, checkedAt: null, problem: null });
    await button(page, "Check now").click();
    expect(await inputsOf(page, "update.check")).toEqual([null]);
    await publish(page, snapshot({ update: { phase: "checking" } }));
    const status = updates(page).getByRole("status");
    await status.getByText("Looking for a new version…").waitFor();
    await page.keyboard.press("Enter"); // the button has the keyboard, and is at work
    expect(await inputsOf(page, "update.check")).toEqual([null]);
    await publish(page, snapshot({ update: { phase: "downloading", version: "0.2.0", percent: 42 } }));
    await status.getByText("Loading version 0.2.0…").waitFor();
    await updates(page).getByText("42 %").waitFor();
    const bar = page.getByRole("progressbar", { name: "How much is loaded" });
    expect(await bar.evaluate((element) => (element as HTMLProgressElement).value)).toBe(42);
    await publish(page, snapshot({ update: ready }));
    await status.getByText("Version 0.2.0 is ready.").waitFor();
    expect(await focusedName(page)).toBe("Restart and update"); // the button kept the keyboard
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "update.install")).toEqual([null]);
  });

  it("say when they are the newest, and what went wrong", async () => {
    const page = await openSettings({ phase: "idle", version: null, checkedAt: Date.now(), problem: null });
    await updates(page).getByText("You have the newest version.").waitFor();
    await publish(
      page,
      snapshot({ update: { phase: "idle", version: null, checkedAt: null, problem: "download" } }),
    );
    await updates(page).getByRole("alert").getByText("The update could not be loaded.").waitFor();
    await button(page, "Check now").waitFor();
    await publish(page, snapshot({ update: { ...ready, problem: "install" } }));
    await updates(page).getByRole("alert").getByText("The update could not be installed.").waitFor();
    await button(page, "Restart and update").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("do not restart a call away, say so, and are offered after it", async () => {
    const page = await openSettings(ready);
    await publish(page, snapshot({ update: ready, calls: [call("connected")] }));
    await page.keyboard.press("Control+,"); // a new call opens its own view
    await updates(page).getByText("Deskline does not restart during a call.").waitFor();
    await button(page, "Restart and update").focus();
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "update.install")).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
    await publish(page, snapshot({ update: ready }));
    await button(page, "Restart and update").focus();
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "update.install")).toEqual([null]);
  });

  it.each([
    ["unpackaged", "runs from its sources"],
    ["no-service", "Your administrator gives you new versions"],
    ["administrator", "Your administrator installed Deskline"],
    ["other-kind", "the way you installed this one"],
  ] as const)("offer nothing where there are none, and say why: %s", async (reason, words) => {
    const page = await openSettings({ phase: "off", reason });
    await updates(page).getByText(words).waitFor();
    expect(await updates(page).getByRole("button").count()).toBe(0);
  });
});

describe("a version that is ready", () => {
  it("is offered in a line above the people, until it is put off", async () => {
    const page = await open(snapshot({ update: ready }));
    const line = page.getByRole("status").filter({ hasText: "Version 0.2.0 is ready." });
    await line.getByRole("button", { name: "Restart and update" }).click();
    expect(await inputsOf(page, "update.install")).toEqual([null]);
    expect(await accessibilityProblems(page)).toEqual([]);
    await line.getByRole("button", { name: "Dismiss" }).click();
    await line.waitFor({ state: "detached" });
    await settingsButton(page).waitFor();
    await publish(page, snapshot({ update: { ...ready, version: "0.3.0" } }));
    await page.getByText("Version 0.3.0 is ready.").waitFor();
  });

  it("keeps quiet during a call", async () => {
    const page = await open(snapshot({ update: ready, calls: [call("connected")] }));
    await settingsButton(page).waitFor();
    expect(await page.getByText("Version 0.2.0 is ready.").count()).toBe(0);
    await publish(page, snapshot({ update: ready }));
    await page.getByText("Version 0.2.0 is ready.").waitFor();
  });
});
