/** State, events and effects of one conversation. `conversation-machine.ts` has the rules. */
import { z } from "zod";
import { type ClientId, UserId } from "../ids.ts";
import { ConversationId, ReaderId } from "./conversation-id.ts";
import type { Frame } from "./frame.ts";
import { LogId, type MessageId, type SentMessage } from "./message.ts";

const count = z.int().nonnegative();

/** What somebody else (or another client of ours) has written, as far as it is here. */
export const KnownLog = z.object({ user: UserId, have: count, read: count });
export type KnownLog = z.infer<typeof KnownLog>;

/** How far one client has come with our log. */
export const Reader = z.object({
  have: count,
  read: count,
  /** It has not said yet that it has anything; for it our log begins after `have`. */
  fresh: z.boolean(),
  /** Up to here the token server keeps it for that client. */
  mailed: count,
});
export type Reader = z.infer<typeof Reader>;

/** The part that outlives the process. Written before anything that follows from it is sent. */
export const Durable = z.object({
  conversation: ConversationId,
  log: LogId,
  /** The number of our newest message. */
  last: count,
  logs: z.record(LogId, KnownLog),
  readers: z.record(ReaderId, Reader),
});
export type Durable = z.infer<typeof Durable>;

/** Somebody whose channel reaches us on the link. */
export interface LinkMember {
  readonly user: UserId;
  /** Which client it is, once it has said hello. */
  readonly reader: ReaderId | null;
  /** Hellos of ours that it has not answered. */
  readonly unanswered: number;
  /** Does not take what we send; the others do not wait for it. Mended by its next frame. */
  readonly deaf: boolean;
}

/** The link of the moment; everything on it goes to all of its members. */
export interface ChatLink {
  /** Our own channel stands. */
  readonly open: boolean;
  readonly members: Readonly<Record<string, LinkMember>>;
  /** The number to be sent next. */
  readonly cursor: number;
  /** Repairs since a reader last got on. */
  readonly repairs: number;
  /** What the slowest reader had when the repair timer was set. */
  readonly repairFrom: number;
}

export interface Mail {
  /** Every other client of the two, as the token server knows them; null while it does not answer. */
  readonly clients: readonly ReaderId[] | null;
  /** A link to the other person is being made: what is for them waits for it. */
  readonly hold: boolean;
  readonly busy: readonly ReaderId[];
  readonly problem: MailProblem | null;
  readonly failures: number;
}

/** unreachable passes by itself; the others need the other person, or a retry. */
export type MailProblem = "unreachable" | "full" | "person-unknown";

export interface Conversation {
  readonly me: { readonly user: UserId; readonly client: ClientId };
  readonly durable: Durable;
  readonly link: ChatLink | null;
  readonly mail: Mail;
  /** Came before what precedes them. */
  readonly held: Readonly<Record<LogId, readonly SentMessage[]>>;
  /** Received since we last said what we have, by way of arrival. */
  readonly unmarked: { readonly link: number; readonly mail: number };
}

/** marks, mail-marks: say what is here. gap: something is missing. repair: something we sent was not taken. */
export type ChatTimer = "marks" | "mail-marks" | "gap" | "repair" | "hello" | "mail-retry";

export type ChatEvent =
  | {
      readonly type: "user.sent";
      readonly id: MessageId;
      readonly text: string;
      /** Ms since the epoch. */
      readonly at: number;
    }
  /** Everything that is here has been seen. */
  | { readonly type: "user.read" }
  | { readonly type: "user.retried" }
  /** The link is made, its channel not yet open; replaces the link before it. */
  | { readonly type: "link.began" }
  | { readonly type: "link.opened" }
  /** Our channel closed; it is opened again. */
  | { readonly type: "link.closed" }
  | { readonly type: "link.ended" }
  /** The channel of this participant reaches us, now or anew. */
  | { readonly type: "link.attached"; readonly participant: string; readonly user: UserId }
  | { readonly type: "link.left"; readonly participant: string }
  | { readonly type: "link.received"; readonly participant: string; readonly frame: Frame }
  | { readonly type: "mail.received"; readonly reader: ReaderId; readonly frame: Frame }
  /** The other clients that there are; null: the token server does not answer. */
  | { readonly type: "mail.clients"; readonly clients: readonly ReaderId[] | null }
  | { readonly type: "mail.held"; readonly hold: boolean }
  | { readonly type: "mail.accepted"; readonly reader: ReaderId; readonly to: number }
  | { readonly type: "mail.refused"; readonly reader: ReaderId; readonly problem: MailProblem }
  /** The token server has lost what it kept (for one reader: it has another key now). */
  | { readonly type: "mail.lost"; readonly reader: ReaderId | null }
  | { readonly type: "timer.elapsed"; readonly timer: ChatTimer };

/**
 * Orders, to be carried out in this order. `keep` and the durable part must be on disk before any of the others, or a
 * crash would make us say what we do not know any more.
 */
export type ChatEffect =
  | {
      readonly type: "keep";
      readonly log: LogId;
      readonly from: UserId;
      readonly message: SentMessage;
    }
  | { readonly type: "send"; readonly frame: Frame }
  /** Messages of our own log, both ends included, to all on the link. */
  | {
      readonly type: "send-own";
      readonly from: number;
      readonly to: number;
      readonly start: Readonly<Record<ReaderId, number>>;
    }
  /** The same by mail to one client; answered by mail.accepted or mail.refused. */
  | {
      readonly type: "mail-own";
      readonly reader: ReaderId;
      readonly from: number;
      readonly to: number;
      readonly start: Readonly<Record<ReaderId, number>>;
    }
  /** Best effort; a newer one replaces an older that is still kept. */
  | { readonly type: "mail"; readonly readers: readonly ReaderId[]; readonly frame: Frame }
  | { readonly type: "timer"; readonly timer: ChatTimer; readonly afterMs: number };
