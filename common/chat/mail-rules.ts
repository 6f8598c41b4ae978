/** Mail: kept by the token server for each client that no link reaches. Between two people only. */
import type { ReaderId } from "./conversation-id.ts";
import type { ChatEvent } from "./conversation.ts";
import { mailTargets, newReader } from "./readers.ts";
import type { Turn } from "./turn.ts";

/** In one order; a lost answer costs so many at most twice. */
const batch = 16;
const retryFirstMs = 2_000;
const retryMaxMs = 60_000;

export function mailClients(turn: Turn, clients: readonly ReaderId[] | null): void {
  if (clients === null) return turn.changeMail({ clients, busy: [] });
  turn.changeMail({ clients });
  // The conversation has only begun here: nothing of it is older than the clients that there are.
  const isNew = Object.keys(turn.durable.readers).length === 0;
  for (const id of clients) {
    if (turn.durable.readers[id] !== undefined) continue;
    const reader = isNew
      ? { have: 0, read: 0, fresh: true, mailed: 0 }
      : newReader(turn.state, id, undefined);
    turn.changeDurable({ readers: { ...turn.durable.readers, [id]: reader } });
  }
  if (turn.state.mail.problem === "person-unknown" && clients.length > 0) turn.changeMail({ problem: null });
  pumpMail(turn);
}

/** One order at a time for each client, so that they arrive in order. */
export function pumpMail(turn: Turn): void {
  if (turn.state.mail.problem !== null) return;
  for (const id of mailTargets(turn.state)) {
    const reader = turn.durable.readers[id];
    if (reader === undefined || turn.state.mail.busy.includes(id)) continue;
    const from = Math.max(reader.have, reader.mailed) + 1;
    const to = Math.min(turn.durable.last, from + batch - 1);
    if (to < from) continue;
    turn.changeMail({ busy: [...turn.state.mail.busy, id] });
    const start = reader.fresh && reader.have > 0 ? { [id]: reader.have + 1 } : {};
    turn.do({ type: "mail-own", reader: id, from, to, start });
  }
}

export function mailAnswered(
  turn: Turn,
  answer: Extract<ChatEvent, { type: "mail.accepted" | "mail.refused" }>,
): void {
  const { mail } = turn.state;
  turn.changeMail({ busy: mail.busy.filter((reader) => reader !== answer.reader) });
  if (answer.type === "mail.accepted") {
    turn.changeMail({ failures: 0 });
    const mailed = turn.durable.readers[answer.reader]?.mailed ?? 0;
    turn.changeReader(answer.reader, { mailed: Math.max(mailed, answer.to) });
    return pumpMail(turn);
  }
  turn.changeMail({ problem: answer.problem, failures: mail.failures + 1 });
  turn.timer("mail-retry", Math.min(retryMaxMs, retryFirstMs * 2 ** Math.min(mail.failures, 10)));
}

export function mailRetry(turn: Turn): void {
  turn.changeMail({ problem: null });
  pumpMail(turn);
}

/** What was kept and not fetched has to be given again; those who had it drop it by its number. */
export function mailLost(turn: Turn, only: ReaderId | null): void {
  for (const [key, reader] of Object.entries(turn.durable.readers)) {
    const id = key as ReaderId; // the record's own key
    if (only === null || only === id) turn.changeReader(id, { mailed: reader.have });
  }
  pumpMail(turn);
}
