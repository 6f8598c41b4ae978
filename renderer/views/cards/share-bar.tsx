import type { VNode } from "preact";
import { pauseShare, stopShare } from "../../store/actions.ts";
import { share } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";

/** On the shared screen, and kept out of the picture: what is shared, pause, stop. */
export function ShareBar(): VNode | null {
  const current = share.value;
  if (current === null) return null;
  const paused = current.phase === "paused";
  return (
    <main class="card card--share" aria-label={text.shareBar.label}>
      <Icon name="monitor" size={18} />
      <span class="card__share" role="status">
        {paused ? text.shareBar.paused : text.shareBar.sharing(current.source.title)}
      </span>
      <Button onPress={() => pauseShare(!paused)}>
        {paused ? text.shareBar.resume : text.shareBar.pause}
      </Button>
      <Button kind="danger" onPress={stopShare}>
        {text.shareBar.stop}
      </Button>
    </main>
  );
}
