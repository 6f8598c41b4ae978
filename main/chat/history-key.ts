import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { KeychainProblem } from "../../common/contract/state.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Keychain } from "../settings/keychain.ts";

const Secret = z.object({ history: z.base64().length(44), mail: z.string().min(1).max(1_000) });

/** What one account needs to read its history and its mail at this client. */
export interface ChatSecret {
  readonly history: Buffer;
  /** The private key that mail for this client is sealed for, as its maker serializes it. */
  readonly mail: string;
}

export interface HistoryKeyPorts {
  readonly keychain: Keychain;
  /** Whether something sealed with this account's key is on the disk. */
  readonly hasHistory: boolean;
  readonly newMailKey: () => Promise<string>;
}

/**
 * The account's chat secret from the keychain, made on first use. Nothing found may mean a locked keychain, and a new
 * key would then make the history unreadable for ever: with a history there, one is made only once the keychain has
 * shown that it keeps and gives back. `fresh` then says that the old history cannot be read any more.
 */
export async function chatSecret(
  account: string,
  { keychain, hasHistory, newMailKey }: HistoryKeyPorts,
): Promise<Result<{ secret: ChatSecret; fresh: boolean }, KeychainProblem>> {
  const entry = `chat|${account}`;
  const found = await keychain.get(entry);
  if (!found.ok) return found;
  const kept = readSecret(found.value);
  if (kept !== null) return ok({ secret: kept, fresh: false });
  if (hasHistory && !(await givesBack(keychain, `${entry}|probe`))) return err("locked");
  const secret = { history: randomBytes(32), mail: await newMailKey() };
  const text = JSON.stringify({ history: secret.history.toString("base64"), mail: secret.mail });
  const written = await keychain.set(entry, text);
  return written.ok ? ok({ secret, fresh: true }) : written;
}

function readSecret(text: string | null): ChatSecret | null {
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const secret = Secret.safeParse(json);
  return secret.success
    ? { history: Buffer.from(secret.data.history, "base64"), mail: secret.data.mail }
    : null;
}

async function givesBack(keychain: Keychain, entry: string): Promise<boolean> {
  const word = randomBytes(16).toString("hex");
  const written = await keychain.set(entry, word);
  if (!written.ok) return false;
  const read = await keychain.get(entry);
  await keychain.delete(entry);
  return read.ok && read.value === word;
}
