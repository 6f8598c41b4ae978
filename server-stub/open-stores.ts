import { randomUUID } from "node:crypto";
import { StartError } from "./start-error.ts";
import { FolderMailStore } from "./token-server/chat/folder-mail-store.ts";
import { type MailStore, MemoryMailStore } from "./token-server/chat/mail-store.ts";
import { FileRoomStore, forgetfulRoomStore, type RoomStore } from "./token-server/rooms/room-store.ts";
import { FileTokenStore } from "./token-server/token-store-file.ts";
import { MemoryTokenStore, type TokenStore } from "./token-server/token-store.ts";

/** What outlives a restart, where there is a state file. */
export interface Stores {
  readonly store: TokenStore;
  readonly mail: MailStore;
  readonly rooms: RoomStore;
}

/** Rejects with StartError. */
export async function openStores(stateFile: string | undefined): Promise<Stores> {
  const [store, mail, rooms] = await Promise.all([
    openTokens(stateFile),
    openMail(stateFile),
    openRooms(stateFile),
  ]);
  return { store, mail, rooms };
}

/** Beside the state file too. */
async function openRooms(stateFile: string | undefined): Promise<RoomStore> {
  if (stateFile === undefined) return forgetfulRoomStore;
  const file = `${stateFile}.rooms`;
  return FileRoomStore.open(file).catch((cause: unknown) => {
    throw new StartError(`The file ${file} is not one of this server's; move it away.`, { cause });
  });
}

/** Beside the state file; without one, mail is forgotten with the process, and clients learn it by the epoch. */
async function openMail(stateFile: string | undefined): Promise<MailStore> {
  if (stateFile === undefined) return new MemoryMailStore(randomUUID());
  try {
    return await FolderMailStore.open(`${stateFile}.mail`);
  } catch (cause) {
    throw new StartError("The folder for mail beside the state file cannot be used.", { cause });
  }
}

async function openTokens(stateFile: string | undefined): Promise<TokenStore> {
  if (stateFile === undefined) return new MemoryTokenStore();
  try {
    return await FileTokenStore.open(stateFile);
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : "The state file cannot be used.", {
      cause,
    });
  }
}
