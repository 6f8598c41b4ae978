import type { VNode } from "preact";
import type { Remote } from "../../../common/call/call.ts";
import { remoteKey } from "../../../common/call/remote.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { nameOf } from "./remote-words.ts";

interface Props {
  readonly remote: Remote;
  readonly size: "small" | "medium" | "large" | "huge";
}

/** The other end of a call. A phone that is nobody we know has no initials, not even those of "Unknown number". */
export function RemoteAvatar({ remote, size }: Props): VNode {
  const nameless = remote.kind === "phone" && remote.name === null;
  return <Avatar id={remoteKey(remote)} name={nameless ? "" : nameOf(remote)} size={size} />;
}
