/** The link: everything on it goes to all members, so one cursor and one window serve them all. */
import type { ChatLink, LinkMember } from "./conversation.ts";
import type { ReaderId } from "./conversation-id.ts";
import type { Turn } from "./turn.ts";

/** Unconfirmed messages under way: with the longest texts they stay below what the server lets pile up (1 MiB). */
const linkWindow = 32;
export const repairFirstMs = 4_000;
const repairMaxMs = 30_000;
/** Sends as much as the window allows. */
export function pumpLink(turn: Turn): void {
  const { link } = turn.state;
  if (link?.open !== true) return;
  const slowest = slowestReader(turn, link);
  if (slowest === null) return;
  if (slowest > link.repairFrom) turn.changeLink({ repairs: 0, repairFrom: slowest });
  // What everybody has need not be sent: it came by mail, or over the link before this one.
  const cursor = Math.max(link.cursor, slowest + 1);
  const to = Math.min(turn.durable.last, slowest + linkWindow);
  turn.changeLink({ cursor: Math.max(cursor, to + 1) });
  if (to < cursor) return;
  turn.do({ type: "send-own", from: cursor, to, start: startsOf(turn, link) });
  turn.changeLink({ repairFrom: slowest });
  turn.timer("repair", repairAfterMs(link.repairs));
}

/** Those we send to and wait for. */
export const attentive = (link: ChatLink): [string, LinkMember][] =>
  Object.entries(link.members).filter(([, { reader, deaf }]) => reader !== null && !deaf);

export const haveOf = (turn: Turn, { reader }: LinkMember): number =>
  (reader === null ? undefined : turn.durable.readers[reader]?.have) ?? 0;

/** How far all of them have come; null when there is nobody. */
export function slowestReader(turn: Turn, link: ChatLink): number | null {
  const haves = attentive(link).map(([, member]) => haveOf(turn, member));
  return haves.length === 0 ? null : Math.min(...haves);
}

function startsOf(turn: Turn, link: ChatLink): Record<ReaderId, number> {
  const starts: Record<ReaderId, number> = {};
  for (const [, { reader }] of attentive(link)) {
    const known = reader === null ? undefined : turn.durable.readers[reader];
    if (reader !== null && known?.fresh === true && known.have > 0) starts[reader] = known.have + 1;
  }
  return starts;
}

const repairAfterMs = (repairs: number): number => Math.min(repairMaxMs, repairFirstMs * 2 ** repairs);
