/** What is written in a conversation, and by which numbers it is told apart. */
import { z } from "zod";

export const maxTextLength = 8_000;

/** Control characters other than tab and line feed are nobody's words, and would grow sixfold as JSON. */
const noControls = /^(?:[\t\n]|\P{Cc})*$/u;

export const ChatText = z.string().min(1).max(maxTextLength).regex(noControls);

export const MessageId = z.uuid().brand("MessageId");
export type MessageId = z.infer<typeof MessageId>;

/**
 * What one client has written in one conversation, numbered from 1 without a gap. Made anew when that client has lost
 * its history, so that a number never means two messages.
 */
export const LogId = z.uuid().brand("LogId");
export type LogId = z.infer<typeof LogId>;

/** Up to which number of each log, all before it included. */
export const Marks = z
  .record(LogId, z.int().nonnegative())
  .refine((marks) => Object.keys(marks).length <= maxLogs);
export type Marks = z.infer<typeof Marks>;

/** Of one conversation: twenty members with several clients each, reinstalled now and then. */
export const maxLogs = 256;

/** As it travels. Who wrote it is said by the path, never by the message. */
export const SentMessage = z.object({
  id: MessageId,
  seq: z.int().positive(),
  /** Ms since the epoch, by the writer's clock: to show, never to order by. */
  sentAt: z.number(),
  kind: z.literal("text"),
  text: ChatText,
});
export type SentMessage = z.infer<typeof SentMessage>;

/** Makes what somebody typed or pasted acceptable; null when nothing is left to send. */
export function cleanText(text: string): string | null {
  const clean = text
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\t\n])\p{Cc}/gu, "")
    .trim();
  return clean === "" ? null : clean.slice(0, maxTextLength);
}
