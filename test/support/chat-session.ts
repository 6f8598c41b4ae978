/** A session of chat in memory, for tests of what puts it on a link. */
import { ClientId, UserId } from "../../common/ids.ts";
import { ChatSession } from "../../main/chat/chat-session.ts";
import { MemoryChatStore } from "../../main/chat/memory-chat-store.ts";
import { testUuid } from "./chat-network.ts";
import type { FakeClock } from "./fake-clock.ts";
import { KeptLog } from "./kept-log.ts";

export function memoryChatSession(clock: FakeClock): Promise<ChatSession> {
  let ids = 1_000;
  return ChatSession.open(
    { store: new MemoryChatStore(), mailKey: "", problem: null },
    {
      me: { user: UserId.parse("alice"), client: ClientId.parse(testUuid(1)) },
      clock,
      log: new KeptLog(),
      newId: () => testUuid((ids += 1)),
      begun: () => {},
      changed: () => {},
    },
  );
}
