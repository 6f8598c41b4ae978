/** What the token server's failures mean to the user. */
import type { CallError, Failure } from "../../common/errors.ts";
import type { CallRefusal } from "./backend.ts";
import type { HttpFailure } from "./http-client.ts";
import type { TokenFailure } from "./sign-in-session.ts";

export function callError(failure: TokenFailure): CallError {
  switch (failure.code) {
    case "unreachable":
    case "interrupted":
    case "session-ended":
      return { code: "server-unreachable" };
    case "unreadable":
      return { code: "server-unreadable" };
    case "status":
      return { code: "server-refused", status: failure.status };
  }
}

export function callRefusal(failure: TokenFailure): CallRefusal {
  const body = failure.code === "status" ? failure.body : null;
  switch (body?.error.code) {
    case "callee-offline":
      return { code: "ended", outcome: "offline" };
    case "callee-busy":
      return { code: "ended", outcome: "busy" };
    case "person-unknown":
      return { code: "refused", error: { code: "person-unknown" } };
    case "call-gone":
      if (body?.outcome !== undefined) return { code: "ended", outcome: body.outcome };
      return { code: "refused", error: { code: "call-gone" } };
    case "number-refused":
      return { code: "ended", outcome: "number-refused" };
    case "emergency-number":
    case "phone-limit":
    case "phones-unavailable":
    case "call-full":
    case "room-gone":
    case "room-full":
    case "removed-from-room":
      return { code: "refused", error: { code: body.error.code } };
    default:
      return { code: "refused", error: callError(failure) };
  }
}

/** Of a request whose refusal leaves the call or room as it was. */
export function requestFailure(failure: TokenFailure): Failure {
  const code = failure.code === "status" ? failure.body?.error.code : undefined;
  switch (code) {
    case "person-unknown":
    case "calling-yourself":
    case "callee-offline":
    case "callee-busy":
    case "number-refused":
    case "emergency-number":
    case "phone-limit":
    case "phones-unavailable":
    case "member-gone":
    case "call-full":
    case "room-gone":
    case "room-full":
    case "removed-from-room":
    case "not-host":
    case "call-gone":
      return { code };
    default:
      return callError(failure);
  }
}

/**
 * The server itself says that this sign-in is dead. A 401 of anybody else, such as a proxy in between, says nothing
 * about it and must not cost the user the kept secret.
 */
export function signInIsOver(failure: HttpFailure): boolean {
  if (failure.code !== "status" || failure.status !== 401) return false;
  const code = failure.body?.error.code;
  return code === "unauthorized" || code === "refresh-reused";
}

export function signInFailure(failure: HttpFailure): Failure {
  if (failure.code === "interrupted") return { code: "sign-in-interrupted" };
  if (failure.code !== "status") return callError(failure);
  if (failure.status === 429) return { code: "too-many-attempts", retryAfterMs: failure.retryAfterMs };
  if (failure.body?.error.code === "wrong-password") return { code: "wrong-password" };
  return callError(failure);
}
