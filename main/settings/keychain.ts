import type { KeychainProblem } from "../../common/contract/state.ts";
import type { Result } from "../../common/result.ts";

/**
 * The OS keychain as a port. Every call has a time limit. `locked` cannot always be told from "no secret" by a read,
 * so callers must not overwrite or forget anything because a read found nothing.
 */
export interface Keychain {
  get(account: string): Promise<Result<string | null, KeychainProblem>>;
  set(account: string, secret: string): Promise<Result<null, KeychainProblem>>;
  delete(account: string): Promise<Result<null, KeychainProblem>>;
}
