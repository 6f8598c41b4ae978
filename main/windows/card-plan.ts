/** Which of the small windows are there, as a pure function of the state and of where the main window is. */
import { activeCall, isIncoming, isLive } from "../../common/call/call-view.ts";
import type { Snapshot } from "../../common/contract/state.ts";

export const cardNames = ["incoming", "mini", "share-bar"] as const;
export type CardName = (typeof cardNames)[number];

/** The main window as a person sees it. */
export interface MainWindowSight {
  /** On the screen, and not minimised. */
  readonly visible: boolean;
  readonly focused: boolean;
}

type CardState = Pick<Snapshot, "account" | "calls" | "settings" | "share">;

export function cardPlan(state: CardState, main: MainWindowSight): Readonly<Record<CardName, boolean>> {
  const signedIn = state.account.phase === "signed-in";
  const rings = state.calls.some(isIncoming);
  const inCall = activeCall(state.calls) !== undefined || state.calls.filter(isLive).some(({ held }) => held);
  return {
    // Who looks at the main window sees the call there.
    incoming: signedIn && rings && !state.settings.doNotDisturb && !(main.visible && main.focused),
    mini: signedIn && inCall && !main.visible,
    "share-bar": signedIn && state.share !== null,
  };
}
