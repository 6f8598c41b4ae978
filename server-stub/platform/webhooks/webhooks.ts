import { setMaxListeners } from "node:events";
import type { Clock } from "../../../common/clock.ts";
import { backoff } from "../../../common/retry-policy.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { ParticipantWebhook } from "../../../common/wire/control-api.ts";
import type { Log } from "../platform-options.ts";
import type { PrivateAddresses } from "./guarded-request.ts";
import { postJson, type PostOptions, type PostOutcome } from "./post-json.ts";

export interface WebhookOptions {
  /** For one attempt. */
  readonly timeoutMs: number;
  /** For one event, the first one included. */
  readonly attempts: number;
  /** Lets webhooks reach loopback and private addresses: for a back end on the same machine or network. */
  readonly allowPrivateAddresses: PrivateAddresses;
}

export type PostWebhook = (url: URL, event: ParticipantWebhook, options: PostOptions) => Promise<PostOutcome>;

export const webhookDefaults: WebhookOptions = {
  timeoutMs: 5_000,
  attempts: 4,
  allowPrivateAddresses: false,
};

/** More waiting events than that of one participant mean a dead back end; the newest are dropped. */
const maxWaiting = 64;
const firstRetryMs = 500;
const maxRetryMs = 5_000;
/** How long the end of the platform waits for what is still to be delivered. */
const flushMs = 2_000;

interface Waiting {
  readonly queue: TaskQueue;
  count: number;
}

/** Participant webhooks (bandwidth.md section 3): of one participant strictly in order. Failures only show in the log (R60). */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #post: PostWebhook;
  readonly #waiting = new Map<string, Waiting>();
  readonly #abort = new AbortController();
  /** Aborted when nobody has time for back-off any more. */
  readonly #hurry = new AbortController();

  constructor(options: WebhookOptions & { clock: Clock; log: Log; post?: PostWebhook | undefined }) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#post = options.post ?? postJson;
    // One for each that is under way or waits: as many as there are participants, and no leak.
    setMaxListeners(0, this.#abort.signal, this.#hurry.signal);
  }

  /** Returns at once. */
  send(callbackUrl: string, event: ParticipantWebhook): void {
    const { participantId } = event;
    const waiting = this.#waiting.get(participantId) ?? { queue: new TaskQueue(), count: 0 };
    if (waiting.count >= maxWaiting || this.#hurry.signal.aborted) {
      this.#log("warn", "webhook dropped", { participantId, event: event.event });
      return;
    }
    waiting.count += 1;
    this.#waiting.set(participantId, waiting);
    void waiting.queue
      .run(() => this.#deliver(callbackUrl, event))
      // A bug of ours in one delivery must not end the server for everybody.
      .catch((cause: unknown) => {
        // Its name only: a message may quote an address with credentials.
        const error = cause instanceof Error ? cause.name : "unknown";
        this.#log("error", "webhook failed", { participantId, event: event.event, error });
      })
      .finally(() => {
        waiting.count -= 1;
        if (waiting.count === 0) this.#waiting.delete(participantId);
      });
  }

  /** Everything that waits is tried at once, a last time, and given up on in the end. Takes no more events. */
  async close(): Promise<void> {
    this.#hurry.abort();
    const cancel = this.#clock.after(flushMs, () => this.#abort.abort());
    await Promise.all([...this.#waiting.values()].map(({ queue }) => queue.idle()));
    cancel();
    this.#abort.abort();
  }

  async #deliver(callbackUrl: string, event: ParticipantWebhook): Promise<void> {
    const policy = backoff({
      firstMs: firstRetryMs,
      maxMs: maxRetryMs,
      attempts: this.#options.attempts - 1,
      random: Math.random,
    });
    const { signal } = this.#abort;
    const data = { participantId: event.participantId, event: event.event };
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const outcome = await this.#post(new URL(callbackUrl), event, {
        ...this.#options,
        clock: this.#clock,
        signal,
      });
      if (outcome === "delivered") return this.#log("debug", "webhook delivered", data);
      const isLast = outcome === "refused" || this.#hurry.signal.aborted;
      const delayMs = isLast ? null : policy.nextDelayMs(attempt);
      if (delayMs === null) return this.#log("warn", "webhook given up", { ...data, outcome });
      await this.#pause(delayMs);
    }
    this.#log("warn", "webhook given up", { ...data, outcome: "closed" });
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#hurry;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      });
      const onAbort = (): void => {
        cancel();
        resolve();
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
