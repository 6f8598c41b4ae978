/** New versions of the app. */
import type { NoUpdates, UpdateState } from "../../common/contract/updates.ts";

type Problem = NonNullable<Extract<UpdateState, { phase: "idle" | "ready" }>["problem"]>;

/** Why there are none, and where new versions come from instead. */
const off: Record<NoUpdates, string> = {
  unpackaged: "This copy runs from its sources and does not update itself.",
  "no-service": "This copy does not update itself. Your administrator gives you new versions.",
  administrator: "Your administrator installed Deskline for this computer and installs new versions too.",
  "other-kind":
    "This kind of installation does not update itself. Install new versions the way you installed this one.",
};

const problem: Record<Problem, { title: string; detail: string }> = {
  check: {
    title: "Deskline could not look for updates.",
    detail: "The update service did not answer. Check your network and try again.",
  },
  download: {
    title: "The update could not be loaded.",
    detail: "Check your network and the space on your disk, and try again.",
  },
  install: {
    title: "The update could not be installed.",
    detail: "Deskline goes on as it is. Try again, or ask your administrator.",
  },
};

export const updates = {
  title: "Updates",
  version: (version: string): string => `Deskline ${version}`,
  off,
  problem,
  newest: (at: string): string => `You have the newest version. Last checked: ${at}`,
  unchecked: "Not checked yet.",
  unknown: "It is not known whether there is a newer one.",
  checking: "Looking for a new version…",
  afterCall: (version: string): string => `Version ${version} is there. It is loaded when your call is over.`,
  downloading: (version: string): string => `Loading version ${version}…`,
  progress: "How much is loaded",
  percent: (percent: number): string => `${String(percent)} %`,
  ready: (version: string): string =>
    `Version ${version} is ready. It starts the next time you open Deskline.`,
  readyShort: (version: string): string => `Version ${version} is ready.`,
  restarting: "Restarting…",
  notInCall: "Deskline does not restart during a call. You can do this when it is over.",
  check: "Check now",
  restart: "Restart and update",
  /** Of the settings, for screen readers. */
  badge: "an update is ready",
};
