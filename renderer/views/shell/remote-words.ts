import type { Call, Remote } from "../../../common/call/call.ts";
import { remoteOfParty } from "../../../common/call/remote.ts";
import { formatNumber } from "../../../common/phone/numbers.ts";
import type { PhoneNumber } from "../../../common/ids.ts";
import type { Party } from "../../../common/wire/calls.ts";
import { region } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { remoteName } from "../../strings/remote-name.ts";

/** What the user calls it, with numbers as they are written where the user is. */
export const nameOf = (remote: Remote): string => remoteName(remote, region.value);
export const nameOfParty = (party: Party): string => nameOf(remoteOfParty(party));
export const numberOf = (number: PhoneNumber): string => formatNumber(number, region.value);

/** Below the name of a caller: by which way the call came to us; null when there is nothing to say. */
export function wayOf(call: Call): string | null {
  if (call.phase !== "ended" && call.transferredBy !== null)
    return text.incoming.passedOnBy(call.transferredBy);
  if (call.calledNumber !== null) return text.incoming.toNumber(numberOf(call.calledNumber));
  return null;
}
