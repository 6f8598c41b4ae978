/** Before somebody is signed in. */
import type { Page } from "playwright-core";
import { settings, signedOut, signedOutBy } from "../../../test/support/fake-host.ts";
import { answer } from "../../../test/support/renderer-page.ts";
import type { Scene } from "./scene.ts";

/** The spinner stays invisible for its first 300 ms. */
async function spinnerShows(page: Page): Promise<void> {
  await page.waitForFunction(
    (shows) =>
      [...document.querySelectorAll(".spinner")].some((one) => getComputedStyle(one).opacity === shows),
    "1",
  );
}

export const entranceScenes: Scene[] = [
  { name: "sign-in", state: () => ({ account: signedOut }), main: true },
  {
    name: "sign-in-wrong-password",
    state: () => ({ account: signedOut }),
    main: true,
    act: async (page) => {
      await answer(page, "account.sign-in", { ok: false, error: { code: "wrong-password" } });
      await page.locator("#password").fill("not it");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "sign-in-no-server",
    state: () => ({ account: signedOutBy({ code: "server-unreachable" }) }),
  },
  {
    name: "sign-in-first-time",
    state: () => ({ account: signedOut, settings: { ...settings, server: "", username: "" } }),
  },
  { name: "sign-in-keychain", state: () => ({ account: signedOutBy(null, "locked") }) },
  {
    name: "signing-in",
    state: () => ({ account: { phase: "signing-in" } }),
    act: spinnerShows,
  },
  {
    name: "restoring",
    state: () => ({ account: { phase: "restoring" } }),
    main: true,
    act: spinnerShows,
  },
];
