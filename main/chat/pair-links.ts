import { conversationParts, type ConversationId, withPerson } from "../../common/chat/conversation-id.ts";
import type { Clock } from "../../common/clock.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { LinkId, UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { ChatRequests } from "../backend/chat-requests.ts";
import type { CallMediaPorts } from "../calls/call-media.ts";
import type { Log } from "../log/log.ts";
import type { ChatSession } from "./chat-session.ts";
import { PairLink } from "./pair-link.ts";

export interface PairLinksPorts {
  readonly session: () => ChatSession | null;
  readonly requests: ChatRequests;
  readonly media: CallMediaPorts;
  readonly clock: Clock;
  readonly log: Log;
  /** At least one of this person's clients is signed in now, and so are we. */
  readonly isReachable: (user: UserId) => boolean;
}

/** How long what is written waits for a link before it goes by mail. */
export const holdMs = 4_000;
/** After a link that came to nothing; until then mail is the better way. */
const againAfterMs = 30_000;

/** Links with the people we write to, made when they are wanted and given back when they are idle. */
export class PairLinks {
  readonly #ports: PairLinksPorts;
  readonly #links = new Map<UserId, PairLink>();
  readonly #holds = new Map<UserId, Dispose>();
  readonly #lastTry = new Map<UserId, number>();

  constructor(ports: PairLinksPorts) {
    this.#ports = ports;
  }

  /** The user looks at this conversation, or has written in it. */
  wanted(conversation: ConversationId): void {
    const parts = conversationParts(conversation);
    if (parts.kind !== "person" || this.#links.has(parts.user)) return;
    if (!this.#ports.isReachable(parts.user)) return;
    const now = this.#ports.clock.now();
    if (now - (this.#lastTry.get(parts.user) ?? -Infinity) < againAfterMs) return;
    this.#hold(parts.user);
    this.#connect(parts.user);
  }

  serviceEvent(event: ServerEvent): void {
    if (event.type === "chat.connect" && !this.#links.has(event.with)) this.#connect(event.with);
    else if (event.type === "chat.link") this.#links.get(event.with)?.membersChanged(event.members);
    else if (event.type === "snapshot") {
      // A server that was away has forgotten the links; whoever still writes makes them anew.
      for (const link of [...this.#links.values()]) link.end();
      this.#lastTry.clear();
    }
  }

  of(link: LinkId): PairLink | undefined {
    return [...this.#links.values()].find((one) => one.link === link);
  }

  report(link: LinkId, report: MediaReport): void {
    this.of(link)?.report(report);
    for (const user of this.#holds.keys()) this.#release(user, false);
  }

  /** A fresh page knows nothing of them. */
  pageReady(): void {
    this.end();
  }

  end(): void {
    for (const link of [...this.#links.values()]) link.end();
    for (const user of [...this.#holds.keys()]) this.#release(user, true);
    this.#lastTry.clear();
  }

  #connect(user: UserId): void {
    const runner = this.#ports.session()?.get(withPerson(user)) ?? null;
    if (runner === null) return;
    const { requests, media, clock, log } = this.#ports;
    this.#lastTry.set(user, clock.now());
    const link = new PairLink({
      runner,
      user,
      requests,
      media,
      clock,
      log,
      onEnded: () => {
        this.#links.delete(user);
        this.#release(user, true);
      },
    });
    this.#links.set(user, link);
    void link.open();
  }

  #hold(user: UserId): void {
    this.#dispatch(user, true);
    this.#holds.get(user)?.();
    this.#holds.set(
      user,
      this.#ports.clock.after(holdMs, () => this.#release(user, true)),
    );
  }

  /** Ends the hold at once when `over`, else when the other is on the link. */
  #release(user: UserId, over: boolean): void {
    const members = Object.values(this.#ports.session()?.find(withPerson(user))?.state.link?.members ?? {});
    const isThere = members.some((member) => member.user === user && member.reader !== null);
    if (!over && !isThere) return;
    const cancel = this.#holds.get(user);
    if (cancel === undefined) return;
    this.#holds.delete(user);
    cancel();
    this.#dispatch(user, false);
  }

  #dispatch(user: UserId, hold: boolean): void {
    void this.#ports
      .session()
      ?.find(withPerson(user))
      ?.dispatch({ type: "mail.held", hold })
      .catch(() => undefined);
  }
}
