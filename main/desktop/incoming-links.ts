import type { Clock } from "../../common/clock.ts";
import type { PendingLink } from "../../common/contract/desktop.ts";
import type { Target } from "../../common/wire/calls.ts";
import { looksLikeLink, parseLink, type DesklineLink } from "../../common/links/parse-link.ts";
import type { Dispose } from "../../common/scope.ts";
import type { RoomCode, UserId } from "../../common/ids.ts";
import type { Log } from "../log/log.ts";

export interface IncomingLinksPorts {
  readonly clock: Clock;
  readonly region: () => string;
  /** Null when nobody of that name is here, or not known yet. */
  readonly nameOf: (user: UserId) => string | null;
  readonly signedIn: () => boolean;
  readonly call: (to: Target) => void;
  readonly join: (code: RoomCode) => void;
  readonly showWindow: () => void;
  readonly log: Log;
}

/** Nobody reads a question and answers it in less: a yes that comes sooner was meant for the one that stood there before. */
export const unreadMs = 1_000;

/** Links from outside, one at a time: each waits until the user has said yes. A newer one takes its place. */
export class IncomingLinks {
  readonly #ports: IncomingLinksPorts;
  readonly #listeners = new Set<() => void>();
  #waiting: DesklineLink | "unreadable" | null = null;
  /** When a link took the place of another one; null when it did not. */
  #replacedAt: number | null = null;

  constructor(ports: IncomingLinksPorts) {
    this.#ports = ports;
  }

  /** What the user is to be asked now. Before sign-in a link waits unseen, and comes up after it. */
  get pending(): PendingLink | null {
    const link = this.#waiting;
    if (link === null || !this.#ports.signedIn()) return null;
    if (link === "unreadable") return { kind: "unreadable" };
    if (link.kind !== "call-person") return link;
    const name = this.#ports.nameOf(link.user);
    return name === null ? { kind: "unreadable" } : { kind: "call-person", user: link.user, name };
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the command line, of the first or a second start: the last argument that is a link. */
  fromArguments(argv: readonly string[]): void {
    const link = argv.filter(looksLikeLink).at(-1);
    if (link !== undefined) this.receive(link);
  }

  receive(text: string): void {
    const link = parseLink(text, this.#ports.region());
    this.#ports.log.info("link received", { kind: link?.kind ?? "unreadable" });
    this.#replacedAt = this.pending === null ? null : this.#ports.clock.now();
    this.#wait(link ?? "unreadable");
    this.#ports.showWindow();
  }

  /** The user's word. Saying yes twice does it once; to a link that has just come in the way of another it does nothing yet. */
  answer(open: boolean): void {
    if (open && this.#replacedAt !== null && this.#ports.clock.now() - this.#replacedAt < unreadMs) return;
    const link = this.#waiting;
    this.#wait(null);
    if (!open || link === null || link === "unreadable") return;
    switch (link.kind) {
      case "call-phone":
        return this.#ports.call({ kind: "phone", number: link.number });
      case "call-person":
        return this.#ports.call({ kind: "person", id: link.user });
      case "join":
        return this.#ports.join(link.code);
      case "emergency":
        return;
    }
  }

  #wait(link: DesklineLink | "unreadable" | null): void {
    this.#waiting = link;
    for (const listener of [...this.#listeners]) listener();
  }
}
