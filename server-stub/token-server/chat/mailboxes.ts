import type { Clock } from "../../../common/clock.ts";
import type { UserId } from "../../../common/ids.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { ClientName, Envelope, PostMailRequest } from "../../../common/wire/chat.ts";
import { type ClientKey, clientKey } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { RateLimit } from "../rate-limit.ts";
import type { KeptBox, KeptEnvelope, MailStore } from "./mail-store.ts";

export interface MailBounds {
  readonly envelopes: number;
  readonly bytes: number;
  readonly ageMs: number;
  /** A client that was not here for so long is not coming back. */
  readonly absenceMs: number;
}

const dayMs = 24 * 3_600_000;

export const mailBounds: MailBounds = {
  envelopes: 1_000,
  bytes: 4 * 1024 * 1024,
  ageMs: 30 * dayMs,
  absenceMs: 60 * dayMs,
};

export interface MailboxesOptions {
  readonly store: MailStore;
  readonly clock: Clock;
  readonly bounds: MailBounds;
  /** How many envelopes one client may post. */
  readonly posting: RateLimit;
  /** Something waits for this client. */
  readonly onMail: (client: ClientKey) => void;
  /** This person has another client, or one of them another key. */
  readonly onClients: (user: UserId) => void;
}

interface Box {
  kept: KeptBox;
  readonly envelopes: KeptEnvelope[];
  bytes: number;
  order: number;
}

const maxClients = 20;
const maxFetched = 50;
const maxFetchedBytes = 512 * 1024;

/**
 * Sealed mail for clients that are away or signed out, one bounded box a client. At least once: what is not confirmed comes
 * again. The
 * keys in here are what senders seal for, so whoever runs this server could add one of its own; clients show a new key.
 */
export class Mailboxes {
  readonly #options: MailboxesOptions;
  readonly #boxes = new Map<ClientKey, Box>();
  readonly #writes = new TaskQueue();
  readonly #loaded: Promise<void>;

  constructor(options: MailboxesOptions) {
    this.#options = options;
    this.#loaded = this.#load();
  }

  /** Another key than before empties the box: nobody can open what was sealed for the old one. */
  async register(owner: ClientName, publicKey: string): Promise<{ epoch: string }> {
    await this.#loaded;
    const { store, clock, onClients } = this.#options;
    const key = clientKey(owner.user, owner.client);
    const known = this.#boxes.get(key);
    if (known?.kept.publicKey !== publicKey) {
      if (known !== undefined) await this.#write(() => store.deleteBox(owner));
      const kept = { owner, publicKey, seenAt: clock.now() };
      this.#boxes.set(key, { kept, envelopes: [], bytes: 0, order: 0 });
      await this.#write(() => store.putBox(kept));
      await this.#dropSurplus(owner.user);
      onClients(owner.user);
    } else if (clock.now() - known.kept.seenAt > dayMs) {
      known.kept = { ...known.kept, seenAt: clock.now() };
      await this.#write(() => store.putBox(known.kept));
    }
    return { epoch: store.epoch };
  }

  async clientsOf(user: UserId): Promise<{ client: ClientName["client"]; publicKey: string }[]> {
    await this.#loaded;
    const { clock, bounds } = this.#options;
    for (const { kept } of this.#of(user)) {
      if (clock.now() - kept.seenAt > bounds.absenceMs) await this.#forget(kept.owner);
    }
    return this.#of(user).map(({ kept }) => ({ client: kept.owner.client, publicKey: kept.publicKey }));
  }

