/** Who reads our log, how far they are, and by which way they are reached. */
import type { UserId } from "../ids.ts";
import type { ChatLink, Conversation, Durable, Reader } from "./conversation.ts";
import { conversationParts, type ReaderId, userOf } from "./conversation-id.ts";

/** A newcomer to a room gets so many of each member's latest messages. */
export const roomBacklog = 200;

/** Where our log begins for a client that has nothing of it. */
export function newReader(conversation: Conversation, id: ReaderId, before: Reader | undefined): Reader {
  const { durable, me } = conversation;
  const user = userOf(id);
  const room = conversationParts(durable.conversation).kind === "room";
  const backlog = Math.max(0, durable.last - roomBacklog);
  // Whoever was there when it was written gets it, also when nothing of it has come through so far.
  const promised = before?.fresh === true ? Math.min(before.have, backlog) : backlog;
  const begun = room ? promised : reached(durable, user, "have");
  // Another client of ours was not there when the rest was written, and nobody waits for it.
  const have = user === me.user && before === undefined ? durable.last : begun;
  return { have, read: 0, fresh: true, mailed: have };
}

/** How much of our log is stored, or was seen, at one of the clients of this person at least. */
export function reached(durable: Durable, user: UserId, mark: "have" | "read"): number {
  let most = 0;
  for (const [id, reader] of Object.entries(durable.readers)) {
    // The record's own key; only Object.entries forgets its type.
    const counts = userOf(id as ReaderId) === user && (mark === "read" || !reader.fresh);
    if (counts) most = Math.max(most, reader[mark]);
  }
  return most;
}

/** Whether this client gets everything by the link now. */
export const isOnLink = (link: ChatLink | null, reader: ReaderId): boolean =>
  link?.open === true &&
  Object.values(link.members).some((member) => member.reader === reader && !member.deaf);

/** The clients that get what is new by mail: all that no link reaches. */
export function mailTargets({ durable, me, mail, link }: Conversation): ReaderId[] {
  if (mail.clients === null || conversationParts(durable.conversation).kind === "room") return [];
  return mail.clients.filter(
    (reader) => (userOf(reader) === me.user || !mail.hold) && !isOnLink(link, reader),
  );
}
