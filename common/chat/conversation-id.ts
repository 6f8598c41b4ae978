/** Names of conversations: on this machine by the other end, on the wire by both. */
import { z } from "zod";
import { ClientId, RoomId, UserId } from "../ids.ts";

export const ConversationId = z
  .string()
  .max(120)
  .refine((text) => partsOf(text) !== null)
  .brand("ConversationId");
export type ConversationId = z.infer<typeof ConversationId>;

export type ConversationParts = { kind: "person"; user: UserId } | { kind: "room"; room: RoomId };

/** The same for both ends: `pair:` with the two in order, or `room:`. */
export const WireConversation = z.string().min(1).max(200);

/** One client of one person: who reads. As the token server names clients too. */
export const ReaderId = z
  .string()
  .max(120)
  .refine((text) => {
    const [user, client, ...more] = text.split("/");
    return UserId.safeParse(user).success && ClientId.safeParse(client).success && more.length === 0;
  })
  .brand("ReaderId");
export type ReaderId = z.infer<typeof ReaderId>;

// The parts were parsed, and "/" occurs in neither.
export const readerId = (user: UserId, client: ClientId): ReaderId => `${user}/${client}` as ReaderId;
export const userOf = (reader: ReaderId): UserId => reader.split("/", 1)[0] as UserId;
export const clientOf = (reader: ReaderId): ClientId => reader.slice(reader.indexOf("/") + 1) as ClientId;

export const withPerson = (user: UserId): ConversationId => `user:${user}` as ConversationId;
export const inRoom = (room: RoomId): ConversationId => `room:${room}` as ConversationId;

export function conversationParts(conversation: ConversationId): ConversationParts {
  const parts = partsOf(conversation);
  if (parts === null) throw new Error("not a conversation id");
  return parts;
}

export function wireConversation(conversation: ConversationId, me: UserId): string {
  const parts = conversationParts(conversation);
  return parts.kind === "room" ? conversation : `pair:${[me, parts.user].sort().join("|")}`;
}

/** Which of our conversations a mailed frame belongs to; null when we are not in it. Rooms are never mailed. */
export function conversationOfWire(wire: string, me: UserId, writer: UserId): ConversationId | null {
  const pair = /^pair:([^|]+)\|([^|]+)$/.exec(wire);
  if (pair === null) return null;
  const [one, other] = [UserId.safeParse(pair[1]).data, UserId.safeParse(pair[2]).data];
  if (one === undefined || other === undefined || one === other) return null;
  if (![one, other].includes(me) || ![one, other].includes(writer)) return null;
  return withPerson(one === me ? other : one);
}

function partsOf(text: string): ConversationParts | null {
  const colon = text.indexOf(":");
  const [kind, rest] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === "user") {
    const user = UserId.safeParse(rest);
    return user.success ? { kind: "person", user: user.data } : null;
  }
  if (kind !== "room") return null;
  const room = RoomId.safeParse(rest);
  return room.success ? { kind: "room", room: room.data } : null;
}
