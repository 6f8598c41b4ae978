/** Recent calls and the keypad. */
import type { Recent } from "../../../common/contract/state.ts";
import { CallId, PhoneNumber } from "../../../common/ids.ts";
import { bob } from "../../../test/support/fake-host.ts";
import { long, office } from "./cast.ts";
import type { Scene } from "./scene.ts";
import { section } from "./steps.ts";

const withheld = { kind: "phone", number: null, name: null } as const;
const past = (number: number, change: Partial<Recent> = {}): Recent => {
  const endedAt = Date.now() - number * 5_400_000;
  return {
    id: CallId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
    remote: { kind: "person", userId: bob.id, name: bob.name },
    direction: "outbound",
    calledNumber: null,
    startedAt: endedAt - 200_000,
    connectedAt: endedAt - 190_000,
    endedAt,
    reason: { code: "hung-up", by: "us" },
    unseen: false,
    ...change,
  };
};
const missedBy = (number: number, remote: Recent["remote"]): Recent =>
  past(number, {
    remote,
    direction: "inbound",
    calledNumber: remote.kind === "phone" ? PhoneNumber.parse("+19195550142") : null,
    connectedAt: null,
    reason: { code: "cancelled", by: "them" },
    unseen: true,
  });
const someRecents = (): Recent[] => [
  missedBy(1, office),
  past(2),
  past(4, { direction: "inbound", reason: { code: "hung-up", by: "them" } }),
  missedBy(8, withheld),
  past(15, { connectedAt: null, reason: { code: "busy" } }),
  past(60, { remote: { kind: "person", userId: long.id, name: long.name } }),
  past(120, {
    remote: office,
    direction: "inbound",
    reason: { code: "answered-elsewhere" },
    connectedAt: null,
  }),
];
export const dialerScenes: Scene[] = [
  { name: "recents", state: () => ({ recents: someRecents() }), act: section("Recents"), main: true },
  { name: "recents-empty", state: () => ({}), act: section("Recents") },
  {
    name: "recents-call",
    state: () => ({ recents: someRecents() }),
    act: async (page) => {
      await section("Recents")(page);
      await page
        .getByRole("button", { name: "020 7946 0018" })
        .or(page.getByRole("button", { name: "+44 20 7946 0018" }))
        .first()
        .click();
    },
    main: true,
  },
  {
    name: "recents-clear",
    state: () => ({ recents: someRecents() }),
    act: async (page) => {
      await section("Recents")(page);
      await page.getByRole("button", { name: "Clear all" }).click();
    },
  },
  { name: "keypad", state: () => ({}), act: section("Keypad"), main: true },
  {
    name: "keypad-number",
    state: () => ({}),
    act: async (page) => {
      await section("Keypad")(page);
      await page.keyboard.type("+442079460018");
    },
    main: true,
  },
  {
    name: "keypad-emergency",
    state: () => ({}),
    act: async (page) => {
      await section("Keypad")(page);
      await page.keyboard.type("911");
    },
  },
  {
    name: "keypad-invalid",
    state: () => ({}),
    act: async (page) => {
      await section("Keypad")(page);
      await page.keyboard.type("0195550142");
    },
  },
];
