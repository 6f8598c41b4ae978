/** What the tray shows, as a pure function of the state. */
import type { Call, LiveCall } from "../../common/call/call.ts";
import { activeCall, isIncoming, isLive } from "../../common/call/call-view.ts";
import { remoteLabel, targetOf } from "../../common/call/remote.ts";
import type { Recent, Snapshot } from "../../common/contract/state.ts";
import type { CallId } from "../../common/ids.ts";
import type { Target } from "../../common/wire/calls.ts";
import { words } from "../strings/en.ts";
import { maxNameLength, shown } from "../strings/foreign-text.ts";

export const trayIcons = ["offline", "ready", "quiet", "missed", "ringing", "call", "muted"] as const;
export type TrayIcon = (typeof trayIcons)[number];

/** What an item of the menu asks for. */
export type TrayIntent =
  | { readonly type: "accept" | "decline" | "hang-up"; readonly call: CallId }
  | { readonly type: "mute" | "hold"; readonly call: CallId; readonly on: boolean }
  | { readonly type: "call"; readonly to: Target }
  | { readonly type: "do-not-disturb"; readonly on: boolean }
  | { readonly type: "stop-sharing" | "dial" | "open" | "quit" };

export type TrayItem =
  | { readonly id: string; readonly label: string; readonly intent: TrayIntent; readonly checked?: boolean }
  /** A line to read. */
  | { readonly id: string; readonly label: string }
  | "separator";

export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

const recentsInMenu = 3;

type TrayState = Pick<
  Snapshot,
  "account" | "registration" | "capabilities" | "calls" | "recents" | "share" | "settings"
>;

export function trayView(state: TrayState): TrayView {
  const { icon, line } = statusOf(state);
  return { icon, tooltip: `${words.app}: ${line}`, menu: menuOf(state, line) };
}

const nameOf = (call: Pick<Call, "remote">): string =>
  shown(remoteLabel(call.remote) ?? "", maxNameLength) ?? words.unknownNumber;

interface Status {
  readonly icon: TrayIcon;
  readonly line: string;
}

function statusOf({ account, registration, calls, recents, settings }: TrayState): Status {
  if (account.phase !== "signed-in") return { icon: "offline", line: words.tray.signedOut };
  const ringing = calls.find(isIncoming);
  const active = activeCall(calls);
  if (ringing !== undefined && active === undefined) {
    return { icon: settings.doNotDisturb ? "quiet" : "ringing", line: words.tray.ringing(nameOf(ringing)) };
  }
  if (active !== undefined) return activeStatus(active);
  const held = calls.filter(isLive).find((call) => call.held);
  if (held !== undefined) return { icon: "call", line: words.tray.onHold(nameOf(held)) };
  if (registration !== "registered") return { icon: "offline", line: words.tray.offline };
  const missed = recents.filter(({ unseen }) => unseen).length;
  if (missed > 0) return { icon: "missed", line: words.tray.missed(missed) };
  return settings.doNotDisturb
    ? { icon: "quiet", line: words.tray.doNotDisturb }
    : { icon: "ready", line: words.tray.ready };
}

function activeStatus(call: LiveCall): Status {
  const name = nameOf(call);
  if (call.muted) return { icon: "muted", line: words.tray.muted(name) };
  const unanswered = call.phase === "trying" || call.phase === "ringing";
  return { icon: "call", line: unanswered ? words.tray.calling(name) : words.tray.inCall(name) };
}

function menuOf(state: TrayState, line: string): TrayItem[] {
  const always: TrayItem[] = [
    { id: "open", label: words.tray.open, intent: { type: "open" } },
    { id: "quit", label: words.tray.quit, intent: { type: "quit" } },
  ];
  const top: TrayItem = { id: "state", label: line };
  if (state.account.phase !== "signed-in") return [top, "separator", ...always];
  const { doNotDisturb } = state.settings;
  return [
    top,
    "separator",
    ...callItems(state),
    ...dialItems(state),
    {
      id: "do-not-disturb",
      label: words.tray.doNotDisturb,
      checked: doNotDisturb,
      intent: { type: "do-not-disturb", on: !doNotDisturb },
    },
    "separator",
    ...always,
  ];
}

/** What can be done about the calls of this moment; nothing when there is none. */
function callItems({ calls, capabilities, share }: TrayState): TrayItem[] {
  const items = calls.filter(isIncoming).flatMap((call): TrayItem[] => [
    {
      id: `accept-${call.id}`,
      label: words.tray.accept(nameOf(call)),
      intent: { type: "accept", call: call.id },
    },
    {
      id: `decline-${call.id}`,
      label: words.tray.decline(nameOf(call)),
      intent: { type: "decline", call: call.id },
    },
  ]);
  const call = activeCall(calls) ?? calls.filter(isLive).find(({ held }) => held);
  if (call !== undefined) {
    const { id, muted, held } = call;
    if (!held) {
      items.push({
        id: "mute",
        label: words.tray.mute,
        checked: muted,
        intent: { type: "mute", call: id, on: !muted },
      });
    }
    if (capabilities.includes("hold") && "connectedAt" in call && call.remote.kind !== "room") {
      items.push({
        id: "hold",
        label: words.tray.hold,
        checked: held,
        intent: { type: "hold", call: id, on: !held },
      });
    }
    items.push({ id: "hang-up", label: words.tray.hangUp, intent: { type: "hang-up", call: id } });
  }
  if (share !== null)
    items.push({ id: "stop-sharing", label: words.tray.stopSharing, intent: { type: "stop-sharing" } });
  return items.length === 0 ? [] : [...items, "separator"];
}

function dialItems({ capabilities, recents }: TrayState): TrayItem[] {
  const dial: TrayItem[] = capabilities.includes("call-phones")
    ? [{ id: "dial", label: words.tray.dial, intent: { type: "dial" } }]
    : [];
  const again = lastDifferent(recents).map(({ name, to }, index): TrayItem => ({
    id: `recent-${String(index)}`,
    label: name,
    intent: { type: "call", to },
  }));
  return [...dial, ...again, ...(dial.length + again.length > 0 ? (["separator"] as const) : [])];
}

/** The newest few that can be called again, each other end once. */
function lastDifferent(recents: readonly Recent[]): { name: string; to: Target }[] {
  const found = new Map<string, { name: string; to: Target }>();
  for (const recent of recents) {
    const to = targetOf(recent.remote);
    if (to === null) continue;
    const key = to.kind === "person" ? to.id : to.number;
    if (!found.has(key)) found.set(key, { name: nameOf(recent), to });
    if (found.size === recentsInMenu) break;
  }
  return [...found.values()];
}
