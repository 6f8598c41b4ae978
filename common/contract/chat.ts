/** What a page may ask about chat, and what it is shown. */
import { z } from "zod";
import { ConversationId } from "../chat/conversation-id.ts";
import { cleanText, maxTextLength } from "../chat/message.ts";
import { UserId } from "../ids.ts";

const nothing = z.null();
const one = z.object({ conversation: ConversationId });
const position = z.int().nonnegative();

/** The rail, the list and the badge need this; the words of a conversation come when it is opened. */
export const ConversationSummary = z.object({
  id: ConversationId,
  /** What it was called when we last knew; a room that is gone has no other name. */
  title: z.string().max(100),
  unread: z.int().nonnegative(),
  /** Its newest message; the text is cut. Null while there is none. */
  last: z.object({ from: UserId, text: z.string().max(200), at: z.number() }).nullable(),
  /** How what we write gets there now. direct: over a link. stored: kept by the server for them. waiting: not at all yet. */
  way: z.enum(["direct", "stored", "waiting"]),
});
export type ConversationSummary = z.infer<typeof ConversationSummary>;

/** Why messages are kept until Deskline quits and no longer; null when they are kept. */
export const HistoryProblem = z.enum(["missing", "locked", "timeout", "disk"]);
export type HistoryProblem = z.infer<typeof HistoryProblem>;

export const ChatState = z.object({
  /** Newest first. */
  conversations: z.array(ConversationSummary).max(1_000),
  historyProblem: HistoryProblem.nullable(),
});
export type ChatState = z.infer<typeof ChatState>;

/** One line of a conversation; later lines have higher positions. */
export const ChatLine = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    position,
    from: UserId,
    /** Its number if this client wrote it: `progress` tells how far it has come. */
    own: z.int().positive().nullable(),
    /** Ms since the epoch, by the writer's clock. */
    at: z.number(),
    text: z.string().max(maxTextLength),
  }),
  z.object({
    kind: z.literal("key"),
    position,
    of: UserId,
    change: z.enum(["new-client", "new-key"]),
    at: z.number(),
  }),
]);
export type ChatLine = z.infer<typeof ChatLine>;

/** How far our own messages have come; each is the number of the last one. */
export const ChatProgress = z.object({
  /** On its way, or kept by the server. */
  sent: position,
  /** What cannot be sent for now, and why; the user may try again. */
  problem: z.enum(["full", "person-unknown"]).nullable(),
  people: z.array(z.object({ user: UserId, delivered: position, read: position })).max(100),
});
export type ChatProgress = z.infer<typeof ChatProgress>;

/** The conversation on the screen, its newest lines. Replaces the one before; lower revisions are dropped. */
export const OpenConversation = z.object({
  revision: z.int().nonnegative(),
  id: ConversationId,
  /** Oldest first. */
  lines: z.array(ChatLine).max(100),
  /** There are lines before these. */
  older: z.boolean(),
  progress: ChatProgress,
});
export type OpenConversation = z.infer<typeof OpenConversation>;

/** A link in a message: only what a browser opens over TLS, with a host and without a name or password in it. */
export const ChatLinkAddress = z
  .string()
  .max(2_048)
  .refine((text) => isOpenable(text));

export function isOpenable(text: string): boolean {
  return /^https:\/\/[^\s/?#@\\]+([/?#][^\s\\]*)?$/i.test(text) && text.length <= 2_048;
}

export const chatRequests = {
  /** Shows this conversation from now on: `chat.changed` tells of it until another is opened. */
  "chat.open": { input: one, output: OpenConversation },
  "chat.close": { input: nothing, output: nothing },
  /** Answered when the message is kept and will be sent, whatever happens. */
  "chat.send": {
    input: one.extend({
      text: z
        .string()
        .max(maxTextLength)
        .refine((text) => cleanText(text) !== null),
    }),
    output: nothing,
  },
  /** Up to 100 lines before this position, oldest first. */
  "chat.page": {
    input: one.extend({ before: position }),
    output: z.object({ lines: z.array(ChatLine).max(100), older: z.boolean() }),
  },
  /** The user sees the newest lines. */
  "chat.read": { input: one, output: nothing },
  "chat.retry": { input: one, output: nothing },
  /** Opens a link in the browser. The user has seen where it leads. */
  "chat.link": { input: z.object({ url: ChatLinkAddress }), output: nothing },
} as const;
