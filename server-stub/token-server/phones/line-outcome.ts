/** Why a phone that we called does not come: the Voice API's words for it, as a call's outcome. Pure. */
import type { CallOutcome } from "../../../common/wire/calls.ts";

/**
 * `cause`: bandwidth.md 6.5 and 6.9, an open list. `rejected`, `timeout` and `error` each stand for several things; where the
 * SIP status is known it decides.
 */
export function lineOutcome(cause: string, sipStatus: number | null): CallOutcome {
  switch (cause) {
    case "busy":
      return "busy";
    case "timeout":
      return sipStatus === null || sipStatus === 408 ? "no-answer" : outcomeOfStatus(sipStatus);
    case "rejected":
      return sipStatus === null ? "declined" : outcomeOfStatus(sipStatus);
    case "hangup":
      return "hung-up";
    case "error":
      return sipStatus === null ? "phones-unavailable" : outcomeOfStatus(sipStatus);
    case "account-limit":
    case "node-capacity-exceeded":
      return "phone-limit";
    case "callback-error":
    case "invalid-bxml":
    case "application-error":
      return "phones-unavailable";
    default:
      // "cancel" too: when we give up, the line is over before.
      return "unreachable";
  }
}

/** Final statuses of an INVITE (RFC 3261 section 21; 607 of RFC 8197, 608 of RFC 8688). */
function outcomeOfStatus(status: number): CallOutcome {
  switch (status) {
    case 603:
    case 607:
    case 608:
      return "declined";
    case 404:
    case 410:
    case 484:
    case 604:
      return "number-unknown";
    case 403:
      return "number-refused";
    case 402:
      return "phone-limit";
    // Ours with the trunk, not the number.
    case 401:
    case 407:
      return "phones-unavailable";
    default:
      return "unreachable";
  }
}

/** The only place where the Voice API may name the status: the words of `errorMessage`. */
export function sipStatusIn(errorMessage: string | undefined): number | null {
  const status = /\bSIP ([3-6]\d\d)\b/.exec(errorMessage ?? "")?.[1];
  return status === undefined ? null : Number(status);
}
