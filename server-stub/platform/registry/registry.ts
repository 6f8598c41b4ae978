import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { Dispose } from "../../../common/scope.ts";
import type {
  Participant,
  PlatformSession,
  PublishPermission,
  Subscriptions,
} from "../../../common/wire/control-api.ts";
import type { PlatformFigures } from "../platform-options.ts";

export interface RegistryError {
  readonly code: "not-found" | "conflict" | "invalid";
  readonly message: string;
}

/** What the device side must react to. */
export type RegistryChange =
  /** Members or their subscriptions are others now. */
  | { readonly type: "session.changed"; readonly sessionId: string }
  | { readonly type: "member.removed"; readonly sessionId: string; readonly participantId: string }
  | { readonly type: "participant.deleted"; readonly participantId: string }
  /** The members survive it (R18). */
  | { readonly type: "session.deleted"; readonly memberIds: readonly string[] };

export interface NewParticipant {
  readonly callbackUrl?: string | null | undefined;
  readonly publishPermissions?: PublishPermission[] | undefined;
  readonly tag?: string | undefined;
}

interface ParticipantRecord {
  readonly fixed: NewParticipant;
  sessionId: string | null;
  subscriptions: Subscriptions;
  readonly cancelExpiry: Dispose;
}

interface SessionRecord {
  readonly tag: string | undefined;
  /** In the order of joining. */
  readonly memberIds: Set<string>;
  readonly cancelExpiry: Dispose;
}

const notFound = (what: string): RegistryError => ({ code: "not-found", message: `${what} not found` });

/** Sessions, participants, memberships and subscriptions (bandwidth.md section 1). Knows neither HTTP nor devices. */
export class Registry {
  readonly #participants = new Map<string, ParticipantRecord>();
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #listeners = new Set<(change: RegistryChange) => void>();
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #maxMembers: number;

  constructor(options: { clock: Clock; lifetimeMs: number; maxMembers: number }) {
    this.#clock = options.clock;
    this.#lifetimeMs = options.lifetimeMs;
    this.#maxMembers = options.maxMembers;
  }

