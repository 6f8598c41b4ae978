import type { Clock } from "../../common/clock.ts";
import type { CallId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { CallRegistry } from "./call-registry.ts";
import type { Client, ClientKey } from "./client.ts";
import type { EventStreams } from "./event-streams.ts";
import type { Side } from "./tracked-call.ts";

export interface AbsenceWatchOptions {
  readonly clock: Clock;
  readonly graceMs: number;
  readonly streams: EventStreams;
  readonly registry: CallRegistry;
  readonly onLeft: (call: CallId, side: Side) => void;
}

/**
 * Notices who cannot hear of an unanswered call any more. A stream that closes may come back at once (a network change,
 * a resume), so only one that stays away for the grace period counts.
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
    const { registry, streams, onLeft } = this.#options;
    const calleeGone = !streams.isReachable(client.person.id);
    for (const call of registry.live()) {
      if (call.phase === "answered") continue;
      if (call.caller.client === client.key) onLeft(call.id, "caller");
      else if (calleeGone && call.callee.id === client.person.id) onLeft(call.id, "callee");
    }
  }
}
