import type { z } from "zod";
import { err, ok, type Result } from "../../common/result.ts";
import type { CallOutcome } from "../../common/wire/calls.ts";
import type { ErrorBody, ErrorCode } from "../../common/wire/token-server.ts";

/** Why a request is not carried out; becomes a status and an ErrorBody. */
export interface Failure {
  readonly code: ErrorCode;
  /** With request-invalid: what is wrong, without repeating values. */
  readonly detail?: string;
  /** With call-gone: how the call ended, as this client should understand it. */
  readonly outcome?: CallOutcome;
  /** With too-many-attempts and phone-limit. */
  readonly retryAfterMs?: number;
  /** With request-invalid: 413 and 415 are told apart from 400. */
  readonly status?: number;
}

export const errorStatus: Record<ErrorCode, number> = {
  "request-invalid": 400,
  "wrong-password": 401,
  "too-many-attempts": 429,
  unauthorized: 401,
  "refresh-reused": 401,
  "not-found": 404,
  "person-unknown": 404,
  "calling-yourself": 400,
  "callee-offline": 409,
  "callee-busy": 409,
  "number-refused": 409,
  "emergency-number": 403,
  "phone-limit": 429,
  "phones-unavailable": 503,
  "member-gone": 410,
  "call-full": 409,
  "room-gone": 410,
  "room-full": 409,
  "removed-from-room": 403,
  "not-host": 403,
  "already-in-call": 409,
  "call-gone": 410,
  "media-access-gone": 410,
  "client-unknown": 404,
  "mailbox-full": 409,
  "platform-unavailable": 503,
  "shutting-down": 503,
  internal: 500,
};

const messages: Record<ErrorCode, string> = {
  "request-invalid": "The request cannot be read.",
  "wrong-password": "The username or the password is wrong.",
  "too-many-attempts": "Too many attempts; try again later.",
  unauthorized: "Sign in first.",
  "refresh-reused": "This refresh token was used before; sign in again.",
  "not-found": "There is nothing here.",
  "person-unknown": "Nobody here has this id.",
  "calling-yourself": "You cannot call yourself.",
  "callee-offline": "This person is not signed in anywhere.",
  "callee-busy": "This person is in another call.",
  "number-refused": "The telephone network does not connect this number.",
  "emergency-number": "Emergency numbers are not called from here.",
  "phone-limit": "No more phone calls can be made at the moment.",
  "phones-unavailable": "The telephone network does not answer.",
  "member-gone": "This member is not in the call any more.",
  "call-full": "Nobody else fits into this call.",
  "room-gone": "This room does not exist any more.",
  "room-full": "Nobody else fits into this room.",
  "removed-from-room": "The host took you out of this room; somebody in it has to invite you.",
  "not-host": "Only the room's host may do this.",
  "already-in-call": "You are already in a call.",
  "call-gone": "This call has ended.",
  "client-unknown": "No mail is kept for this client.",
  "mailbox-full": "Too much waits for this client already.",
  "media-access-gone": "This media access is used, expired or not yours.",
  "platform-unavailable": "The media platform does not answer.",
  "shutting-down": "This server is about to stop; try again in a minute.",
  internal: "Something went wrong in the server.",
};

export const fail = (code: ErrorCode): { readonly ok: false; readonly error: Failure } => err({ code });

export function failureStatus(failure: Failure): number {
  return failure.status ?? errorStatus[failure.code];
}

export function failureBody(failure: Failure): ErrorBody {
  const message =
    failure.detail === undefined ? messages[failure.code] : `${messages[failure.code]} ${failure.detail}`;
  const body = { error: { code: failure.code, message } };
  return failure.outcome === undefined ? body : { ...body, outcome: failure.outcome };
}

/** Reads what came from outside. Unknown fields are dropped; the detail names fields, never their values. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): Result<z.output<S>, Failure> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const fields = parsed.error.issues.slice(0, 5).map((issue) => issue.path.map(String).join(".") || "body");
  return err({ code: "request-invalid", detail: `Check: ${[...new Set(fields)].join(", ")}.` });
}
