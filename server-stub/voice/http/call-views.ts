import type { CallOrder } from "../calls/calls.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import type { CreateCallBody } from "./request-bodies.ts";

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

export interface ViewContext {
  readonly accountId: string;
  readonly callUrl: (callId: string) => string;
}

/** What POST /calls answers: the order as it was understood, defaults filled in. */
export function createdCall(
  call: VoiceCall,
  order: CallOrder,
  body: CreateCallBody,
  { accountId, callUrl }: ViewContext,
): Record<string, unknown> {
  return {
    applicationId: order.application.id,
    accountId,
    callId: call.id,
    to: order.to,
    from: order.from,
    enqueuedTime: iso(call.times.enqueuedAt),
    startTime: iso(call.times.startedAt),
    callUrl: callUrl(call.id),
    callTimeout: order.callTimeoutMs / 1_000,
    callbackTimeout: order.callbackTimeoutMs / 1_000,
    tag: order.tag ?? null,
    answerMethod: order.answer.method,
    answerUrl: body.answerUrl,
    answerFallbackMethod: body.answerFallbackMethod ?? "POST",
    answerFallbackUrl: body.answerFallbackUrl ?? null,
    disconnectMethod: body.disconnectMethod ?? "POST",
    disconnectUrl: body.disconnectUrl ?? null,
    username: body.username ?? null,
    password: body.password ?? null,
    fallbackUsername: body.fallbackUsername ?? null,
    fallbackPassword: body.fallbackPassword ?? null,
    priority: body.priority ?? 5,
  };
}

/** What GET tells of a call. `ringing` is a phase of ours: the API knows it as `initiated`. */
export function callState(call: VoiceCall, { accountId }: ViewContext): Record<string, unknown> {
  const { facts, state, times, problem } = call;
  return {
    applicationId: facts.applicationId,
    accountId,
    callId: facts.id,
    parentCallId: facts.parentCallId ?? null,
    to: facts.to,
    from: facts.from,
    direction: facts.direction,
    state: state.phase === "ringing" ? "initiated" : state.phase,
    stirShaken: null,
    identity: null,
    enqueuedTime: iso(times.enqueuedAt),
    startTime: iso(times.startedAt),
    answerTime: iso(times.answeredAt),
    endTime: iso(times.endedAt),
    disconnectCause: state.phase === "disconnected" ? state.cause : null,
    errorMessage: problem?.message ?? null,
    errorId: problem?.id ?? null,
    lastUpdate: iso(times.changedAt),
  };
}
