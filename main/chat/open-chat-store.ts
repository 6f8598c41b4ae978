import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import type { ClassicLevel } from "classic-level";
import type { KeychainProblem } from "../../common/contract/state.ts";
import type { Log } from "../log/log.ts";
import type { Keychain } from "../settings/keychain.ts";
import type { ChatStore } from "./chat-store.ts";
import { chatSecret } from "./history-key.ts";
import { LevelChatStore } from "./level-chat-store.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { RecordSeal } from "./sealed-record.ts";

export interface OpenChatStorePorts {
  /** Of this installation; each account gets a folder in it. */
  readonly folder: string;
  readonly keychain: Keychain;
  readonly log: Log;
  readonly newMailKey: () => Promise<string>;
}

/** Why messages are kept for this run only. */
export type HistoryProblem = KeychainProblem | "disk";

export interface OpenedChat {
  readonly store: ChatStore;
  /** The private key for our mail, serialized. */
  readonly mailKey: string;
  readonly problem: HistoryProblem | null;
}

/** The history of one account at one server. Never fails: what cannot be kept on disk is kept in memory. */
export async function openChatStore(
  account: { server: string; username: string },
  ports: OpenChatStorePorts,
): Promise<OpenedChat> {
  const { keychain, log, newMailKey } = ports;
  const name = `${account.server}|${account.username.toLowerCase()}`;
  // settings.json names the same account in clear: the hash only makes a file name of it.
  const folder = path.join(ports.folder, createHash("sha256").update(name).digest("hex").slice(0, 32));
  const inMemory = async (problem: HistoryProblem): Promise<OpenedChat> => {
    log.warn("chat history is kept for this run only", { problem });
    return { store: new MemoryChatStore(), mailKey: await newMailKey(), problem };
  };
  const hasHistory = existsSync(folder);
  const secret = await chatSecret(name, { keychain, hasHistory, newMailKey });
  if (!secret.ok) return inMemory(secret.error);
  try {
    if (hasHistory && secret.value.fresh) {
      renameSync(folder, `${folder}.unreadable-${randomBytes(4).toString("hex")}`);
      log.warn("the keychain lost the key of the chat history, which is put aside");
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = await openDatabase(folder);
    const { history, mail } = secret.value.secret;
    return {
      store: new LevelChatStore(database, new RecordSeal(history)),
      mailKey: mail,
      problem: null,
    };
  } catch (cause) {
    log.error("chat history cannot be opened", { cause: cause instanceof Error ? cause.message : "unknown" });
    return inMemory("disk");
  }
}

/** The native module, asked for only here: where it is missing, the app still starts. */
async function openDatabase(folder: string): Promise<ClassicLevel<string, Uint8Array>> {
  const { ClassicLevel } = await import("classic-level");
  const database = new ClassicLevel<string, Uint8Array>(folder, { valueEncoding: "view" });
  await database.open();
  return database;
}
