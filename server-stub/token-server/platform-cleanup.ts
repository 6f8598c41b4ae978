import type { Clock } from "../../common/clock.ts";
import type { Result } from "../../common/result.ts";
import { backoff } from "../../common/retry-policy.ts";
import type { Log } from "../log.ts";
import type { ApiProblem } from "./api-client.ts";
import type { ControlClient } from "./control-client.ts";

export interface PlatformCleanupOptions {
  readonly control: ControlClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Deletes what calls leave at the platform, in the background. Tries each thing a few times; what stays is logged, and
 * the platform forgets it by itself after 9 h (bandwidth.md 1.3).
 */
export class PlatformCleanup {
  readonly #options: PlatformCleanupOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting = new Set<() => void>();
  #closing = false;

  constructor(options: PlatformCleanupOptions) {
    this.#options = options;
  }

  participant(id: string): void {
    this.remove("participant", id, () => this.#options.control.deleteParticipant(id));
  }

  session(id: string): void {
    this.remove("session", id, () => this.#options.control.deleteSession(id));
  }

  /** Ends one thing, by whatever request ends it. */
  remove(kind: string, id: string, request: () => Promise<Result<void, ApiProblem>>): void {
    const running = this.#remove(kind, id, request).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when everything asked for is done; no more retries from here on. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const wake of [...this.#waiting]) wake();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #remove(kind: string, id: string, remove: () => Promise<Result<void, ApiProblem>>): Promise<void> {
    const policy = backoff({ firstMs: 1_000, maxMs: 30_000, attempts: 4, random: this.#options.random });
    for (let attempt = 0; ; attempt += 1) {
      const removed = await remove();
      if (removed.ok || isGone(removed.error)) return;
      const delayMs = this.#closing ? null : policy.nextDelayMs(attempt);
      const data = { kind, id, attempt, problem: removed.error };
      if (delayMs === null) return this.#options.log("error", "left behind at the platform", data);
      this.#options.log("warn", "cannot delete at the platform yet", data);
      await this.#pause(delayMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#options.clock.after(ms, wake);
      this.#waiting.add(wake);
    });
  }
}

/**
 * The platform deletes participants it lost by itself, and calls of both sides race (section 3). Of a phone call, 409 says
 * that it has ended already.
 */
const isGone = (problem: ApiProblem): boolean =>
  problem.kind === "refused" && (problem.status === 404 || problem.status === 409);
