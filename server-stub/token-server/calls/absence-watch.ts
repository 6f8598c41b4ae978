import type { Clock } from "../../../common/clock.ts";
import type { CallId } from "../../../common/ids.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Client, ClientKey } from "../client.ts";
import type { EventStreams } from "../event-streams.ts";
import type { CallRegistry } from "./call-registry.ts";
import { clientOf, isPersons } from "./member.ts";
import type { CallEvent } from "./tracked-call.ts";

export interface AbsenceWatchOptions {
  readonly clock: Clock;
  readonly graceMs: number;
  readonly streams: EventStreams;
  readonly registry: CallRegistry;
  readonly onEvent: (call: CallId, event: CallEvent) => void;
}

/**
 * Notices who cannot hear of an unanswered call any more. A stream that closes may come back at once (a network change,
 * a resume), so only one that stays away for the grace period counts. Once answered, media has its own line.
 */
export class AbsenceWatch {
  readonly #options: AbsenceWatchOptions;
  readonly #away = new Map<ClientKey, Dispose>();

  constructor(options: AbsenceWatchOptions) {
    this.#options = options;
  }

  streamChanged(client: Client, change: "opened" | "closed"): void {
    this.#away.get(client.key)?.();
    this.#away.delete(client.key);
    if (change === "opened") return;
    const { clock, graceMs } = this.#options;
    this.#away.set(
      client.key,
      clock.after(graceMs, () => {
        this.#away.delete(client.key);
        this.#stayedAway(client);
      }),
    );
  }

  close(): void {
    for (const cancel of this.#away.values()) cancel();
    this.#away.clear();
  }

  #stayedAway(client: Client): void {
    const { registry, streams, onEvent } = this.#options;
    const isReachable = streams.isReachable(client.person.id);
    for (const call of registry.live()) {
      for (const member of call.members) {
        if (clientOf(member) === client.key) {
          if (!call.answered && call.room === null) onEvent(call.id, { type: "hung-up", member: member.id });
        } else if (
          !isReachable &&
          member.state === "ringing" &&
          !member.quiet &&
          isPersons(member.party, client)
        ) {
          onEvent(call.id, { type: "not-coming", member: member.id, outcome: "offline" });
        }
      }
    }
  }
}
