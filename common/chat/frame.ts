/** What clients say to each other about one conversation, over a channel or by mail. */
import { z } from "zod";
import { ClientId } from "../ids.ts";
import { err, ok, type Result } from "../result.ts";
import { ReaderId, WireConversation } from "./conversation-id.ts";
import { LogId, Marks, SentMessage } from "./message.ts";

/** What the application data channel carries (docs/decisions/application-data-channels.md), less some room. */
export const maxFrameBytes = 60_000;

const about = { v: z.literal(1), in: WireConversation, log: LogId };

export const Frame = z.discriminatedUnion("type", [
  /** "Here I am, and this is what I have": whoever wrote more sends the rest. `ask`: say the same of yourself. */
  z.object({
    ...about,
    type: z.literal("hello"),
    client: ClientId,
    ask: z.boolean(),
    have: Marks,
    read: Marks,
  }),
  /** Messages of the sender's own log, in order. Nobody passes on what another has written. */
  z.object({
    ...about,
    type: z.literal("messages"),
    /** With which number the log begins for readers that have nothing of it yet; 1 for those not named. */
    start: z.record(ReaderId, z.int().positive()).refine((start) => Object.keys(start).length <= 100),
    messages: z.array(SentMessage).min(1).max(64),
  }),
  /** What has been stored here, and what has been seen by the user. */
  z.object({ ...about, type: z.literal("marks"), have: Marks, read: Marks }),
]);
export type Frame = z.infer<typeof Frame>;

/** Reads what came in; the other end may run anything. */
export function readFrame(text: string): Result<Frame, "unreadable"> {
  if (text.length > maxFrameBytes) return err("unreadable");
  const frame = Frame.safeParse(parseJson(text));
  return frame.success ? ok(frame.data) : err("unreadable");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