  /** Called after each change has been made. */
  onChange(listener: (change: RegistryChange) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  figures(): Pick<PlatformFigures, "sessions" | "participants"> {
    return { sessions: this.#sessions.size, participants: this.#participants.size };
  }

  createParticipant(fixed: NewParticipant): Participant {
    const id = randomUUID();
    const cancelExpiry = this.#clock.after(this.#lifetimeMs, () => this.deleteParticipant(id));
    const record: ParticipantRecord = { fixed, sessionId: null, subscriptions: {}, cancelExpiry };
    this.#participants.set(id, record);
    return participantView(id, record);
  }

  participant(id: string): Result<Participant, RegistryError> {
    const record = this.#participants.get(id);
    return record ? ok(participantView(id, record)) : err(notFound("participant"));
  }

  deleteParticipant(id: string): Result<void, RegistryError> {
    const record = this.#participants.get(id);
    if (!record) return err(notFound("participant"));
    const { sessionId } = record;
    record.cancelExpiry();
    this.#participants.delete(id);
    if (sessionId !== null) this.#sessions.get(sessionId)?.memberIds.delete(id);
    this.#emit({ type: "participant.deleted", participantId: id });
    if (sessionId !== null) this.#emit({ type: "session.changed", sessionId });
    return ok(undefined);
  }

  createSession(tag: string | undefined): PlatformSession {
    const id = randomUUID();
    const cancelExpiry = this.#clock.after(this.#lifetimeMs, () => this.deleteSession(id));
    this.#sessions.set(id, { tag, memberIds: new Set(), cancelExpiry });
    return sessionView(id, tag);
  }

  session(id: string): Result<PlatformSession, RegistryError> {
    const record = this.#sessions.get(id);
    return record ? ok(sessionView(id, record.tag)) : err(notFound("session"));
  }

  deleteSession(id: string): Result<void, RegistryError> {
    const record = this.#sessions.get(id);
    if (!record) return err(notFound("session"));
    record.cancelExpiry();
    this.#sessions.delete(id);
    const memberIds = [...record.memberIds];
    for (const memberId of memberIds) this.#forget(memberId);
    this.#emit({ type: "session.deleted", memberIds });
    return ok(undefined);
  }

  /** In the order of joining. */
  members(sessionId: string): Result<Participant[], RegistryError> {
    const record = this.#sessions.get(sessionId);
    if (!record) return err(notFound("session"));
    return ok(
      [...record.memberIds].flatMap((id) => {
        const member = this.#participants.get(id);
        return member ? [participantView(id, member)] : [];
      }),
    );
  }

  /** Adding a member again replaces its subscriptions. */
  addMember(sessionId: string, participantId: string, rules: Subscriptions): Result<void, RegistryError> {
    const session = this.#sessions.get(sessionId);
    if (!session) return err(notFound("session"));
    const participant = this.#participants.get(participantId);
    if (!participant) return err(notFound("participant"));
    const mismatch = foreignSession(sessionId, rules);
    if (mismatch) return err(mismatch);
    if (participant.sessionId !== null && participant.sessionId !== sessionId) {
      return err({ code: "conflict", message: "participant is already in another session" });
    }
    if (participant.sessionId === null && session.memberIds.size >= this.#maxMembers) {
      return err({ code: "conflict", message: `session already has ${this.#maxMembers} participants` });
    }
    session.memberIds.add(participantId);
    participant.sessionId = sessionId;
    participant.subscriptions = rules;
    this.#emit({ type: "session.changed", sessionId });
    return ok(undefined);
  }

  removeMember(sessionId: string, participantId: string): Result<void, RegistryError> {
    const member = this.#member(sessionId, participantId);
    if (!member.ok) return member;
    this.#sessions.get(sessionId)?.memberIds.delete(participantId);
    this.#forget(participantId);
    this.#emit({ type: "member.removed", sessionId, participantId });
    return ok(undefined);
  }

  subscriptions(sessionId: string, participantId: string): Result<Subscriptions, RegistryError> {
    const member = this.#member(sessionId, participantId);
    return member.ok ? ok(member.value.subscriptions) : member;
  }

  setSubscriptions(
    sessionId: string,
    participantId: string,
    rules: Subscriptions,
  ): Result<void, RegistryError> {
    const member = this.#member(sessionId, participantId);
    if (!member.ok) return member;
    const mismatch = foreignSession(sessionId, rules);
    if (mismatch) return err(mismatch);
    member.value.subscriptions = rules;
    this.#emit({ type: "session.changed", sessionId });
    return ok(undefined);
  }

  /** Stops the expiry timers. */
  close(): void {
    for (const { cancelExpiry } of this.#participants.values()) cancelExpiry();
    for (const { cancelExpiry } of this.#sessions.values()) cancelExpiry();
    this.#listeners.clear();
  }

  #member(sessionId: string, participantId: string): Result<ParticipantRecord, RegistryError> {
    const session = this.#sessions.get(sessionId);
    if (!session) return err(notFound("session"));
    const participant = this.#participants.get(participantId);
    if (!participant) return err(notFound("participant"));
    if (!session.memberIds.has(participantId)) {
      return err({ code: "not-found", message: "participant is not in this session" });
    }
    return ok(participant);
  }

  #forget(participantId: string): void {
    const participant = this.#participants.get(participantId);
    if (!participant) return;
    participant.sessionId = null;
    participant.subscriptions = {};
  }

  #emit(change: RegistryChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function foreignSession(sessionId: string, rules: Subscriptions): RegistryError | null {
  if (rules.sessionId === undefined || rules.sessionId === sessionId) return null;
  return { code: "invalid", message: "sessionId of the body differs from the path" };
}

function sessionView(id: string, tag: string | undefined): PlatformSession {
  return { id, ...(tag === undefined ? {} : { tag }) };
}

function participantView(id: string, { fixed, sessionId, subscriptions }: ParticipantRecord): Participant {
  const { callbackUrl, publishPermissions, tag } = fixed;
  return {
    id,
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    ...(publishPermissions === undefined ? {} : { publishPermissions }),
    sessions: sessionId === null ? [] : [sessionId],
    subscriptions,
    ...(tag === undefined ? {} : { tag }),
    deviceApiVersion: "V3",
  };
}
