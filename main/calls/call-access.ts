import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { Backend } from "../backend/backend.ts";

type Attempt = Promise<Result<MediaAccess, CallError>>;

/** The media access of one call: one at a time, shared by all who ask for it. */
export class CallAccess {
  readonly #backend: Pick<Backend, "takeMediaAccess">;
  #attempt: Attempt | null = null;

  constructor(backend: Pick<Backend, "takeMediaAccess">) {
    this.#backend = backend;
  }

  /** A failed attempt is not kept, so that the next caller tries anew. */
  get(): Attempt {
    this.#attempt ??= this.#take();
    return this.#attempt;
  }

  /** Another one, because the service does not know the one of now any more. */
  renew(): Attempt {
    this.#attempt = null;
    return this.get();
  }

  #take(): Attempt {
    const attempt = this.#backend.takeMediaAccess().then((access) => {
      // A newer attempt than this one is not to be lost with it.
      if (!access.ok && this.#attempt === attempt) this.#attempt = null;
      return access;
    });
    return attempt;
  }
}