  async post(from: ClientName, { to, ...sealed }: PostMailRequest): Promise<Result<object, Failure>> {
    await this.#loaded;
    const { clock, bounds, posting, store, onMail } = this.#options;
    const box = this.#boxes.get(clientKey(to.user, to.client));
    if (box === undefined) return fail("client-unknown");
    const counted = posting.take(clientKey(from.user, from.client));
    if (!counted.ok) return err({ code: "too-many-attempts", ...counted.error });
    await this.#expire(box);
    if (box.envelopes.some((one) => one.id === sealed.id && isFrom(one, from))) return ok({});
    const replaced =
      sealed.replaces === null ? [] : box.envelopes.filter((one) => isReplaced(one, from, sealed));
    await this.#remove(box, replaced);
    const size = sizeOf(sealed);
    if (box.envelopes.length >= bounds.envelopes || box.bytes + size > bounds.bytes)
      return fail("mailbox-full");
    const envelope = { ...sealed, from, order: (box.order += 1), at: clock.now() };
    box.envelopes.push(envelope);
    box.bytes += size;
    await this.#write(() => store.put(to, envelope));
    onMail(clientKey(to.user, to.client));
    return ok({});
  }

  async fetch(owner: ClientName): Promise<{ envelopes: Envelope[]; more: boolean }> {
    await this.#loaded;
    const box = this.#boxes.get(clientKey(owner.user, owner.client));
    if (box === undefined) return { envelopes: [], more: false };
    await this.#expire(box);
    const envelopes: Envelope[] = [];
    let bytes = 0;
    for (const { order: _order, at: _at, ...envelope } of box.envelopes) {
      bytes += sizeOf(envelope);
      if (envelopes.length >= maxFetched || bytes > maxFetchedBytes) break;
      envelopes.push(envelope);
    }
    return { envelopes, more: envelopes.length < box.envelopes.length };
  }

  async confirm(owner: ClientName, ids: readonly string[]): Promise<void> {
    const box = this.#boxes.get(clientKey(owner.user, owner.client));
    if (box === undefined) return;
    await this.#remove(
      box,
      box.envelopes.filter(({ id }) => ids.includes(id)),
    );
  }

  async close(): Promise<void> {
    await this.#loaded;
    await this.#writes.idle();
  }

  async #forget(owner: ClientName): Promise<void> {
    if (!this.#boxes.delete(clientKey(owner.user, owner.client))) return;
    await this.#write(() => this.#options.store.deleteBox(owner));
    this.#options.onClients(owner.user);
  }

  async #load(): Promise<void> {
    for (const { box, envelopes } of await this.#options.store.load()) {
      this.#boxes.set(clientKey(box.owner.user, box.owner.client), {
        kept: box,
        envelopes: [...envelopes],
        bytes: envelopes.reduce((sum, envelope) => sum + sizeOf(envelope), 0),
        order: envelopes.at(-1)?.order ?? 0,
      });
    }
  }

  #of(user: UserId): Box[] {
    return [...this.#boxes.values()].filter(({ kept }) => kept.owner.user === user);
  }

  /** The clients that registered first are the likeliest to be gone for good. */
  async #dropSurplus(user: UserId): Promise<void> {
    for (const { kept } of this.#of(user).slice(0, -maxClients)) await this.#forget(kept.owner);
  }

  #expire(box: Box): Promise<void> {
    const oldest = this.#options.clock.now() - this.#options.bounds.ageMs;
    return this.#remove(
      box,
      box.envelopes.filter(({ at }) => at < oldest),
    );
  }

  async #remove(box: Box, gone: readonly KeptEnvelope[]): Promise<void> {
    if (gone.length === 0) return;
    for (const envelope of gone) {
      const index = box.envelopes.indexOf(envelope);
      if (index < 0) continue;
      box.envelopes.splice(index, 1);
      box.bytes -= sizeOf(envelope);
    }
    await this.#write(() =>
      this.#options.store.delete(
        box.kept.owner,
        gone.map(({ order }) => order),
      ),
    );
  }

  #write(task: () => Promise<void>): Promise<void> {
    return this.#writes.run(task);
  }
}

const sizeOf = ({ enc, body }: { enc: string; body: string }): number => enc.length + body.length + 200;

const isFrom = ({ from }: Envelope, { user, client }: ClientName): boolean =>
  from.user === user && from.client === client;

const isReplaced = (one: Envelope, from: ClientName, { replaces }: { replaces: string | null }): boolean =>
  one.replaces === replaces && isFrom(one, from);
