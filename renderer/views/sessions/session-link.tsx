import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { roomLink } from "../../../common/call/room-link.ts";
import type { RoomCode } from "../../../common/ids.ts";
import { copyText } from "../../store/clipboard.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";

const words = text.sessions;

/** The way in for others: to be copied, or read out. */
export function SessionLink({ code }: { readonly code: RoomCode }): VNode {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async (): Promise<void> => {
    setState((await copyText(roomLink(code))) ? "copied" : "failed");
  };
  return (
    <div class="session-link">
      <p class="session-link__label">{words.code}</p>
      <code class="session-link__code">{code}</code>
      <Button icon={state === "copied" ? "check" : "copy"} onPress={() => void copy()}>
        {state === "copied" ? words.copied : words.copy}
      </Button>
      <p class="session-link__note" role="status">
        {state === "failed" ? words.copyFailed : ""}
      </p>
    </div>
  );
}
