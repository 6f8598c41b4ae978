import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
import {
  initialUpdate,
  stepUpdate,
  type Update,
  type UpdateEvent,
  type UpdateState,
} from "./update-policy.ts";
import type { Updater } from "./updater.ts";

/** The start of the app, and a call placed at once, come before the first look. */
export const firstCheckAfterMs = 60_000;
export const checkEveryMs = 3_600_000;

export interface UpdateServicePorts {
  /** Null where the app cannot be updated: it is not packaged, or was packaged without an update service. */
  readonly updater: Updater | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs the update policy for as long as the app lives. Trouble is a line in the log: no call depends on it. */
export class UpdateService {
  readonly #ports: UpdateServicePorts;
  readonly #listeners = new Set<() => void>();
  #update: Update = initialUpdate;
  #download = new AbortController();

  constructor(ports: UpdateServicePorts) {
    this.#ports = ports;
  }

  get state(): UpdateState {
    if (this.#ports.updater === null) return { phase: "off" };
    const { phase, version } = this.#update;
    return version === undefined ? { phase } : { phase, version };
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#ports.updater === null) return;
    this.#checkAfter(firstCheckAfterMs);
  }

  /** To be told whenever calls begin or end. */
  callsChanged(inCall: boolean): void {
    this.#dispatch({ type: "calls", inCall });
  }

  /** The user wants the version that is ready started: now, or when the last call has ended. */
  agree(): void {
    this.#dispatch({ type: "agreed" });
  }

  #checkAfter(ms: number): void {
    this.#ports.clock.after(ms, () => {
      this.#dispatch({ type: "due" });
      this.#checkAfter(checkEveryMs);
    });
  }

  #dispatch(event: UpdateEvent): void {
    const { updater, log } = this.#ports;
    if (updater === null) return;
    const before = this.#update;
    const { update, effect } = stepUpdate(before, event);
    this.#update = update;
    if (update.phase !== before.phase) {
      log.info("update phase", { from: before.phase, to: update.phase, version: update.version });
      for (const listener of this.#listeners) listener();
    }
    if (effect === "check") void this.#check(updater);
    if (effect === "download") void this.#fetch(updater);
    if (effect === "stop-download") this.#download.abort();
    if (effect === "install") updater.install();
  }

  async #check(updater: Updater): Promise<void> {
    try {
      const version = await updater.check();
      this.#dispatch(version === null ? { type: "none" } : { type: "found", version });
    } catch (cause) {
      this.#failed("update check failed", cause);
    }
  }

  async #fetch(updater: Updater): Promise<void> {
    this.#download = new AbortController();
    const { signal } = this.#download;
    try {
      await updater.download(signal);
      if (!signal.aborted) this.#dispatch({ type: "downloaded" });
    } catch (cause) {
      if (!signal.aborted) this.#failed("update download failed", cause);
    }
  }

  #failed(message: string, cause: unknown): void {
    this.#ports.log.info(message, { reason: cause instanceof Error ? cause.message : String(cause) });
    this.#dispatch({ type: "failed" });
  }
}
