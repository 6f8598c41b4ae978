/** The small windows, and links from outside. */
import type { Snapshot } from "../../../common/contract/state.ts";
import { PhoneNumber, SourceId } from "../../../common/ids.ts";
import { call } from "../../../test/support/fake-host.ts";
import { talkingSince, connected, long } from "./cast.ts";
import type { Scene } from "./scene.ts";

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

export const desktopScenes: Scene[] = [
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
];
