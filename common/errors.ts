import { z } from "zod";

/** Why a call could not be made or kept. Each code has a sentence in `renderer/strings` and a row in docs/errors.md. */
export const CallError = z.discriminatedUnion("code", [
  z.object({ code: z.literal("microphone-denied") }),
  z.object({ code: z.literal("microphone-missing") }),
  z.object({ code: z.literal("microphone-busy") }),
  z.object({ code: z.literal("media-timeout"), afterMs: z.number() }),
  z.object({ code: z.literal("media-failed") }),
  z.object({ code: z.literal("signaling-lost") }),
  z.object({ code: z.literal("signaling-refused") }),
  z.object({ code: z.literal("server-unreachable") }),
  z.object({ code: z.literal("server-refused"), status: z.int() }),
  z.object({ code: z.literal("server-unreadable") }),
  z.object({ code: z.literal("person-unknown") }),
  z.object({ code: z.literal("call-gone") }),
  z.object({ code: z.literal("camera-denied") }),
  z.object({ code: z.literal("camera-missing") }),
  z.object({ code: z.literal("camera-busy") }),
  /** The system does not let us look at the screen. */
  z.object({ code: z.literal("screen-denied") }),
  /** The window was closed, or the screen unplugged, before it could be shared. */
  z.object({ code: z.literal("screen-gone") }),
  z.object({ code: z.literal("screen-failed") }),
  z.object({ code: z.literal("phones-unavailable") }),
  /** As many phone calls as the account, or one person in a minute, may make. */
  z.object({ code: z.literal("phone-limit") }),
  z.object({ code: z.literal("member-gone") }),
  z.object({ code: z.literal("call-full") }),
  z.object({ code: z.literal("room-gone") }),
  z.object({ code: z.literal("room-full") }),
  /** The host has taken us out, and nobody has invited us since. */
  z.object({ code: z.literal("removed-from-room") }),
  z.object({ code: z.literal("not-host") }),
  /** Of whom we wanted to add, invite or give the call to. */
  z.object({ code: z.literal("callee-offline") }),
  z.object({ code: z.literal("callee-busy") }),
  z.object({ code: z.literal("number-refused") }),
  /** Never dialled, and refused before anything is sent (R72). */
  z.object({ code: z.literal("emergency-number") }),
]);
export type CallError = z.infer<typeof CallError>;

/** Why a request of the user could not be carried out, as far as it is not a call error. */
export const RequestError = z.discriminatedUnion("code", [
  z.object({ code: z.literal("wrong-password") }),
  z.object({ code: z.literal("too-many-attempts"), retryAfterMs: z.number() }),
  z.object({ code: z.literal("server-address-invalid") }),
  z.object({ code: z.literal("sign-in-interrupted") }),
  z.object({ code: z.literal("session-expired") }),
  z.object({ code: z.literal("not-signed-in") }),
  z.object({ code: z.literal("already-in-call") }),
  z.object({ code: z.literal("number-invalid") }),
  z.object({ code: z.literal("not-connected") }),
  z.object({ code: z.literal("calling-yourself") }),
  z.object({ code: z.literal("request-invalid"), detail: z.string() }),
  z.object({ code: z.literal("internal") }),
]);
export type RequestError = z.infer<typeof RequestError>;

/** Everything a request over IPC can fail with. */
export const Failure = z.union([CallError, RequestError]);
export type Failure = z.infer<typeof Failure>;
export type FailureCode = Failure["code"];

/** Every code, for the tests that compare them with docs/errors.md and the strings. */
export const failureCodes: readonly FailureCode[] = [...CallError.options, ...RequestError.options].map(
  (option) => option.shape.code.value,
);
