import type { Clock } from "../../common/clock.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";

/** An access with less left than this is not handed out. */
export const minimumLeftMs = 60_000;

type Attempt = Promise<Result<MediaAccess, CallError>>;

/** Keeps one media access ready, so that a click does not wait for it. Each is handed out once. */
export class MediaAccessPool {
  readonly #create: () => Attempt;
  readonly #clock: Clock;
  #warm: Attempt | null = null;

  constructor(create: () => Attempt, clock: Clock) {
    this.#create = create;
    this.#clock = clock;
  }

  /** Fetches one ahead, unless one is there or on its way. */
  warm(): void {
    if (this.#warm !== null) return;
    const attempt = this.#create();
    this.#warm = attempt;
    void attempt.then((access) => {
      if (!access.ok && this.#warm === attempt) this.#warm = null;
    });
  }

  async take(): Promise<Result<MediaAccess, CallError>> {
    const warm = this.#warm;
    this.#warm = null;
    if (warm === null) return this.#create();
    const access = await warm;
    const usable = access.ok && access.value.expiresAt - this.#clock.now() > minimumLeftMs;
    return usable ? access : this.#create();
  }

  /** What was ready belongs to a sign-in that is over. */
  clear(): void {
    this.#warm = null;
  }
}
