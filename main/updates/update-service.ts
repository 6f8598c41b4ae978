import type { Clock } from "../../common/clock.ts";
import type { NoUpdates, UpdateState } from "../../common/contract/updates.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
import { initialUpdate, stepUpdate, type Update, type UpdateEvent } from "./update-policy.ts";
import type { Updater } from "./updater.ts";
import { updateState } from "./update-state.ts";

/** The start of the app, and a call placed at once, come before the first look. */
export const firstCheckAfterMs = 60_000;
export const checkEveryMs = 3_600_000;

export interface UpdateServicePorts {
  /** Or why the app cannot be updated. */
  readonly updater: Result<Updater, NoUpdates>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs the update policy for as long as the app lives. No call depends on it: trouble is told in the log and the settings. */
export class UpdateService {
  readonly #ports: UpdateServicePorts;
  readonly #listeners = new Set<() => void>();
  #update: Update = initialUpdate;
  #checkedAt: number | null = null;
  #download = new AbortController();

  constructor(ports: UpdateServicePorts) {
    this.#ports = ports;
  }

  get state(): UpdateState {
    const { updater } = this.#ports;
    return updater.ok ? updateState(this.#update, this.#checkedAt) : { phase: "off", reason: updater.error };
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    if (!this.#ports.updater.ok) return;
    this.#checkAfter(firstCheckAfterMs);
  }

  /** To be told whenever calls begin or end. */
  callsChanged(inCall: boolean): void {
    this.#dispatch({ type: "calls", inCall });
  }

  /** The user does not want to wait for the next look. */
  check(): void {
    this.#dispatch({ type: "due" });
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
    if (!updater.ok) return;
    const before = this.#update;
    const { update, effect } = stepUpdate(before, event);
    this.#update = update;
    if (update.phase !== before.phase)
      log.info("update phase", { from: before.phase, to: update.phase, version: update.version });
    if (update !== before) for (const listener of this.#listeners) listener();
    if (effect === "check") void this.#check(updater.value);
    if (effect === "download") void this.#fetch(updater.value);
    if (effect === "stop-download") this.#download.abort();
    if (effect === "install") void this.#install(updater.value);
  }

  async #check(updater: Updater): Promise<void> {
    try {
      const version = await updater.check();
      this.#checkedAt = this.#ports.clock.now();
      this.#dispatch(version === null ? { type: "none" } : { type: "found", version });
    } catch (cause) {
      this.#failed("update check failed", cause);
    }
  }

  async #fetch(updater: Updater): Promise<void> {
    this.#download = new AbortController();
    const { signal } = this.#download;
    try {
      await updater.download(signal, (percent) => {
        if (!signal.aborted) this.#dispatch({ type: "progress", percent });
      });
      if (!signal.aborted) this.#dispatch({ type: "downloaded" });
    } catch (cause) {
      if (!signal.aborted) this.#failed("update download failed", cause);
    }
  }

  async #install(updater: Updater): Promise<void> {
    try {
      await updater.install();
    } catch (cause) {
      this.#failed("update could not be installed", cause);
    }
  }

  #failed(message: string, cause: unknown): void {
    this.#ports.log.info(message, { reason: cause instanceof Error ? cause.message : String(cause) });
    this.#dispatch({ type: "failed" });
  }
}
