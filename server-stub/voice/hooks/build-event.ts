import type { VoiceCall } from "../calls/voice-call.ts";
import type { VoiceEvent, VoiceEventType } from "./voice-event.ts";

export interface EventContext {
  readonly accountId: string;
  readonly callUrl: (callId: string) => string;
  readonly now: number;
}

/** What one kind of event says beyond the call itself. */
export type EventExtras = Pick<
  VoiceEvent,
  "cause" | "uui" | "digit" | "digits" | "terminatingDigit" | "transferCallerId" | "transferTo" | "tag"
>;

const iso = (ms: number): string => new Date(ms).toISOString();

/** An event about a call as it is now (bandwidth.md 6.5). */
export function buildEvent(
  call: VoiceCall,
  eventType: VoiceEventType,
  context: EventContext,
  extras: EventExtras = {},
): VoiceEvent {
  const { facts, times, tag, problem } = call;
  const { from, to } = facts.said ?? facts;
  return {
    eventType,
    eventTime: iso(context.now),
    accountId: context.accountId,
    applicationId: facts.applicationId,
    from,
    to,
    direction: facts.direction,
    callId: facts.id,
    callUrl: context.callUrl(facts.id),
    ...(facts.parentCallId === undefined ? {} : { parentCallId: facts.parentCallId }),
    ...(times.enqueuedAt === undefined ? {} : { enqueuedTime: iso(times.enqueuedAt) }),
    startTime: iso(times.startedAt),
    ...(times.answeredAt === undefined ? {} : { answerTime: iso(times.answeredAt) }),
    ...(times.endedAt === undefined ? {} : { endTime: iso(times.endedAt) }),
    ...(tag === undefined ? {} : { tag }),
    ...(problem === undefined ? {} : { errorMessage: problem.message, errorId: problem.id }),
    ...extras,
  };
}
