import type { UserId } from "../../common/ids.ts";
import type { Person, Presence } from "../../common/wire/token-server.ts";
import type { PersonRef } from "./client.ts";
import type { People } from "./people.ts";

export interface PresenceOptions {
  readonly people: People;
  readonly isReachable: (id: UserId) => boolean;
  readonly isInCall: (id: UserId) => boolean;
  readonly onChange: (person: Person) => void;
}

/** What everybody may know of everybody. Derived, never set: `refresh` looks again and reports a difference. */
export class PresenceBoard {
  readonly #options: PresenceOptions;
  readonly #reported = new Map<UserId, Presence>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  all(): Person[] {
    return this.#options.people.all().map((person) => this.#person(person));
  }

  refresh(id: UserId): void {
    const known = this.#options.people.get(id);
    if (!known) return;
    const person = this.#person(known);
    if (person.presence === (this.#reported.get(id) ?? "offline")) return;
    this.#reported.set(id, person.presence);
    this.#options.onChange(person);
  }

  #person({ id, name }: PersonRef): Person {
    return { id, name, presence: this.#presence(id) };
  }

  #presence(id: UserId): Presence {
    if (this.#options.isInCall(id)) return "in-call";
    return this.#options.isReachable(id) ? "online" : "offline";
  }
}
