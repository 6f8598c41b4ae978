/** Sessions, video and screen sharing, as scenes. */
import type { Page } from "playwright-core";
import type { Call } from "../../../common/call/call.ts";
import type { ShareState } from "../../../common/contract/screen.ts";
import { MemberId, RoomCode, RoomId, SourceId, UserId } from "../../../common/ids.ts";
import type { Room, RoomMember } from "../../../common/wire/rooms.ts";
import type { Person } from "../../../common/wire/token-server.ts";
import { alice, bob, call, carol, team } from "../../../test/support/fake-host.ts";
import { answer } from "../../../test/support/renderer-page.ts";
import { showStreams } from "../../../test/support/shown-media.ts";
import type { Scene } from "./scene.ts";

const others = team(14).slice(2);
const amara: Person = { id: UserId.parse("amara"), name: "Amara Nwosu", presence: "online" };
const roomId = (number: number) =>
  RoomId.parse(`00000000-0000-4000-9000-${String(number).padStart(12, "0")}`);

const inside = ({ id, name }: Person, muted = false): RoomMember => ({
  id: MemberId.parse(`m-${id}`),
  party: { kind: "person", id, name },
  participantId: `p-${id}`,
  muted,
  joinedAt: 1_700_000_000_000,
});
const room = (number: number, name: string, members: readonly RoomMember[], host = alice): Room => ({
  id: roomId(number),
  code: RoomCode.parse("k7m2pq9rst"),
  name,
  host: host.id,
  createdAt: 1_700_000_000_000,
  members: [...members],
});
const standup = (members: readonly RoomMember[]): Room => room(1, "Morning stand-up", members);
const inSession = (): Call =>
  call("connected", {
    remote: { kind: "room", roomId: roomId(1), name: "Morning stand-up" },
    connectedAt: Date.now() - 252_000,
  });
const withRoom = (members: readonly RoomMember[]) => () => ({
  rooms: [standup(members)],
  calls: [inSession()],
});
const four = [inside(alice), inside(bob), inside(carol, true), inside(amara)];

const sessions = (page: Page): Promise<void> => page.getByRole("button", { name: "Sessions" }).click();

const drawing = (label: string, colour: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="${colour}"/><text x="24" y="96" font-family="sans-serif" font-size="24" fill="#fff">${label}</text></svg>`,
  ).toString("base64")}`;
const sources = [
  { id: "screen:0:0", kind: "screen", title: "Built-in display", thumbnail: drawing("Display", "#2d4a8a") },
  { id: "screen:1:0", kind: "screen", title: "LG UltraFine 27", thumbnail: drawing("UltraFine", "#5a3d7a") },
  {
    id: "window:7:0",
    kind: "window",
    title: "Quarterly figures – Spreadsheet",
    thumbnail: drawing("Figures", "#1d6b4f"),
  },
  { id: "window:8:0", kind: "window", title: "Terminal", thumbnail: null },
];
const share = (phase: ShareState["phase"]): ShareState => ({
  call: inSession().id,
  source: { id: SourceId.parse("screen:0:0"), kind: "screen", title: "Built-in display" },
  mode: "text",
  sound: false,
  phase,
  size: phase === "starting" ? null : { width: 2560, height: 1440 },
});
const openPicker =
  (canShareSound: boolean, then: (page: Page) => Promise<unknown> = () => Promise.resolve()) =>
  async (page: Page): Promise<void> => {
    await answer(page, "screen.sources", { ok: true, value: { sources, canShareSound } });
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByRole("option").first().waitFor();
    await then(page);
  };

const page =
  "Quarterly report\n\nRevenue grew by 12 % to 4.2 million.\nMost of it came from existing customers,\nwhile new ones joined later than planned.\n\nNext steps\n- Agree on the budget by Friday\n- Talk to the three largest customers";

export const sessionScenes: Scene[] = [
  { name: "sessions-empty", state: () => ({}), act: sessions, main: true },
  {
    name: "sessions",
    state: () => ({
      rooms: [
        standup([inside(bob), inside(carol)]),
        room(2, "Design review with a name that is really rather long", []),
      ],
    }),
    act: sessions,
    main: true,
  },
  {
    name: "session-detail",
    state: () => ({ rooms: [standup([inside(bob), inside(carol)])] }),
    act: async (opened) => {
      await sessions(opened);
      await opened.getByRole("button", { name: /Morning stand-up/ }).click();
    },
    main: true,
  },
  {
    name: "sessions-wrong-link",
    state: () => ({}),
    act: async (opened) => {
      await sessions(opened);
      await opened.getByLabel("Link or code").fill("https://example.com");
      await opened.getByRole("button", { name: "Join", exact: true }).click();
    },
  },
  { name: "session-alone", state: withRoom([inside(alice)]) },
  { name: "session-grid", state: withRoom(four), main: true },
  {
    name: "session-grid-video",
    state: withRoom(four),
    act: (opened) =>
      showStreams(opened, [
        { participantId: "p-bob", alias: "camera", colour: "#7ea6c9" },
        { participantId: "p-carol", alias: "camera", colour: "#c9a27e" },
      ]),
  },
  {
    name: "call-video",
    state: () => ({
      calls: [
        call("connected", {
          connectedAt: Date.now() - 252_000,
          members: [inside(alice), inside(bob)].map((member) => ({
            ...member,
            state: "joined" as const,
            holding: false,
          })),
        }),
      ],
    }),
    act: (opened) => showStreams(opened, [{ participantId: "p-bob", alias: "camera", colour: "#7ea6c9" }]),
    main: true,
  },
  {
    name: "session-full",
    state: withRoom([inside(alice), ...[bob, carol, ...others].map((one) => inside(one))]),
  },
  {
    name: "session-presenter",
    state: withRoom(four),
    act: (opened) =>
      showStreams(opened, [
        { participantId: "p-bob", alias: "screenshare", colour: "#ffffff", text: page, size: [1280, 720] },
        { participantId: "p-carol", alias: "camera", colour: "#c9a27e" },
      ]),
    main: true,
  },
  {
    name: "session-two-presenters",
    state: withRoom(four),
    act: async (opened) => {
      await showStreams(opened, [
        { participantId: "p-bob", alias: "screenshare", colour: "#ffffff", text: page, size: [1280, 720] },
        { participantId: "p-carol", alias: "screenshare", colour: "#dff2e5", text: page, size: [1280, 720] },
      ]);
      await opened.getByRole("button", { name: "Side by side" }).click();
    },
  },
  {
    name: "session-people",
    state: withRoom(four),
    act: (opened) => opened.getByRole("button", { name: "People", exact: true }).last().click(),
  },
  { name: "session-sharing", state: () => ({ ...withRoom(four)(), share: share("live") }), main: true },
  { name: "session-share-paused", state: () => ({ ...withRoom(four)(), share: share("paused") }) },
  { name: "share-picker", state: withRoom(four), act: openPicker(false), main: true },
  {
    name: "share-picker-chosen",
    state: withRoom(four),
    act: openPicker(true, async (opened) => {
      // The source is gone when its preview is asked for: the thumbnail stays.
      await answer(opened, "screen.preview", "never");
      await opened.getByRole("option", { name: "LG UltraFine 27" }).click();
    }),
    main: true,
  },
  {
    name: "share-picker-denied",
    state: withRoom(four),
    act: async (opened) => {
      await answer(opened, "screen.sources", { ok: false, error: { code: "screen-denied" } });
      await opened.getByRole("button", { name: "Share", exact: true }).click();
      await opened.getByRole("alert").filter({ hasText: "screen" }).waitFor();
    },
  },
];
