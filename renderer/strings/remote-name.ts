import type { Remote } from "../../common/call/call.ts";
import { remoteLabel } from "../../common/call/remote.ts";

/** The other end as a person reads it. */
export const remoteName = (remote: Remote): string => remoteLabel(remote) ?? "Unknown number";
