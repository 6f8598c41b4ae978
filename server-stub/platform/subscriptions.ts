import type { Subscriptions } from "../../common/wire/control-api.ts";

/** What subscription rules look at in a published stream. */
export interface StreamIdentity {
  readonly participantId: string;
  readonly msid: string;
  readonly alias?: string | undefined;
}

export interface Subscriber {
  readonly participantId: string;
  readonly subscriptions: Subscriptions;
}

/** True when the rules select nothing at all: GET subscriptions then answers 204 (R14). */
export function selectsNothing({ sessionId, participants }: Subscriptions): boolean {
  return sessionId === undefined && (participants === undefined || participants.length === 0);
}

/**
 * The streams that a member receives of those published in its session (bandwidth.md 1.2): never its own, a non-empty
 * participant list overrides the session level. Of two streams with one msid the first wins (R47).
 */
export function receivedStreams<S extends StreamIdentity>(
  subscriber: Subscriber,
  published: readonly S[],
): readonly S[] {
  const seen = new Set<string>();
  return published.filter((stream) => {
    if (stream.participantId === subscriber.participantId || seen.has(stream.msid)) return false;
    if (!selects(subscriber.subscriptions, stream)) return false;
    seen.add(stream.msid);
    return true;
  });
}

function selects({ sessionId, participants = [] }: Subscriptions, stream: StreamIdentity): boolean {
  if (participants.length === 0) return sessionId !== undefined;
  return participants.some(({ participantId, streamAliases = [] }) => {
    if (participantId !== stream.participantId) return false;
    if (streamAliases.length === 0) return true;
    return stream.alias !== undefined && streamAliases.includes(stream.alias);
  });
}
