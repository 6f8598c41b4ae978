import type { VNode } from "preact";
import type { UpdateState } from "../../../common/contract/updates.ts";
import { checkForUpdates, restartAndUpdate } from "../../store/actions.ts";
import { version } from "../../store/snapshot.ts";
import { canRestart, update } from "../../store/updates.ts";
import { text } from "../../strings/en.ts";
import { dayAndTime } from "../../strings/format.ts";
import { BrandMark } from "../../ui/brand-mark.tsx";
import { Button } from "../../ui/button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";

const words = text.updates;

/** Which version this is, what becomes of the next one, and the one thing that can be done about it. */
export function UpdatesSection(): VNode | null {
  const state = update.value;
  if (state === null) return null;
  const problem = "problem" in state ? state.problem : null;
  return (
    <>
      <div class="settings__account">
        <BrandMark />
        <div class="settings__account-text">
          <p class="settings__account-name">{words.version(version.value)}</p>
          <p class="settings__note" role="status">
            {statusOf(state)}
          </p>
          {state.phase === "downloading" && (
            <p class="settings__progress">
              <ProgressBar percent={state.percent} label={words.progress} />
              <span class="settings__note">{words.percent(state.percent)}</span>
            </p>
          )}
        </div>
        <UpdateButton state={state} />
      </div>
      {problem !== null && (
        <NoticeBox
          tone="caution"
          alert
          title={words.problem[problem].title}
          detail={words.problem[problem].detail}
        />
      )}
      {state.phase === "ready" && !canRestart.value && (
        <p class="settings__note" id="no-restart">
          {words.notInCall}
        </p>
      )}
    </>
  );
}

function statusOf(state: UpdateState): string {
  switch (state.phase) {
    case "off":
      return words.off[state.reason];
    case "idle":
      if (state.version !== null) return words.afterCall(state.version);
      if (state.problem !== null) return words.unknown;
      return state.checkedAt === null ? words.unchecked : words.newest(dayAndTime(state.checkedAt));
    case "checking":
      return words.checking;
    case "downloading":
      return words.downloading(state.version);
    case "ready":
      return state.agreed && canRestart.value ? words.restarting : words.ready(state.version);
  }
}

/** Stays where it is while it is at work, so that the keyboard does not lose its place. */
function UpdateButton({ state }: { readonly state: UpdateState }): VNode | null {
  if (state.phase === "off") return null;
  if (state.phase !== "ready") {
    const waiting = state.phase === "idle" && state.version !== null;
    return (
      <Button busy={state.phase !== "idle"} disabled={waiting} onPress={checkForUpdates}>
        {words.check}
      </Button>
    );
  }
  const can = canRestart.value;
  return (
    <Button
      kind="primary"
      busy={state.agreed && can}
      disabled={!can}
      describedBy={can ? undefined : "no-restart"}
      onPress={restartAndUpdate}
    >
      {words.restart}
    </Button>
  );
}
