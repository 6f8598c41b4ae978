import type { Clock } from "../../common/clock.ts";
import type { KeychainProblem } from "../../common/contract/state.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Log } from "../log/log.ts";
import type { Keychain } from "./keychain.ts";

/** What we use of keytar. */
export interface KeytarApi {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeytarKeychainPorts {
  /** Loads the native module; rejects where it or its system library is missing. */
  readonly load: () => Promise<KeytarApi>;
  readonly clock: Clock;
  readonly log: Log;
}

const service = "com.deskline.app";
/** A locked keyring may wait for a prompt that nobody sees. */
export const keychainTimeoutMs = 3_000;

/** The OS keychain through keytar. A result that comes after the time limit is ignored. */
export function createKeytarKeychain(ports: KeytarKeychainPorts): Keychain {
  let loaded: Promise<KeytarApi> | null = null;
  const api = (): Promise<KeytarApi> => {
    loaded ??= ports.load();
    return loaded;
  };
  return {
    get: (account) => bounded(ports, "get", async () => (await api()).getPassword(service, account)),
    set: (account, secret) =>
      bounded(ports, "set", async () => {
        await (await api()).setPassword(service, account, secret);
        return null;
      }),
    delete: (account) =>
      bounded(ports, "delete", async () => {
        await (await api()).deletePassword(service, account);
        return null;
      }),
  };
}

function bounded<T>(
  { clock, log }: KeytarKeychainPorts,
  operation: string,
  work: () => Promise<T>,
): Promise<Result<T, KeychainProblem>> {
  return new Promise((resolve) => {
    const problem = (code: KeychainProblem): void => {
      log.warn("keychain not usable", { operation, code });
      resolve(err(code));
    };
    const cancel = clock.after(keychainTimeoutMs, () => problem("timeout"));
    work().then(
      (value) => {
        cancel();
        resolve(ok(value));
      },
      (cause: unknown) => {
        cancel();
        problem(keychainProblem(cause));
      },
    );
  });
}

/** libsecret has no codes, only sentences: whatever speaks of a lock or of a collection that is not there is `locked`. */
export function keychainProblem(cause: unknown): KeychainProblem {
  const message = cause instanceof Error ? cause.message : String(cause);
  return /locked|collection|was dismissed|user interaction is not allowed/i.test(message)
    ? "locked"
    : "missing";
}
