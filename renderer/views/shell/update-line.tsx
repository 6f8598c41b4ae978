import type { VNode } from "preact";
import { restartAndUpdate } from "../../store/actions.ts";
import { offeredVersion, updateLater } from "../../store/updates.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";

/** One quiet line when a new version is ready; never in a call, and not again once it was put off. */
export function UpdateLine(): VNode {
  const version = offeredVersion.value;
  return (
    <div class="update-line" role="status">
      {version !== null && (
        <div class="update-line__box">
          <Icon name="update" size={18} />
          <p class="update-line__words">
            {text.updates.readyShort(version)}
            <button type="button" class="link-button" onClick={restartAndUpdate}>
              {text.updates.restart}
            </button>
          </p>
          <IconButton icon="x" label={text.dismiss} onPress={updateLater} />
        </div>
      )}
    </div>
  );
}
