/** Settings, section by section. */
import { signedInWithout } from "../../../test/support/fake-host.ts";
import { connected } from "./cast.ts";
import type { Scene } from "./scene.ts";
import { settingsView } from "./steps.ts";

export const settingsScenes: Scene[] = [
  { name: "settings", state: () => ({}), act: settingsView, main: true },
  {
    name: "settings-microphone-test",
    state: () => ({}),
    act: async (page) => {
      await settingsView(page);
      await page.getByRole("button", { name: "Test the microphone" }).click();
      await page.getByRole("meter").waitFor();
    },
  },
  {
    name: "settings-account",
    state: () => ({ calls: [connected()], account: signedInWithout("missing") }),
    act: async (page) => {
      await settingsView(page);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "End the call and sign out" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-desktop",
    state: () => ({ desktop: { link: null, shortcuts: "taken", tray: true } }),
    act: async (page) => {
      await settingsView(page);
      await page.getByRole("heading", { name: "This computer" }).scrollIntoViewIfNeeded();
    },
  },
];
