/** How lines stand together: by day, then by writer as long as they follow each other closely. */
import type { ChatLine, ChatProgress } from "../../../common/contract/chat.ts";

import type { UserId } from "../../../common/ids.ts";

type MessageLine = Extract<ChatLine, { kind: "message" }>;

export type Block =
  | { readonly kind: "day"; readonly at: number; readonly key: string }
  | { readonly kind: "note"; readonly line: Extract<ChatLine, { kind: "key" }>; readonly key: string }
  | {
      readonly kind: "group";
      readonly from: UserId;
      readonly lines: readonly MessageLine[];
      readonly key: string;
    };

const togetherMs = 5 * 60_000;
const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

export function blocksOf(lines: readonly ChatLine[]): Block[] {
  const blocks: Block[] = [];
  let day: number | null = null;
  for (const line of lines) {
    const its = dayOf(line.at);
    if (its !== day) blocks.push({ kind: "day", at: line.at, key: `day ${String(line.position)}` });
    day = its;
    if (line.kind === "key") {
      blocks.push({ kind: "note", line, key: `note ${String(line.position)}` });
      continue;
    }
    const before = blocks.at(-1);
    const last = before?.kind === "group" ? before.lines.at(-1) : undefined;
    if (before?.kind === "group" && last !== undefined && isTogether(last, line)) {
      blocks[blocks.length - 1] = { ...before, lines: [...before.lines, line] };
    } else
      blocks.push({ kind: "group", from: line.from, lines: [line], key: `group ${String(line.position)}` });
  }
  return blocks;
}

export type MessageState =
  | { readonly state: "waiting" | "sent" }
  | { readonly state: "failed"; readonly problem: "full" | "person-unknown" }
  | { readonly state: "delivered" | "read"; readonly people: number };

/** How far one of our own messages has come. */
export function stateOf(own: number, { sent, problem, people }: ChatProgress): MessageState {
  const read = people.filter((one) => one.read >= own).length;
  if (read > 0) return { state: "read", people: read };
  const delivered = people.filter((one) => one.delivered >= own).length;
  if (delivered > 0) return { state: "delivered", people: delivered };
  if (sent >= own) return { state: "sent" };
  return problem === null ? { state: "waiting" } : { state: "failed", problem };
}

const isTogether = (one: MessageLine, next: MessageLine): boolean =>
  one.from === next.from && Math.abs(next.at - one.at) < togetherMs && dayOf(one.at) === dayOf(next.at);
