import type { PhoneNumber, UserId } from "../../common/ids.ts";
import type { PersonRef } from "./client.ts";
import { verifyPassword } from "./passwords.ts";

/** One person of the configuration, password already hashed. */
export interface Account extends PersonRef {
  /** Phone numbers that ring here. */
  readonly numbers: readonly PhoneNumber[];
  readonly passwordHash: string;
}

/** Who exists. Fixed while the server runs. */
export class People {
  readonly #accounts: ReadonlyMap<string, Account>;
  /** Stands in for the hash of a person who does not exist, so that both answers cost the same. */
  readonly #decoyHash: string;

  constructor(options: { accounts: readonly Account[]; decoyHash: string }) {
    this.#accounts = new Map(options.accounts.map((account) => [account.id, account]));
    this.#decoyHash = options.decoyHash;
  }

  get(id: UserId): PersonRef | undefined {
    const account = this.#accounts.get(id);
    return account && { id: account.id, name: account.name };
  }

  /** The first is what the person's phone calls come from. */
  numbersOf(id: UserId): readonly PhoneNumber[] {
    return this.#accounts.get(id)?.numbers ?? [];
  }

  byNumber(number: string): PersonRef | undefined {
    const account = [...this.#accounts.values()].find(({ numbers }) => numbers.some((one) => one === number));
    return account && { id: account.id, name: account.name };
  }

  all(): readonly PersonRef[] {
    return [...this.#accounts.values()].map(({ id, name }) => ({ id, name }));
  }

  /** The person, if name and password match. Case of the username does not matter. */
  async authenticate(username: string, password: string): Promise<PersonRef | null> {
    const account = this.#accounts.get(username.trim().toLowerCase());
    const matches = await verifyPassword(password, account?.passwordHash ?? this.#decoyHash);
    return account && matches ? { id: account.id, name: account.name } : null;
  }
}
