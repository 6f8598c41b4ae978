import type { UpdateState } from "../../common/contract/updates.ts";
import type { Update } from "./update-policy.ts";

/** What a page is told. `checkedAt` in ms since the epoch; null when the update service has not answered yet. */
export function updateState(update: Update, checkedAt: number | null): UpdateState {
  const { phase, percent, agreed, problem } = update;
  const version = update.version ?? "";
  switch (phase) {
    case "idle":
      return { phase, version: update.version, checkedAt, problem: problem === "install" ? null : problem };
    case "checking":
      return { phase };
    case "downloading":
      return { phase, version, percent: Math.min(100, Math.max(0, Math.floor(percent))) };
    case "ready":
      return { phase, version, agreed, problem: problem === "install" ? problem : null };
  }
}
