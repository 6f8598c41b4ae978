import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { hasCompany } from "../../store/members.ts";
import { openPicker, picking, share, stopShare } from "../../store/share.ts";
import { can } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { ControlButton } from "../../ui/control-button.tsx";

/** Opens the picker, or ends what is shared. Before the press nothing is listed. */
export function ShareButton({ call }: { readonly call: LiveCall }): VNode | null {
  const sharing = share.value?.call === call.id;
  if (!can("screen-share") || (!sharing && (call.held || !hasCompany(call)))) return null;
  return sharing ? (
    <ControlButton icon="monitor-x" word={text.share.stop} pressed onPress={stopShare} />
  ) : (
    <ControlButton
      icon="monitor-up"
      word={text.share.share}
      expanded={picking.value !== null}
      onPress={() => void openPicker(call.id)}
    />
  );
}
