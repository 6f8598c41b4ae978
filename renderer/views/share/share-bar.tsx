import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { openPicker, pauseShare, setShareMode, share, stopShare } from "../../store/share.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Segments } from "../../ui/segments.tsx";
import { shareModes } from "./share-modes.ts";

const words = text.share;

/** What we share into this call, and what can be done with it. Null while we share nothing. */
export function ShareBar({ call }: { readonly call: LiveCall }): VNode | null {
  const now = share.value;
  if (now?.call !== call.id) return null;
  const paused = now.phase === "paused";
  return (
    <section class="share-bar" data-phase={now.phase} aria-label={words.bar}>
      <Icon name="monitor-up" />
      <p class="share-bar__what" role="status">
        <span class="share-bar__title">{words.state[now.phase](now.source.title)}</span>
        <span class="share-bar__detail">
          {paused ? words.pausedDetail : now.size === null ? "" : words.size(now.size, now.sound)}
        </span>
      </p>
      <Segments
        name="share-mode"
        label={words.mode}
        value={now.mode}
        segments={shareModes(words.modes)}
        onChange={setShareMode}
      />
      <span class="share-bar__actions">
        {now.phase !== "starting" && (
          <Button icon={paused ? "play" : "pause"} onPress={() => pauseShare(!paused)}>
            {paused ? words.resume : words.pause}
          </Button>
        )}
        <Button icon="switch" onPress={() => void openPicker(call.id)}>
          {words.switchSource}
        </Button>
        <Button kind="danger" icon="monitor-x" onPress={stopShare}>
          {words.stop}
        </Button>
      </span>
    </section>
  );
}
