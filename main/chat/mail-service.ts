import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import type { MailProblem } from "../../common/chat/conversation.ts";
import {
  clientOf,
  conversationOfWire,
  conversationParts,
  readerId,
  ReaderId,
  userOf,
  withPerson,
} from "../../common/chat/conversation-id.ts";
import { type Frame, readFrame } from "../../common/chat/frame.ts";
import type { Clock } from "../../common/clock.ts";
import type { UserId } from "../../common/ids.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { type ChatClients, type Envelope, PublicKey } from "../../common/wire/chat.ts";
import type { ChatRequests } from "../backend/chat-requests.ts";
import type { TokenFailure } from "../backend/sign-in-session.ts";
import type { Log } from "../log/log.ts";
import type { ChatSession, Outgoing } from "./chat-session.ts";
import type { ConversationRunner } from "./conversation-runner.ts";
import { MailSeal } from "./sealing.ts";

export interface MailServicePorts {
  readonly session: ChatSession;
  readonly requests: ChatRequests;
  readonly clock: Clock;
  readonly log: Log;
}

const keysNote = "mail-keys";
const epochNote = "mail-epoch";
const Keys = z.record(ReaderId, PublicKey);

/**
 * Mail of one session: registers our key, keeps the keys of others as they were first seen, seals, posts, fetches, opens.
 * The token server tells which keys there are; a new one is taken and shown in the conversation.
 */
export class MailService implements Outgoing {
  readonly #ports: MailServicePorts;
  readonly #tasks = new TaskQueue();
  #seal: MailSeal | null = null;
  #keys: Record<ReaderId, string> = {};
  #registered = false;
  #ended = false;
  #fetchDue = false;

  constructor(ports: MailServicePorts) {
    this.#ports = ports;
  }

  /** The token server answers again: our key, everybody's keys, and what waits for us. */
  connected(): void {
    void this.#tasks.run(() => this.#connect()).catch((cause: unknown) => this.#failed(cause));
  }

  disconnected(): void {
    this.#registered = false;
    for (const runner of this.#ports.session.conversations) {
      void runner.dispatch({ type: "mail.clients", clients: null }).catch(() => undefined);
    }
  }

  /** A conversation that has come into being since. */
  begun(runner: ConversationRunner): void {
    if (this.#registered)
      void this.#tasks.run(() => this.#learn(runner)).catch((cause: unknown) => this.#failed(cause));
  }

  clientsChanged(user: UserId): void {
    const { session } = this.#ports;
    for (const runner of session.conversations) {
      const parts = conversationParts(runner.id);
      if (parts.kind === "person" && (parts.user === user || user === session.me.user)) this.begun(runner);
    }
  }

  /** Something waits for us. */
  arrived(): void {
    if (this.#fetchDue) return;
    this.#fetchDue = true;
    const fetched = this.#tasks.run(() => {
      this.#fetchDue = false;
      return this.#fetch();
    });
    void fetched.catch((cause: unknown) => this.#failed(cause));
  }

  end(): void {
    this.#ended = true;
  }

  mailOwn(runner: ConversationRunner, reader: ReaderId, to: number, frames: readonly Frame[]): void {
    void this.#postAll(reader, frames).then((problem) =>
      runner
        .dispatch(
          problem === null
            ? { type: "mail.accepted", reader, to }
            : { type: "mail.refused", reader, problem },
        )
        .catch(() => undefined),
    );
  }

  mail(readers: readonly ReaderId[], frame: Frame): void {
    for (const reader of readers) void this.#post(reader, frame);
  }

  async #connect(): Promise<void> {
    const { session, requests, log } = this.#ports;
    this.#seal ??= await this.#start();
    const registered = await requests.registerKey(this.#seal.publicKey);
    if (this.#ended || !registered.ok) return;
    this.#registered = true;
    const before = await session.store.note(epochNote);
    if (before !== registered.value.epoch) {
      if (before !== null) log.info("the token server has lost mail; it is given again");
      for (const runner of session.conversations) await runner.dispatch({ type: "mail.lost", reader: null });
      await session.store.keepNote(epochNote, registered.value.epoch);
    }
    for (const runner of session.conversations) await this.#learn(runner);
    await this.#fetch();
  }

  async #start(): Promise<MailSeal> {
    const { session } = this.#ports;
    this.#keys = Keys.safeParse(await session.store.note(keysNote)).data ?? {};
    session.useOutgoing(this);
    return MailSeal.from(session.mailKey);
  }

