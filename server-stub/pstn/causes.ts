import type { PhoneCause } from "./phone-network.ts";

/** Why a call failed, by the final status of its INVITE, in the few words of the Voice API (bandwidth.md 6.9). */
export function causeOf(status: number): PhoneCause {
  if (status === 486 || status === 600) return "busy";
  if (status === 408 || status === 480) return "timeout";
  if (status === 487) return "cancel";
  // All else that the far end decided: declined, unknown number, credentials, a redirection that we do not follow.
  return status >= 500 && status < 600 ? "error" : "rejected";
}
