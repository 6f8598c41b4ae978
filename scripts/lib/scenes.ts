/** What the screenshots show: every view in every state. */
import type { Page } from "playwright-core";
import type { Call } from "../../common/call/call.ts";
import type { Recent, Snapshot } from "../../common/contract/state.ts";
import { CallId, MemberId, PhoneNumber, SourceId, UserId } from "../../common/ids.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import type { Person } from "../../common/wire/token-server.ts";
import {
  alice,
  bob,
  call,
  carol,
  settings,
  signedInWithout,
  signedOut,
  signedOutBy,
  snapshot,
  team,
} from "../../test/support/fake-host.ts";
import { answer } from "../../test/support/renderer-page.ts";
import { sessionScenes } from "./session-scenes.ts";
import { chatScenes } from "./chat-scenes.ts";

export interface Scene {
  readonly name: string;
  /** Made anew for each picture: its times are seen from now. */
  readonly state: () => Partial<Snapshot>;
  /** What the user does before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  /** A small window instead of the main one: its page below the server's address, and its size. */
  readonly card?: { readonly page: string; readonly width: number; readonly height: number };
  /** Also in high contrast, in forced colours and with text of twice the size. */
  readonly main?: boolean;
}

/** The spinner stays invisible for its first 300 ms. */
async function spinnerShows(page: Page): Promise<void> {
  await page.waitForFunction(
    (shows) =>
      [...document.querySelectorAll(".spinner")].some((one) => getComputedStyle(one).opacity === shows),
    "1",
  );
}

const talkingSince = (): number => Date.now() - 252_000;
const connected = (muted = false): Call => call("connected", { muted, connectedAt: talkingSince() });
const ended = (reason: Extract<Call, { phase: "ended" }>["reason"], talked = false): Call =>
  call("ended", talked ? { reason } : { reason, connectedAt: null });
const long: Person = {
  id: UserId.parse("maximiliane"),
  name: "Maximiliane von Hohenberg-Königsstein III",
  presence: "online",
};
const choose = (name: string) => (page: Page) => page.getByRole("button", { name }).first().click();
const minimizeThenChoose = (name: string) => async (page: Page) => {
  await page.getByRole("button", { name: "Make the call smaller" }).click();
  await choose(name)(page);
};
const settingsView = (page: Page): Promise<void> =>
  page.keyboard.press("Control+,").then(() => page.getByRole("heading", { name: "Settings" }).waitFor());

