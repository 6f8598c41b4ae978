/** People, and one of them. */
import { signedInWithout, team } from "../../../test/support/fake-host.ts";
import { answer } from "../../../test/support/renderer-page.ts";
import { long } from "./cast.ts";
import type { Scene } from "./scene.ts";
import { choose } from "./steps.ts";

export const peopleScenes: Scene[] = [
  { name: "people", state: () => ({}), main: true },
  { name: "people-empty", state: () => ({ people: [] }), main: true },
  { name: "people-loading", state: () => ({ people: [], registration: "connecting" }) },
  { name: "people-1000", state: () => ({ people: team(1_000) }), main: true },
  {
    name: "people-long-name",
    state: () => ({ people: [long, ...team()] }),
    act: choose(long.name),
    main: true,
  },
  {
    name: "people-filtered",
    state: () => ({}),
    act: async (page) => {
      await page.keyboard.press("Control+K");
      await page.keyboard.type("dia");
    },
  },
  {
    name: "people-no-match",
    state: () => ({}),
    act: (page) => page.getByRole("textbox", { name: "Find people" }).fill("Zebra"),
  },
  { name: "people-reconnecting", state: () => ({ registration: "reconnecting" }) },
  { name: "people-offline", state: () => ({ registration: "offline" }) },
  { name: "people-keychain", state: () => ({ account: signedInWithout("locked") }) },
  {
    name: "people-number",
    state: () => ({}),
    act: async (page) => {
      await page.keyboard.press("Control+K");
      await page.keyboard.type("919 555 0123");
    },
  },
  { name: "person", state: () => ({}), act: choose("Bob Okafor"), main: true },
  { name: "person-in-call", state: () => ({}), act: choose("Carol Díaz") },
  { name: "person-offline", state: () => ({}), act: choose("Dan Whitfield") },
  {
    name: "failure-toast",
    state: () => ({}),
    act: async (page) => {
      await answer(page, "call.place", { ok: false, error: { code: "already-in-call" } });
      await choose("Bob Okafor")(page);
      await page.getByRole("button", { name: "Call", exact: true }).click();
    },
  },
];
