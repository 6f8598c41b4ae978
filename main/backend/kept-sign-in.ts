import { z } from "zod";
import type { KeychainProblem } from "../../common/contract/state.ts";
import { ok, type Result } from "../../common/result.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { Keychain } from "../settings/keychain.ts";

const Kept = z.object({ refreshToken: z.string().min(1) });

/**
 * The refresh token of one account at one server, in the keychain. One access at a time and in order: the system runs
 * them on a thread pool, where a slow write could otherwise undo the deletion after it.
 */
export class KeptSignIn {
  readonly #keychain: Keychain;
  readonly #tasks = new TaskQueue();

  constructor(keychain: Keychain) {
    this.#keychain = keychain;
  }

  /** `null` may also mean a locked keychain: forget nothing because of it. */
  async read(server: string, username: string): Promise<Result<string | null, KeychainProblem>> {
    const secret = await this.#tasks.run(() => this.#keychain.get(entry(server, username)));
    if (!secret.ok) return secret;
    const kept = Kept.safeParse(secret.value === null ? null : parseJson(secret.value));
    return ok(kept.success ? kept.data.refreshToken : null);
  }

  write(server: string, username: string, refreshToken: string): Promise<Result<null, KeychainProblem>> {
    const secret = JSON.stringify({ refreshToken });
    return this.#tasks.run(() => this.#keychain.set(entry(server, username), secret));
  }

  forget(server: string, username: string): Promise<Result<null, KeychainProblem>> {
    return this.#tasks.run(() => this.#keychain.delete(entry(server, username)));
  }
}

const entry = (server: string, username: string): string => `${server}|${username.toLowerCase()}`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
