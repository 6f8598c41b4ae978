import type { Remote } from "../../common/call/call.ts";
import { remoteLabel } from "../../common/call/remote.ts";
import { formatNumber } from "../../common/phone/numbers.ts";

const withheld = "Unknown number";

/** The other end as a person of `region` reads it. */
export function remoteName(remote: Remote, region: string): string {
  if (remote.kind === "phone" && remote.name === null && remote.number !== null) {
    return formatNumber(remote.number, region);
  }
  return remoteLabel(remote) ?? withheld;
}
