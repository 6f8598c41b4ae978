import { createHash } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import type { CallIn } from "../../common/call/call.ts";
import { isMissed } from "../../common/call/call-view.ts";
import { Recent } from "../../common/contract/state.ts";
import type { CallId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
import { JsonFile } from "../settings/json-file.ts";

export const maxRecents = 200;

/** Entries that an older or newer version wrote differently fall away by themselves. */
const Stored = z
  .array(z.unknown())
  .transform((entries) =>
    entries.flatMap((entry) => Recent.safeParse(entry).data ?? []).slice(0, maxRecents),
  );

/** The calls that are over, newest first, in a file for each account. Of nobody while nobody is signed in. */
export class Recents {
  readonly #folder: string;
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  #file: JsonFile<typeof Stored> | null = null;
  #all: readonly Recent[] = [];

  constructor({ folder, log }: { readonly folder: string; readonly log: Log }) {
    this.#folder = folder;
    this.#log = log;
  }

  get all(): readonly Recent[] {
    return this.#all;
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whose they are from now on; the same person at another server is another account. */
  use(account: { readonly server: string; readonly user: string } | null): void {
    this.#file =
      account === null
        ? null
        : new JsonFile(path.join(this.#folder, `${nameOf(account)}.json`), Stored, this.#log);
    this.#all = this.#file?.read() ?? [];
    this.#tell();
  }

  /** A call has ended. Calls that became one with another, or that a sign-out took along unanswered, are none. */
  record(call: CallIn<"ended">): void {
    if (call.reason.code === "merged" || (call.reason.code === "signed-out" && call.connectedAt === null))
      return;
    const { id, remote, direction, calledNumber, startedAt, endedAt, connectedAt, reason } = call;
    const entry: Recent = {
      id,
      remote,
      direction,
      calledNumber,
      startedAt,
      endedAt,
      connectedAt,
      reason,
      unseen: isMissed(call),
    };
    this.#keep([entry, ...this.#all.filter((recent) => recent.id !== id)].slice(0, maxRecents));
  }

  /** Null forgets all of them. */
  remove(id: CallId | null): void {
    this.#keep(id === null ? [] : this.#all.filter((recent) => recent.id !== id));
  }

  seen(): void {
    if (!this.#all.some(({ unseen }) => unseen)) return;
    this.#keep(this.#all.map((recent) => ({ ...recent, unseen: false })));
  }

  #keep(all: readonly Recent[]): void {
    if (this.#file === null) return;
    this.#all = all;
    this.#file.write([...all]);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** A file name that says nothing and holds no character of theirs. */
const nameOf = ({ server, user }: { readonly server: string; readonly user: string }): string =>
  createHash("sha256").update(`${server}\n${user}`).digest("hex").slice(0, 32);
