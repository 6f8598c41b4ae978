import { z } from "zod";
import { ClientId, UserId } from "../../common/ids.ts";

/** All refresh tokens that came of one sign-in: only hashes are kept. */
export const TokenFamily = z.object({
  id: z.uuid(),
  userId: UserId,
  clientId: ClientId,
  /** SHA-256 of the valid refresh token, base64url. */
  currentHash: z.string(),
  /** Of the token that the valid one was given for; null once that, or what came with it, was used. */
  previousHash: z.string().nullable().default(null),
  /** Ms since the epoch. */
  expiresAt: z.number(),
});
export type TokenFamily = z.infer<typeof TokenFamily>;

/** Where sign-ins are kept. Changes are visible at once; the promise resolves when they would survive a restart. */
export interface TokenStore {
  get(id: string): TokenFamily | undefined;
  all(): readonly TokenFamily[];
  put(family: TokenFamily): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Forgets everything with the process. */
export class MemoryTokenStore implements TokenStore {
  readonly #families: Map<string, TokenFamily>;

  constructor(families: readonly TokenFamily[] = []) {
    this.#families = new Map(families.map((family) => [family.id, family]));
  }

  get(id: string): TokenFamily | undefined {
    return this.#families.get(id);
  }

  all(): readonly TokenFamily[] {
    return [...this.#families.values()];
  }

  put(family: TokenFamily): Promise<void> {
    this.#families.set(family.id, family);
    return Promise.resolve();
  }

  delete(id: string): Promise<void> {
    this.#families.delete(id);
    return Promise.resolve();
  }
}