  /** Which clients there are in this conversation, and whether their keys are those that we know. */
  async #learn(runner: ConversationRunner): Promise<void> {
    const { session, requests } = this.#ports;
    const parts = conversationParts(runner.id);
    if (parts.kind === "room" || this.#ended || !this.#registered) return;
    const clients: ReaderId[] = [];
    for (const user of [parts.user, session.me.user]) {
      const answer = await requests.clientsOf(user);
      if (this.#ended || !answer.ok) return;
      clients.push(...(await this.#compare(runner, user, answer.value)));
    }
    await runner.dispatch({ type: "mail.clients", clients });
  }

  async #compare(runner: ConversationRunner, of: UserId, { clients }: ChatClients): Promise<ReaderId[]> {
    const { session, clock } = this.#ports;
    const own = readerId(session.me.user, session.me.client);
    const known = Object.keys(this.#keys).some((id) => userOf(id as ReaderId) === of);
    const readers: ReaderId[] = [];
    for (const { client, publicKey } of clients) {
      const id = readerId(of, client);
      if (id === own) continue;
      readers.push(id);
      const before = this.#keys[id];
      if (before === publicKey) continue;
      this.#keys = { ...this.#keys, [id]: publicKey };
      await session.store.keepNote(keysNote, this.#keys);
      // The very first key of a person cannot surprise anybody.
      if (before !== undefined || known) {
        const change = before === undefined ? "new-client" : "new-key";
        await runner.note({ kind: "key", of, change, at: clock.now() });
      }
      if (before !== undefined) await runner.dispatch({ type: "mail.lost", reader: id });
    }
    return readers;
  }

  async #fetch(): Promise<void> {
    const { requests } = this.#ports;
    for (let more = this.#registered; more && !this.#ended;) {
      const answer = await requests.fetchMail();
      if (!answer.ok || answer.value.envelopes.length === 0) return;
      for (const envelope of answer.value.envelopes) await this.#take(envelope);
      // Only what is on the disk, or can never be read, is confirmed.
      const confirmed = await requests.confirmMail(answer.value.envelopes.map(({ id }) => id));
      more = confirmed.ok && answer.value.more;
    }
  }

  async #take({ from, id, enc, body }: Envelope): Promise<void> {
    const { session, log } = this.#ports;
    const reader = readerId(from.user, from.client);
    const key = this.#keys[reader] ?? (await this.#keyOf(reader));
    const own = readerId(session.me.user, session.me.client);
    if (key === undefined || this.#seal === null) return log.warn("mail of an unknown client");
    const opened = await this.#seal.open(key, aboutMail(reader, own, id), { enc, body });
    const frame = opened.ok ? readFrame(opened.value) : opened;
    if (!frame.ok) return log.warn("unreadable mail");
    const conversation = conversationOfWire(frame.value.in, session.me.user, from.user);
    const runner = conversation === null ? null : session.get(conversation);
    if (runner === null) return log.warn("mail for no conversation of ours");
    await runner.dispatch({ type: "mail.received", reader, frame: frame.value });
    if (runner.state.mail.clients === null) this.begun(runner);
  }

  async #keyOf(reader: ReaderId): Promise<string | undefined> {
    const runner = this.#ports.session.get(withPerson(userOf(reader)));
    const answer = await this.#ports.requests.clientsOf(userOf(reader));
    if (!answer.ok) return undefined;
    if (runner !== null) await this.#compare(runner, userOf(reader), answer.value);
    return answer.value.clients.find(({ client }) => client === clientOf(reader))?.publicKey;
  }

  async #postAll(reader: ReaderId, frames: readonly Frame[]): Promise<MailProblem | null> {
    if (frames.length === 0) return "unreachable";
    for (const frame of frames) {
      const problem = await this.#post(reader, frame);
      if (problem !== null) return problem;
    }
    return null;
  }

  async #post(reader: ReaderId, frame: Frame): Promise<MailProblem | null> {
    const { session, requests } = this.#ports;
    const key = this.#keys[reader];
    if (key === undefined || this.#seal === null || this.#ended) return "unreachable";
    const id = envelopeId(reader, frame);
    const own = readerId(session.me.user, session.me.client);
    const sealed = await this.#seal.seal(key, aboutMail(own, reader, id), JSON.stringify(frame));
    const to = { user: userOf(reader), client: clientOf(reader) };
    const replaces = frame.type === "messages" ? null : wordOf(`${frame.type} ${frame.in} ${frame.log}`);
    const answer = await requests.postMail({ to, id, replaces, ...sealed });
    return answer.ok ? null : problemOf(answer.error);
  }

  #failed(cause: unknown): void {
    this.#ports.log.error("mail failed", { cause: cause instanceof Error ? cause.message : "unknown" });
  }
}

/** Bound to the seal: nobody can hand it to another, or in another's name. */
const aboutMail = (from: ReaderId, to: ReaderId, id: string): string => `${from} ${to} ${id}`;

/** Says nothing to who does not know what it is made of; the log's id is known to its readers only. */
const wordOf = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);

/** The same messages for the same client have the same id, so that an order whose answer was lost counts once. */
function envelopeId(reader: ReaderId, frame: Frame): string {
  if (frame.type !== "messages") return randomUUID();
  const numbers = frame.messages.map(({ seq }) => seq).join(",");
  const hash = createHash("sha256").update(`${reader} ${frame.log} ${numbers}`).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function problemOf(failure: TokenFailure): MailProblem {
  const code = failure.code === "status" ? failure.body?.error.code : undefined;
  if (code === "mailbox-full") return "full";
  return code === "person-unknown" ? "person-unknown" : "unreachable";
}
