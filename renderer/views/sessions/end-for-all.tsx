import { useState } from "preact/hooks";
import type { VNode } from "preact";
import type { RoomId } from "../../../common/ids.ts";
import { endRoom } from "../../store/actions.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";

const words = text.sessions;

/** For the host; asks once more, because it concerns everybody. */
export function EndForAll({ room }: { readonly room: RoomId }): VNode {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button kind="quiet" onPress={() => setAsked(true)}>
        {words.endForAll}
      </Button>
    );
  }
  return (
    <div class="notice notice--caution" role="alertdialog" aria-label={words.endQuestion}>
      <p class="notice__text">{words.endQuestion}</p>
      <div class="notice__actions">
        <Button kind="danger" onPress={() => endRoom(room)}>
          {words.endForAll}
        </Button>
        <Button onPress={() => setAsked(false)}>{words.keep}</Button>
      </div>
    </div>
  );
}
