/**
 * When to look for a new version, fetch it and start it. A call comes first: nothing is fetched while one lives, and
 * the app never restarts under it.
 *
 *   idle ── due ─▶ checking ── found ─▶ downloading ── downloaded ─▶ ready ── agreed ─▶ (install)
 *    ▲ none, failed ──┘ └─ found in a call ─▶ idle with a version ── call over ─▶ downloading
 *    └──────────── failed, call began ─────────────┘                 agreed in a call: installs when it is over
 *
 * A version that is ready is also put in place when the user quits, whatever was agreed.
 */
export type UpdatePhase = "off" | "idle" | "checking" | "downloading" | "ready";

export interface UpdateState {
  readonly phase: UpdatePhase;
  /** Of the version that was found; absent while none is known. */
  readonly version?: string;
}

export interface Update extends UpdateState {
  readonly phase: Exclude<UpdatePhase, "off">;
  readonly inCall: boolean;
  /** The user wants the new version started. */
  readonly agreed: boolean;
}

export type UpdateEvent =
  | { readonly type: "due" }
  | { readonly type: "found"; readonly version: string }
  | { readonly type: "none" }
  | { readonly type: "failed" }
  | { readonly type: "downloaded" }
  | { readonly type: "calls"; readonly inCall: boolean }
  | { readonly type: "agreed" };

export type UpdateEffect = "check" | "download" | "stop-download" | "install" | null;

export interface UpdateStep {
  readonly update: Update;
  readonly effect: UpdateEffect;
}

export const initialUpdate: Update = { phase: "idle", inCall: false, agreed: false };

/** Pure. An event that makes no sense in a phase changes nothing. */
export function stepUpdate(update: Update, event: UpdateEvent): UpdateStep {
  const { phase, version, inCall } = update;
  switch (event.type) {
    case "due":
      if (phase !== "idle") return stay(update);
      return version === undefined
        ? { update: { ...update, phase: "checking" }, effect: "check" }
        : begin(update, version);
    case "found":
      return phase === "checking" ? begin(update, event.version) : stay(update);
    case "none":
      return phase === "checking" ? stay(withoutVersion(update)) : stay(update);
    case "failed":
      return phase === "ready" ? stay(update) : stay(withoutVersion(update));
    case "downloaded":
      return phase === "downloading" ? stay({ ...update, phase: "ready" }) : stay(update);
    case "calls":
      return event.inCall === inCall ? stay(update) : callsChanged({ ...update, inCall: event.inCall });
    case "agreed":
      if (phase !== "ready") return stay(update);
      return { update: { ...update, agreed: true }, effect: inCall ? null : "install" };
  }
}

const stay = (update: Update): UpdateStep => ({ update, effect: null });

const withoutVersion = ({ inCall, agreed }: Update): Update => ({ phase: "idle", inCall, agreed });

/** Fetches a version, or keeps it in mind while a call lives. */
function begin(update: Update, version: string): UpdateStep {
  return update.inCall
    ? stay({ ...update, phase: "idle", version })
    : { update: { ...update, phase: "downloading", version }, effect: "download" };
}

function callsChanged(update: Update): UpdateStep {
  const { phase, version, inCall, agreed } = update;
  if (inCall) {
    return phase === "downloading"
      ? { update: { ...update, phase: "idle" }, effect: "stop-download" }
      : stay(update);
  }
  if (phase === "idle" && version !== undefined) return begin(update, version);
  return { update, effect: phase === "ready" && agreed ? "install" : null };
}
