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
export type UpdatePhase = "idle" | "checking" | "downloading" | "ready";

export interface Update {
  readonly phase: UpdatePhase;
  /** Of the version that was found; null while none is known. */
  readonly version: string | null;
  /** How much of it is here, 0 to 100; counts while downloading. */
  readonly percent: number;
  readonly inCall: boolean;
  /** The user wants the new version started. */
  readonly agreed: boolean;
  /** What failed last, until it is tried again. */
  readonly problem: "check" | "download" | "install" | null;
}

export type UpdateEvent =
  /** Time, or the user, asks for a look. */
  | { readonly type: "due" }
  | { readonly type: "found"; readonly version: string }
  | { readonly type: "none" }
  | { readonly type: "progress"; readonly percent: number }
  /** What was going on went wrong. */
  | { readonly type: "failed" }
  | { readonly type: "downloaded" }
  | { readonly type: "calls"; readonly inCall: boolean }
  | { readonly type: "agreed" };

export type UpdateEffect = "check" | "download" | "stop-download" | "install" | null;

export interface UpdateStep {
  readonly update: Update;
  readonly effect: UpdateEffect;
}

export const initialUpdate: Update = {
  phase: "idle",
  version: null,
  percent: 0,
  inCall: false,
  agreed: false,
  problem: null,
};

/** Pure. An event that makes no sense in a phase changes nothing. */
export function stepUpdate(update: Update, event: UpdateEvent): UpdateStep {
  const { phase, version, inCall } = update;
  switch (event.type) {
    case "due":
      if (phase !== "idle") return stay(update);
      return version === null
        ? { update: { ...update, phase: "checking", problem: null }, effect: "check" }
        : begin(update, version);
    case "found":
      return phase === "checking" ? begin(update, event.version) : stay(update);
    case "none":
      return phase === "checking" ? stay({ ...update, phase: "idle" }) : stay(update);
    case "progress":
      return stay(phase === "downloading" ? { ...update, percent: event.percent } : update);
    case "failed":
      return stay(failed(update));
    case "downloaded":
      return phase === "downloading" ? stay({ ...update, phase: "ready" }) : stay(update);
    case "calls":
      return event.inCall === inCall ? stay(update) : callsChanged({ ...update, inCall: event.inCall });
    case "agreed":
      if (phase !== "ready") return stay(update);
      return { update: { ...update, agreed: true, problem: null }, effect: inCall ? null : "install" };
  }
}

const stay = (update: Update): UpdateStep => ({ update, effect: null });

/** Fetches a version, or keeps it in mind while a call lives. */
function begin(update: Update, version: string): UpdateStep {
  return update.inCall
    ? stay({ ...update, phase: "idle", version })
    : { update: { ...update, phase: "downloading", version, percent: 0, problem: null }, effect: "download" };
}

/** A version that could not be fetched is looked for again; one that could not be started is offered again. */
function failed(update: Update): Update {
  switch (update.phase) {
    case "checking":
      return { ...update, phase: "idle", problem: "check" };
    case "downloading":
      return { ...update, phase: "idle", version: null, problem: "download" };
    case "ready":
      return update.agreed ? { ...update, agreed: false, problem: "install" } : update;
    case "idle":
      return update;
  }
}

function callsChanged(update: Update): UpdateStep {
  const { phase, version, inCall, agreed } = update;
  if (inCall) {
    return phase === "downloading"
      ? { update: { ...update, phase: "idle" }, effect: "stop-download" }
      : stay(update);
  }
  if (phase === "idle" && version !== null) return begin(update, version);
  return { update, effect: phase === "ready" && agreed ? "install" : null };
}
