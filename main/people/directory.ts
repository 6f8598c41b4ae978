import type { PhoneNumber, UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Person, ServerEvent } from "../../common/wire/token-server.ts";

/** The people of this account's server, and our own numbers, as the event stream told of them last. */
export class Directory {
  readonly #people = new Map<UserId, Person>();
  #numbers: readonly PhoneNumber[] = [];
  readonly #listeners = new Set<() => void>();

  /** Everybody but `me`, by name. */
  others(me: UserId | null): Person[] {
    return [...this.#people.values()]
      .filter((person) => person.id !== me)
      .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  }

  /** Our own phone numbers. */
  get numbers(): readonly PhoneNumber[] {
    return this.#numbers;
  }

  find(id: UserId): Person | undefined {
    return this.#people.get(id);
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  serviceEvent(event: ServerEvent): void {
    if (event.type === "snapshot") {
      this.#numbers = event.numbers;
      this.#people.clear();
      for (const person of event.people) this.#people.set(person.id, person);
    } else if (event.type === "person.changed") {
      this.#people.set(event.person.id, event.person);
    } else return;
    this.#changed();
  }

  /** Another account may know other people. */
  clear(): void {
    this.#people.clear();
    this.#numbers = [];
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
