import type { KeychainProblem } from "../../common/contract/state.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Keychain } from "../../main/settings/keychain.ts";

/** A keychain in memory; `problem` makes every write fail, and every read too unless it reads as empty. */
export class FakeKeychain implements Keychain {
  readonly secrets = new Map<string, string>();
  readonly writes: string[] = [];
  problem: KeychainProblem | null = null;
  /** As a locked keyring does: a read finds nothing instead of failing. */
  lockedReadsAsEmpty = false;

  get(account: string): Promise<Result<string | null, KeychainProblem>> {
    if (this.lockedReadsAsEmpty) return Promise.resolve(ok(null));
    return Promise.resolve(this.problem === null ? ok(this.secrets.get(account) ?? null) : err(this.problem));
  }

  set(account: string, secret: string): Promise<Result<null, KeychainProblem>> {
    if (this.problem !== null) return Promise.resolve(err(this.problem));
    this.writes.push(secret);
    this.secrets.set(account, secret);
    return Promise.resolve(ok(null));
  }

  delete(account: string): Promise<Result<null, KeychainProblem>> {
    if (this.problem !== null) return Promise.resolve(err(this.problem));
    this.secrets.delete(account);
    return Promise.resolve(ok(null));
  }
}
