import type { ReaderId } from "../../common/chat/conversation-id.ts";
import { type Frame, maxFrameBytes } from "../../common/chat/frame.ts";
import type { LogId, SentMessage } from "../../common/chat/message.ts";

const maxMessages = 64;
/** Of a frame without its messages; the starts of a hundred readers included. */
const envelopeBytes = 14_000;

export interface About {
  readonly in: string;
  readonly log: LogId;
  readonly start: Readonly<Record<ReaderId, number>>;
}

/** Messages in as few frames as fit, in order. */
export function messageFrames({ in: wire, log, start }: About, messages: readonly SentMessage[]): Frame[] {
  const frames: Frame[] = [];
  let batch: SentMessage[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    frames.push({ v: 1, in: wire, log, type: "messages", start: { ...start }, messages: batch });
    batch = [];
    bytes = 0;
  };
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message)) + 1;
    if (batch.length >= maxMessages || bytes + size > maxFrameBytes - envelopeBytes) flush();
    batch.push(message);
    bytes += size;
  }
  flush();
  return frames;
}
