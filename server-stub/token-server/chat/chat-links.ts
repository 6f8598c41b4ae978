import { randomUUID } from "node:crypto";
import { CallId, type MediaAccessId, type UserId } from "../../../common/ids.ts";
import { ok, type Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { ChatLinkMembers } from "../../../common/wire/chat.ts";
import type { Log } from "../../log.ts";
import { type Client, type ClientKey, nameOf } from "../client.ts";
import type { ControlClient } from "../control-client.ts";
import type { EventStreams } from "../event-streams.ts";
import { fail, type Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { People } from "../people.ts";
import type { PlatformCleanup } from "../platform-cleanup.ts";

export interface ChatLinksOptions {
  readonly people: People;
  readonly streams: EventStreams;
  readonly accesses: MediaAccesses;
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly log: Log;
}

interface Member {
  readonly client: Client;
  readonly access: MediaAccessId;
  readonly participantId: string;
}

interface Link {
  /** By this the media accesses are bound; it is no call. */
  readonly id: CallId;
  readonly pair: readonly [UserId, UserId];
  readonly queue: TaskQueue;
  readonly members: Map<ClientKey, Member>;
  sessionId: string | null;
}

type Answer = Result<{ members: ChatLinkMembers }, Failure>;

const maxMembers = 16;

/** A platform session for each two people who write to each other now, so that their clients' data channels meet. */
export class ChatLinks {
  readonly #options: ChatLinksOptions;
  readonly #links = new Map<string, Link>();

  constructor(options: ChatLinksOptions) {
    this.#options = options;
  }

  /** Joins with this access, in place of an earlier one of the same client, and asks the other's clients to come. */
  async connect(client: Client, other: UserId, access: MediaAccessId): Promise<Answer> {
    const { people, streams, accesses } = this.#options;
    if (other === client.person.id) return fail("calling-yourself");
    if (people.get(other) === undefined) return fail("person-unknown");
    const link = this.#link(client.person.id, other);
    if (link.members.size >= maxMembers) return fail("call-full");
    const participant = accesses.take(access, client.key, link.id);
    if (!participant.ok) return participant;
    this.#dismiss(link, client.key);
    link.members.set(client.key, { client, access, participantId: participant.value });
    const joined = await link.queue.run(() => this.#join(link, client.key, participant.value));
    if (!joined) {
      this.#leave(link, client.key);
      return fail("platform-unavailable");
    }
    this.#tell(link);
    const isOtherThere = [...link.members.values()].some((member) => member.client.person.id === other);
    if (!isOtherThere) {
      streams.send({ person: other, except: null }, { type: "chat.connect", with: client.person.id });
    }
    return ok({ members: membersOf(link) });
  }

  disconnect(client: Client, other: UserId): void {
    const link = this.#links.get(keyOf(client.person.id, other));
    if (link !== undefined) this.#leave(link, client.key);
  }

  /** The last device of a media access that was bound to a link is gone. False: it was not one of ours. */
  lost(id: CallId, owner: ClientKey): boolean {
    const link = [...this.#links.values()].find((one) => one.id === id);
    if (link === undefined) return false;
    this.#leave(link, owner);
    return true;
  }

  /** The client's sign-in ended. */
  leave(key: ClientKey): void {
    for (const link of [...this.#links.values()]) this.#leave(link, key);
  }

  close(): void {
    for (const link of [...this.#links.values()]) {
      for (const key of [...link.members.keys()]) this.#leave(link, key);
    }
  }

  async #join(link: Link, key: ClientKey, participantId: string): Promise<boolean> {
    const { control, log } = this.#options;
    if (link.members.get(key)?.participantId !== participantId) return false;
    if (link.sessionId === null) {
      const session = await control.createSession({ tag: "deskline-chat" });
      if (!session.ok) {
        log("error", "no session from the platform", { problem: session.error });
        return false;
      }
      link.sessionId = session.value.id;
    }
    const rules = { sessionId: link.sessionId };
    const joined = await control.addParticipant(link.sessionId, participantId, rules);
    if (!joined.ok) log("error", "a chat participant cannot join", { problem: joined.error });
    return joined.ok;
  }

  #leave(link: Link, key: ClientKey): void {
    if (!this.#dismiss(link, key)) return;
    if (link.members.size > 0) return this.#tell(link);
    this.#links.delete(keyOf(...link.pair));
    void link.queue.run(() => {
      if (link.sessionId !== null) this.#options.cleanup.session(link.sessionId);
      return Promise.resolve();
    });
  }

  #dismiss(link: Link, key: ClientKey): boolean {
    const member = link.members.get(key);
    if (member === undefined) return false;
    link.members.delete(key);
    this.#options.accesses.release(member.access);
    return true;
  }

  #tell(link: Link): void {
    const members = membersOf(link);
    for (const { client } of link.members.values()) {
      const other = link.pair[0] === client.person.id ? link.pair[1] : link.pair[0];
      this.#options.streams.send({ client: client.key }, { type: "chat.link", with: other, members });
    }
  }

  #link(one: UserId, other: UserId): Link {
    const key = keyOf(one, other);
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const link: Link = {
      id: CallId.parse(randomUUID()),
      pair: [one, other],
      queue: new TaskQueue(),
      members: new Map(),
      sessionId: null,
    };
    this.#links.set(key, link);
    return link;
  }
}

const keyOf = (one: UserId, other: UserId): string => [one, other].sort().join("|");

const membersOf = ({ members }: Link): ChatLinkMembers =>
  [...members.values()].map(({ client, participantId }) => ({ ...nameOf(client), participantId }));
