import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { setCamera } from "../../store/actions.ts";
import { hasCompany } from "../../store/members.ts";
import { can } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { ControlButton } from "../../ui/control-button.tsx";

/** Switches our camera; only where somebody can see it. */
export function VideoButton({ call }: { readonly call: LiveCall }): VNode | null {
  if (!can("video") || call.held || !hasCompany(call)) return null;
  const on = call.camera !== "off";
  return (
    <ControlButton
      icon={on ? "video" : "video-off"}
      word={text.call.video}
      pressed={on}
      busy={call.camera === "starting"}
      onPress={() => setCamera(call.id, !on)}
    />
  );
}
