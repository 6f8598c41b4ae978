/** What the page is shown of a conversation. */
import type { Conversation } from "../../common/chat/conversation.ts";
import { conversationParts, type ReaderId, userOf } from "../../common/chat/conversation-id.ts";
import { mailTargets, reached } from "../../common/chat/readers.ts";
import type { ChatLine, ChatProgress, ConversationSummary } from "../../common/contract/chat.ts";
import type { LogId } from "../../common/chat/message.ts";
import type { UserId } from "../../common/ids.ts";
import type { Line } from "./chat-store.ts";

const previewLength = 200;

/** What others wrote and our user has not seen. */
export function unreadOf({ durable, me }: Conversation): number {
  return Object.values(durable.logs)
    .filter(({ user }) => user !== me.user)
    .reduce((sum, { have, read }) => sum + have - read, 0);
}

export function lastOf(line: Line | undefined): ConversationSummary["last"] {
  if (line?.entry.kind !== "message") return null;
  const { from, message } = line.entry;
  return { from, text: message.text.slice(0, previewLength), at: message.sentAt };
}

export function lineOf({ position, entry }: Line, ownLog: LogId): ChatLine {
  if (entry.kind === "key") return { ...entry, position };
  const { from, log, message } = entry;
  const own = log === ownLog ? message.seq : null;
  return { kind: "message", position, from, own, at: message.sentAt, text: message.text };
}

export function wayOf(conversation: Conversation): ConversationSummary["way"] {
  const { link, me, durable } = conversation;
  const parts = conversationParts(durable.conversation);
  const direct = Object.values(link?.members ?? {}).some(
    ({ user, reader, deaf }) => user !== me.user && reader !== null && !deaf,
  );
  if (link?.open === true && (direct || parts.kind === "room")) return "direct";
  const stored = mailTargets(conversation).some((reader) => userOf(reader) !== me.user);
  return stored && conversation.mail.problem === null ? "stored" : "waiting";
}

export function progressOf({ durable, me, link, mail }: Conversation): ChatProgress {
  const readers = Object.entries(durable.readers).filter(([id]) => userOf(id as ReaderId) !== me.user);
  const users = [...new Set(readers.map(([id]) => userOf(id as ReaderId)))].slice(0, 100);
  const people = users.map((user: UserId) => ({
    user,
    delivered: reached(durable, user, "have"),
    read: reached(durable, user, "read"),
  }));
  const mailed = Math.max(0, ...readers.map(([, reader]) => reader.mailed));
  const given = Math.max(0, ...people.map(({ delivered }) => delivered));
  const attentive = Object.values(link?.members ?? {}).some(({ reader }) => reader !== null);
  const underWay = link?.open === true && attentive ? link.cursor - 1 : 0;
  return {
    sent: Math.min(durable.last, Math.max(mailed, given, underWay)),
    problem: mail.problem === "unreachable" ? null : mail.problem,
    people,
  };
}
