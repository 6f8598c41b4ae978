import type { ChatLine } from "../../../common/contract/chat.ts";

export interface Count {
  /** Of those that were wanted, here at least once. */
  readonly here: number;
  readonly missing: number;
  readonly doubled: number;
  /** Came after one that was written later. */
  readonly disordered: number;
}

export const textsFrom = (lines: readonly ChatLine[], username: string): string[] =>
  lines.flatMap((line) => (line.kind === "message" && line.from === username ? [line.text] : []));

/** How one writer's messages have come to somebody, against those that had to. All are told apart by their text. */
export function count(seen: readonly string[], wanted: readonly string[]): Count {
  const here = new Set(seen);
  const rank = new Map(wanted.map((text, index) => [text, index]));
  const ranks = seen.map((text) => rank.get(text)).filter((one) => one !== undefined);
  return {
    here: wanted.filter((text) => here.has(text)).length,
    missing: wanted.filter((text) => !here.has(text)).length,
    doubled: seen.length - here.size,
    disordered: ranks.filter((one, index) => index > 0 && one < ranks[index - 1]!).length,
  };
}

export const sum = (counts: readonly Count[]): Count =>
  counts.reduce(
    (all, one) => ({
      here: all.here + one.here,
      missing: all.missing + one.missing,
      doubled: all.doubled + one.doubled,
      disordered: all.disordered + one.disordered,
    }),
    { here: 0, missing: 0, doubled: 0, disordered: 0 },
  );