const entrance: Scene[] = [
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

const peopleScenes: Scene[] = [
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

const callScenes: Scene[] = [
  { name: "call-trying", state: () => ({ calls: [call("trying")] }) },
  { name: "call-ringing", state: () => ({ calls: [call("ringing")] }), main: true },
  { name: "call-connecting", state: () => ({ calls: [call("connecting")] }) },
  { name: "call-connected", state: () => ({ calls: [connected()] }), main: true },
  { name: "call-muted", state: () => ({ calls: [connected(true)] }), main: true },
  {
    name: "call-long-name",
    state: () => ({ calls: [call("connected", { with: long, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-reconnecting",
    state: () => ({
      registration: "reconnecting",
      calls: [call("reconnecting", { connectedAt: talkingSince() })],
    }),
  },
  {
    name: "call-ended",
    state: () => ({ calls: [ended({ code: "hung-up", by: "them" }, true)] }),
    main: true,
  },
  { name: "call-declined", state: () => ({ calls: [ended({ code: "declined", by: "them" })] }) },
  { name: "call-no-answer", state: () => ({ calls: [ended({ code: "no-answer", afterMs: 45_000 })] }) },
  {
    name: "call-microphone-denied",
    state: () => ({ calls: [ended({ code: "failed", error: { code: "microphone-denied" } })] }),
  },
  {
    name: "dock-connected",
    state: () => ({ calls: [connected()] }),
    act: minimizeThenChoose("Grace Kim"),
    main: true,
  },
  { name: "dock-muted", state: () => ({ calls: [connected(true)] }), act: minimizeThenChoose("Grace Kim") },
  {
    name: "dock-long-name",
    state: () => ({ calls: [call("reconnecting", { with: long })] }),
    act: settingsView,
  },
];

const office = { kind: "phone", number: PhoneNumber.parse("+442079460018"), name: null } as const;
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
const section = (name: string) => (page: Page) =>
  page
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .first()
    .click();

const dialerScenes: Scene[] = [
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

const member = (
  id: string,
  party: CallMember["party"],
  state: CallMember["state"] = "joined",
  holding = false,
): CallMember => ({ id: MemberId.parse(id), party, state, holding, participantId: null });
const asParty = ({ id, name }: Person): CallMember["party"] => ({ kind: "person", id, name });
const twoOf = [member("caller", asParty(alice)), member("callee", asParty(bob))];
const threeOf = [...twoOf, member("added", asParty(carol), "ringing")];
const phoneCall = (): Call => call("connected", { remote: office, connectedAt: talkingSince() });
const goodQuality = { level: "good", rttMs: 20, jitterMs: 3, loss: 0 } as const;

const callControlScenes: Scene[] = [
  { name: "call-phone", state: () => ({ calls: [phoneCall()], quality: goodQuality }), main: true },
  {
    name: "call-keypad",
    state: () => ({ calls: [phoneCall()], quality: { ...goodQuality, level: "fair" } }),
    act: async (page) => {
      await page.getByRole("button", { name: "Keypad" }).last().click();
      await page.keyboard.type("159#");
    },
    main: true,
  },
  {
    name: "call-held",
    state: () => ({ calls: [call("connected", { held: true, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-held-by-them",
    state: () => ({ calls: [call("connected", { heldByThem: true, connectedAt: talkingSince() })] }),
  },
  {
    name: "call-two",
    state: () => ({
      calls: [
        call("connected", { remote: office, held: true, connectedAt: talkingSince(), number: 2 }),
        call("connected", { connectedAt: talkingSince() }),
      ],
    }),
    main: true,
  },
  {
    name: "call-people",
    state: () => ({ calls: [call("connected", { members: threeOf, connectedAt: talkingSince() })] }),
    act: (page) => page.getByRole("button", { name: "People" }).last().click(),
    main: true,
  },
  {
    name: "call-transfer",
    state: () => ({
      calls: [call("connected", { members: twoOf, connectedAt: talkingSince() })],
      quality: { ...goodQuality, level: "poor" },
    }),
    act: async (page) => {
      await page.getByRole("button", { name: "Pass on" }).click();
      await page.keyboard.type("+442079460018");
    },
  },
];

const incomingScenes: Scene[] = [
  { name: "incoming", state: () => ({ calls: [call("ringing", { direction: "inbound" })] }), main: true },
  {
    name: "incoming-long-name",
    state: () => ({ calls: [call("ringing", { direction: "inbound", with: long })] }),
  },
  {
    name: "incoming-in-call",
    state: () => ({
      calls: [connected(), call("ringing", { direction: "inbound", with: carol, number: 2 })],
    }),
    main: true,
  },
  {
    name: "incoming-phone",
    state: () => ({
      calls: [
        call("ringing", {
          direction: "inbound",
          remote: office,
          calledNumber: PhoneNumber.parse("+19195550142"),
        }),
      ],
    }),
    main: true,
  },
  {
    name: "incoming-two",
    state: () => ({
      calls: [
        call("ringing", { direction: "inbound" }),
        call("ringing", { direction: "inbound", with: carol, number: 2 }),
      ],
    }),
  },
  {
    name: "incoming-elsewhere",
    state: () => ({
      calls: [
        call("ended", { direction: "inbound", connectedAt: null, reason: { code: "answered-elsewhere" } }),
      ],
    }),
  },
];

const card = (name: string, width: number, height: number) => ({ page: `card.html#${name}`, width, height });
const incomingCard = card("incoming", 380, 150);
const miniCard = card("mini", 300, 88);
const shareCard = card("share-bar", 360, 48);
const sharing = (phase: "live" | "paused"): Partial<Snapshot> => {
  const talking = connected();
  const source = {
    id: SourceId.parse("window:7:0"),
    kind: "window",
    title: "Quarterly figures 2026 - Spreadsheet",
  } as const;
  return {
    calls: [talking],
    share: {
      call: talking.id,
      source,
      mode: "text",
      sound: false,
      phase,
      size: { width: 1920, height: 1080 },
    },
  };
};
const askedFor = (link: Snapshot["desktop"]["link"]): Partial<Snapshot> => ({
  desktop: { link, shortcuts: "on", tray: true },
});

const desktopScenes: Scene[] = [
  {
    name: "card-incoming",
    card: incomingCard,
    state: () => ({ calls: [call("ringing", { direction: "inbound" })] }),
  },
  {
    name: "card-incoming-long-name",
    card: incomingCard,
    state: () => ({ calls: [connected(), call("ringing", { direction: "inbound", with: long, number: 2 })] }),
  },
  { name: "card-mini", card: miniCard, state: () => ({ calls: [connected()] }) },
  {
    name: "card-mini-muted",
    card: miniCard,
    state: () => ({ calls: [call("connected", { with: long, muted: true, connectedAt: talkingSince() })] }),
  },
  { name: "card-share-bar", card: shareCard, state: () => sharing("live") },
  { name: "card-share-bar-paused", card: shareCard, state: () => sharing("paused") },
  {
    name: "link-call",
    state: () => askedFor({ kind: "call-phone", number: PhoneNumber.parse("+19195550123") }),
    main: true,
  },
  { name: "link-emergency", state: () => askedFor({ kind: "emergency" }) },
  { name: "link-unreadable", state: () => askedFor({ kind: "unreadable" }) },
  {
    name: "settings-desktop",
    state: () => ({ desktop: { link: null, shortcuts: "taken", tray: true } }),
    act: async (page) => {
      await settingsView(page);
      await page.getByRole("heading", { name: "This computer" }).scrollIntoViewIfNeeded();
    },
  },
];

const settingsScenes: Scene[] = [
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
      await page.getByText("Deskline 0.1.0").scrollIntoViewIfNeeded();
    },
  },
];

export const scenes: readonly Scene[] = [
  ...entrance,
  ...peopleScenes,
  ...callScenes,
  ...dialerScenes,
  ...callControlScenes,
  ...incomingScenes,
  ...sessionScenes,
  ...chatScenes,
  ...settingsScenes,
  ...desktopScenes,
];

/** The snapshot of a scene, themed. */
export const stateOf = (scene: Scene, theme: "light" | "dark"): Snapshot => {
  const state = snapshot(scene.state());
  return { ...state, settings: { ...state.settings, theme } };
};
