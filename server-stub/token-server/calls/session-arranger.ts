import type { CallId } from "../../../common/ids.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { Subscriptions } from "../../../common/wire/control-api.ts";
import type { Log } from "../../log.ts";
import type { ControlClient } from "../control-client.ts";
import type { PlatformCleanup } from "../platform-cleanup.ts";
import { hearing } from "./call-view.ts";
import { participantOf } from "./member.ts";
import type { CallEvent, TrackedCall } from "./tracked-call.ts";

export interface SessionArrangerOptions {
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly log: Log;
  /** The call as it is now, if it still is. */
  readonly find: (id: CallId) => TrackedCall | undefined;
  readonly onEvent: (id: CallId, event: CallEvent) => void;
}

/** failed: at least one participant is not where the call wants it. */
export type Arranged = "arranged" | "failed";

interface Arrangement {
  readonly queue: TaskQueue;
  sessionId: string | null;
  /** What the platform was told last, by participant, as JSON. */
  readonly told: Map<string, string>;
}

/**
 * Makes the platform's session what a call says about its members: who is in it, and who hears whom. A call only says what
 * it wants; what differs from the last time is sent, one arrangement of a call after the other.
 */
export class SessionArranger {
  readonly #options: SessionArrangerOptions;
  readonly #arrangements = new Map<CallId, Arrangement>();

  constructor(options: SessionArrangerOptions) {
    this.#options = options;
  }

  arrange(id: CallId): Promise<Arranged> {
    const arrangement = this.#arrangements.get(id) ?? {
      queue: new TaskQueue(),
      sessionId: null,
      told: new Map(),
    };
    this.#arrangements.set(id, arrangement);
    return arrangement.queue.run(() => this.#run(id, arrangement));
  }

  /** The call is over, or nobody is in the room: its session is deleted. */
  close(id: CallId, sessionId: string): void {
    this.#arrangements.delete(id);
    this.#options.cleanup.session(sessionId);
  }

  async #run(id: CallId, arrangement: Arrangement): Promise<Arranged> {
    const call = this.#live(id);
    if (!call || call.members.length === 0) return this.#over(id, arrangement);
    if (call.sessionId === null && !(await this.#open(id))) return "failed";
    const opened = this.#live(id);
    if (!opened || opened.sessionId === null) return this.#over(id, arrangement);
    const { sessionId } = opened;
    if (arrangement.sessionId !== sessionId) arrangement.told.clear();
    arrangement.sessionId = sessionId;
    const wanted = [...hearing(opened, sessionId)];
    const results = await Promise.all(
      wanted.map(([participantId, rules]) => this.#place(id, arrangement, sessionId, participantId, rules)),
    );
    return results.every(Boolean) ? "arranged" : "failed";
  }

  #live(id: CallId): TrackedCall | undefined {
    const call = this.#options.find(id);
    return call?.phase === "ended" ? undefined : call;
  }

  #over(id: CallId, arrangement: Arrangement): Arranged {
    if (this.#arrangements.get(id) === arrangement) this.#arrangements.delete(id);
    return "arranged";
  }

  /** The tag holds nothing personal: it flows to billing (bandwidth.md 1.1). */
  async #open(id: CallId): Promise<boolean> {
    const { control, cleanup, log, onEvent } = this.#options;
    const session = await control.createSession({ tag: "deskline-call" });
    if (!session.ok) {
      log("error", "no session from the platform", { call: id, problem: session.error });
      onEvent(id, { type: "platform.failed" });
      return false;
    }
    const call = this.#live(id);
    // Everybody may have left while it was made.
    if (!call || call.members.length === 0) cleanup.session(session.value.id);
    else onEvent(id, { type: "session.opened", sessionId: session.value.id });
    return true;
  }

  async #place(
    id: CallId,
    { told }: Arrangement,
    sessionId: string,
    participantId: string,
    rules: Subscriptions,
  ): Promise<boolean> {
    const { control, log } = this.#options;
    const wanted = JSON.stringify(rules);
    const before = told.get(participantId);
    if (before === wanted) return true;
    const placed =
      before === undefined
        ? await control.addParticipant(sessionId, participantId, rules)
        : await control.setSubscriptions(sessionId, participantId, rules);
    const member = this.#options.find(id)?.members.find((one) => participantOf(one) === participantId);
    if (placed.ok) {
      told.set(participantId, wanted);
      if (member) this.#options.onEvent(id, { type: "seated", member: member.id });
      return true;
    }
    // Who has left meanwhile took the participant along.
    if (!member) return true;
    log("error", "a participant cannot be placed", { call: id, problem: placed.error });
    if (before === undefined) this.#options.onEvent(id, { type: "lost", member: member.id });
    return false;
  }
}
