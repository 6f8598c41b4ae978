/*
 * One conversation of one client. Every client numbers what it writes in a log of its own; readers tell how far they
 * have come, and whoever wrote more sends the rest. Two ways lead to a reader: the link, on which everything goes to all
 * members and where a window bounds what is under way, and mail, kept by the token server for one client.
 *
 *   writer                                   reader
 *   keep, then messages n..m ──────────────▶ keep what follows without a gap, hold what came early
 *   forget nothing until it is told  ◀────── marks: have m
 *   start again behind what it has   ◀────── hello: have n   (a new channel, a gap, a restart)
 */
import type { ClientId, UserId } from "../ids.ts";
import { unreachable } from "../result.ts";
import type { ChatEffect, ChatEvent, Conversation, Durable } from "./conversation.ts";
import { userOf } from "./conversation-id.ts";
import { pumpLink } from "./link-pump.ts";
import { linkAttached, linkLeft, linkOpened, linkReceived, linkTimer } from "./link-rules.ts";
import { mailAnswered, mailClients, mailLost, mailRetry, pumpMail } from "./mail-rules.ts";
import type { LogId } from "./message.ts";
import { mailTargets } from "./readers.ts";
import { receive, seen } from "./receive-rules.ts";
import { Turn } from "./turn.ts";

export interface Step {
  readonly conversation: Conversation;
  readonly effects: readonly ChatEffect[];
}

export const newDurable = (conversation: Durable["conversation"], log: LogId): Durable => ({
  conversation,
  log,
  last: 0,
  logs: {},
  readers: {},
});

/** As after a start of the process: what was on disk, and no way to anybody. */
export function restore(me: { user: UserId; client: ClientId }, durable: Durable): Conversation {
  return {
    me,
    durable,
    link: null,
    mail: { clients: null, hold: false, busy: [], problem: null, failures: 0 },
    held: {},
    unmarked: { link: 0, mail: 0 },
  };
}

const link = { open: false, members: {}, cursor: 1, repairs: 0, repairFrom: 0 } as const;

/** Pure: no clock, no I/O, an answer to every event in every state. */
export function step(conversation: Conversation, event: ChatEvent): Step {
  const turn = new Turn(conversation);
  apply(turn, event);
  return { conversation: turn.state, effects: turn.effects };
}

function apply(turn: Turn, event: ChatEvent): void {
  switch (event.type) {
    case "user.sent":
      return write(turn, event);
    case "user.read":
      return seen(turn);
    case "user.retried":
      return mailRetry(turn);
    case "link.began":
      return turn.change({ link });
    case "link.opened":
      return linkOpened(turn);
    case "link.closed":
      return turn.changeLink({ open: false });
    case "link.ended":
      turn.change({ link: null });
      return pumpMail(turn);
    case "link.attached":
      return linkAttached(turn, event.participant, event.user);
    case "link.left":
      return linkLeft(turn, event.participant);
    case "link.received":
      return linkReceived(turn, event.participant, event.frame);
    case "mail.received":
      return receive(turn, {
        way: "mail",
        user: userOf(event.reader),
        reader: event.reader,
        frame: event.frame,
      });
    case "mail.clients":
      return mailClients(turn, event.clients);
    case "mail.held":
      turn.changeMail({ hold: event.hold });
      return pumpMail(turn);
    case "mail.accepted":
    case "mail.refused":
      return mailAnswered(turn, event);
    case "mail.lost":
      return mailLost(turn, event.reader);
    case "timer.elapsed":
      return elapsed(turn, event.timer);
    default:
      return unreachable(event);
  }
}

function write(turn: Turn, { id, text, at }: Extract<ChatEvent, { type: "user.sent" }>): void {
  const seq = turn.durable.last + 1;
  turn.changeDurable({ last: seq });
  const { log } = turn.durable;
  turn.do({
    type: "keep",
    log,
    from: turn.state.me.user,
    message: { id, seq, sentAt: at, kind: "text", text },
  });
  pumpLink(turn);
  pumpMail(turn);
}

function elapsed(turn: Turn, timer: Extract<ChatEvent, { type: "timer.elapsed" }>["timer"]): void {
  switch (timer) {
    case "marks":
    case "hello":
    case "repair":
      return linkTimer(turn, timer);
    case "mail-marks": {
      turn.change({ unmarked: { ...turn.state.unmarked, mail: 0 } });
      const readers = mailTargets(turn.state);
      if (readers.length > 0) turn.do({ type: "mail", readers, frame: turn.marks() });
      return;
    }
    case "gap": {
      if (Object.values(turn.state.held).every((messages) => messages.length === 0)) return;
      if (turn.state.link?.open === true) turn.do({ type: "send", frame: turn.hello(false) });
      const readers = mailTargets(turn.state);
      if (readers.length > 0) turn.do({ type: "mail", readers, frame: turn.hello(false) });
      return turn.timer("gap", gapAgainMs);
    }
    case "mail-retry":
      return mailRetry(turn);
    default:
      return unreachable(timer);
  }
}

/** A request for what is missing may be lost too. */
const gapAgainMs = 2_000;
