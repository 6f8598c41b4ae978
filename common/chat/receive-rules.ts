/** What a frame changes, whichever way it came. */
import type { UserId } from "../ids.ts";
import { unreachable } from "../result.ts";
import type { KnownLog, Reader } from "./conversation.ts";
import { readerId, type ReaderId, userOf } from "./conversation-id.ts";
import type { Frame } from "./frame.ts";
import { pumpLink } from "./link-pump.ts";
import { pumpMail } from "./mail-rules.ts";
import { type LogId, type Marks, maxLogs, type SentMessage } from "./message.ts";
import { newReader } from "./readers.ts";
import type { Turn } from "./turn.ts";

export interface Received {
  readonly way: "link" | "mail";
  /** Who says it, by the path. */
  readonly user: UserId;
  /** At which client; unknown on a link before that has said hello. */
  readonly reader: ReaderId | null;
  readonly frame: Frame;
}

/** So many are said at once; fewer wait for company. */
const marksEvery = 16;
const marksAfterMs = { link: 50, mail: 1_000 } as const;
const gapAfterMs = 300;
/** What came too early is held up to so far ahead; the rest will be sent again. */
const maxAhead = 512;

export function receive(turn: Turn, received: Received): void {
  const { frame, reader, way, user } = received;
  switch (frame.type) {
    case "hello":
      return reader === null ? undefined : greeted(turn, way, reader, frame);
    case "messages":
      return arrived(turn, way, user, frame);
    case "marks":
      return reader === null ? undefined : marked(turn, reader, frame);
    default:
      return unreachable(frame);
  }
}

/** Everything that is here has been seen by our user. */
export function seen(turn: Turn): void {
  const logs = { ...turn.durable.logs };
  let news = false;
  for (const [log, known] of Object.entries(logs) as [LogId, KnownLog][]) {
    if (known.read === known.have) continue;
    logs[log] = { ...known, read: known.have };
    news = true;
  }
  if (!news) return;
  turn.changeDurable({ logs });
  sayMarks(turn);
}

/** A hello is exact, also downwards: the client may have lost what it had. */
function greeted(
  turn: Turn,
  way: "link" | "mail",
  reader: ReaderId,
  frame: Extract<Frame, { type: "hello" }>,
): void {
  const { log, last } = turn.durable;
  const have = frame.have[log];
  const known = turn.durable.readers[reader];
  const next: Reader =
    have === undefined
      ? { ...newReader(turn.state, reader, known), read: 0 }
      : { have: Math.min(have, last), read: Math.min(frame.read[log] ?? 0, last), fresh: false, mailed: 0 };
  // By mail a hello tells of a gap there. On the link, what is in the mail is still on its way.
  const mailed = way === "mail" ? next.have : Math.max(known?.mailed ?? 0, next.have);
  turn.changeDurable({ readers: { ...turn.durable.readers, [reader]: { ...next, mailed } } });
  takeOwnReading(turn, reader, frame.read);
  const { link } = turn.state;
  if (way === "link" && link !== null) {
    turn.changeLink({ cursor: Math.min(link.cursor, next.have + 1), repairs: 0 });
    if (frame.ask && link.open) turn.do({ type: "send", frame: turn.hello(false) });
    pumpLink(turn);
  } else pumpMail(turn);
}

function marked(turn: Turn, id: ReaderId, frame: Extract<Frame, { type: "marks" }>): void {
  const { log, last } = turn.durable;
  const have = frame.have[log];
  const reader = turn.durable.readers[id];
  if (reader !== undefined && have !== undefined) {
    turn.changeReader(id, {
      have: reader.fresh ? Math.min(have, last) : Math.max(reader.have, Math.min(have, last)),
      read: Math.max(reader.read, Math.min(frame.read[log] ?? 0, last)),
      fresh: false,
    });
  }
  takeOwnReading(turn, id, frame.read);
  pumpLink(turn);
  pumpMail(turn);
}

/** What our user has seen at another client is seen. */
function takeOwnReading(turn: Turn, reader: ReaderId, read: Marks): void {
  if (userOf(reader) !== turn.state.me.user) return;
  const logs = { ...turn.durable.logs };
  let news = false;
  for (const [log, known] of Object.entries(logs) as [LogId, KnownLog][]) {
    const upTo = Math.min(read[log] ?? 0, known.have);
    if (upTo <= known.read) continue;
    logs[log] = { ...known, read: upTo };
    news = true;
  }
  if (news) turn.changeDurable({ logs });
}

function arrived(
  turn: Turn,
  way: "link" | "mail",
  from: UserId,
  frame: Extract<Frame, { type: "messages" }>,
): void {
  const known = turn.durable.logs[frame.log] ?? begin(turn, from, frame);
  // A log belongs to whom it came from first: nobody can write in another's.
  if (known?.user !== from || frame.log === turn.durable.log) return;
  const early = [...(turn.state.held[frame.log] ?? []), ...frame.messages]
    .filter(({ seq }) => seq > known.have && seq <= known.have + maxAhead)
    .sort((one, other) => one.seq - other.seq);
  let have = known.have;
  const held: SentMessage[] = [];
  for (const message of early) {
    if (message.seq === have + 1) {
      have = message.seq;
      turn.do({ type: "keep", log: frame.log, from, message });
    } else if (message.seq > have && held.at(-1)?.seq !== message.seq) held.push(message);
  }
  if (have !== known.have) {
    turn.changeDurable({ logs: { ...turn.durable.logs, [frame.log]: { ...known, have } } });
  }
  const wasHeld = (turn.state.held[frame.log]?.length ?? 0) > 0;
  if (held.length > 0 || wasHeld) turn.change({ held: { ...turn.state.held, [frame.log]: held } });
  if (held.length > 0 && !wasHeld) turn.timer("gap", gapAfterMs);
  // Also for what was here already: the writer does not know it.
  count(turn, way, frame.messages.length);
}

function begin(
  turn: Turn,
  user: UserId,
  { start }: Extract<Frame, { type: "messages" }>,
): { user: UserId; have: number; read: number } | undefined {
  if (Object.keys(turn.durable.logs).length >= maxLogs) return undefined;
  const { me } = turn.state;
  const have = (start[readerId(me.user, me.client)] ?? 1) - 1;
  return { user, have, read: have };
}

function count(turn: Turn, way: "link" | "mail", messages: number): void {
  const before = turn.state.unmarked[way];
  turn.change({ unmarked: { ...turn.state.unmarked, [way]: before + messages } });
  if (way === "link" && before + messages >= marksEvery) turn.timer("marks", 0);
  else if (before === 0) turn.timer(way === "link" ? "marks" : "mail-marks", marksAfterMs[way]);
}

function sayMarks(turn: Turn): void {
  turn.timer("marks", 0);
  turn.timer("mail-marks", marksAfterMs.mail);
}
