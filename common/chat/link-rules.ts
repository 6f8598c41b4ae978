/** Who is on the link, and what is done about those who do not hear. */
import type { UserId } from "../ids.ts";
import { unreachable } from "../result.ts";
import type { ChatLink, LinkMember } from "./conversation.ts";
import { readerId, wireConversation } from "./conversation-id.ts";
import type { Frame } from "./frame.ts";
import { attentive, haveOf, pumpLink, repairFirstMs, slowestReader } from "./link-pump.ts";
import { pumpMail } from "./mail-rules.ts";
import { receive } from "./receive-rules.ts";
import type { Turn } from "./turn.ts";

/** After so many the others go on without whoever does not confirm. */
const maxRepairs = 5;
/** So many hellos are soon said again, as one gets lost while channels are being opened; then the answer may take its time. */
const soonHellos = 5;
const helloAgainMs = { soon: 3_000, later: 10_000 } as const;

export function linkOpened(turn: Turn): void {
  turn.changeLink({ open: true });
  if (turn.state.link !== null) greet(turn);
}

/** Its channel is new to us, so we say hello; the answer tells what it still needs. */
export function linkAttached(turn: Turn, participant: string, user: UserId): void {
  const { link } = turn.state;
  if (link === null) return;
  const member = { user, reader: null, unanswered: 0, deaf: false };
  turn.changeLink({ members: { ...link.members, [participant]: member } });
  greet(turn);
}

export function linkLeft(turn: Turn, participant: string): void {
  const { link } = turn.state;
  if (link === null || link.members[participant] === undefined) return;
  turn.changeLink({
    members: Object.fromEntries(Object.entries(link.members).filter(([id]) => id !== participant)),
  });
  pumpLink(turn);
  pumpMail(turn);
}

export function linkReceived(turn: Turn, participant: string, frame: Frame): void {
  const { link, me, durable } = turn.state;
  const member = link?.members[participant];
  if (member === undefined || frame.in !== wireConversation(durable.conversation, me.user)) return;
  const reader = frame.type === "hello" ? readerId(member.user, frame.client) : member.reader;
  if (reader !== null) changeMember(turn, participant, { ...member, reader, unanswered: 0, deaf: false });
  receive(turn, { way: "link", user: member.user, reader, frame });
}

export function linkTimer(turn: Turn, timer: "marks" | "hello" | "repair"): void {
  const { link } = turn.state;
  switch (timer) {
    case "marks":
      turn.change({ unmarked: { ...turn.state.unmarked, link: 0 } });
      if (link?.open === true) turn.do({ type: "send", frame: turn.marks() });
      return;
    case "hello":
      if (link !== null && silent(link).length > 0) greet(turn);
      return;
    case "repair":
      return repair(turn);
    default:
      return unreachable(timer);
  }
}

function repair(turn: Turn): void {
  const { link } = turn.state;
  if (link?.open !== true) return;
  const slowest = slowestReader(turn, link);
  if (slowest === null || slowest >= link.cursor - 1) return;
  if (slowest > link.repairFrom) {
    turn.changeLink({ repairs: 0, repairFrom: slowest });
    return turn.timer("repair", repairFirstMs);
  }
  if (link.repairs >= maxRepairs) {
    for (const [participant, member] of attentive(link)) {
      if (haveOf(turn, member) === slowest) changeMember(turn, participant, { ...member, deaf: true });
    }
    turn.changeLink({ repairs: 0 });
    pumpLink(turn);
    return pumpMail(turn);
  }
  turn.changeLink({ cursor: slowest + 1, repairs: link.repairs + 1 });
  pumpLink(turn);
}

function greet(turn: Turn): void {
  const { link } = turn.state;
  if (link?.open !== true) return;
  const waiting = silent(link);
  for (const [participant, member] of waiting) {
    changeMember(turn, participant, { ...member, unanswered: member.unanswered + 1 });
  }
  turn.do({ type: "send", frame: turn.hello(true) });
  if (waiting.length === 0) return;
  const isSoon = waiting.some(([, { unanswered }]) => unanswered < soonHellos);
  turn.timer("hello", isSoon ? helloAgainMs.soon : helloAgainMs.later);
}

/** Those whom we do not know as a reader yet, and so do not send to. Never given up: they would never hear us. */
const silent = (link: ChatLink): [string, LinkMember][] =>
  Object.entries(link.members).filter(([, { reader }]) => reader === null);

function changeMember(turn: Turn, participant: string, member: LinkMember): void {
  const { link } = turn.state;
  if (link !== null) turn.changeLink({ members: { ...link.members, [participant]: member } });
}
