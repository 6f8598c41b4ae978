import type { Snapshot } from "../../common/contract/state.ts";

/** Numbers snapshots and sends at most one a turn of the event loop, however much changed in it. */
export class SnapshotPublisher {
  readonly #build: () => Omit<Snapshot, "revision">;
  readonly #send: (snapshot: Snapshot) => void;
  #revision = 0;
  #due = false;

  constructor(build: () => Omit<Snapshot, "revision">, send: (snapshot: Snapshot) => void) {
    this.#build = build;
    this.#send = send;
  }

  /** The present state, newer than any that was sent. */
  current(): Snapshot {
    return { revision: ++this.#revision, ...this.#build() };
  }

  /** Something changed. */
  changed(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#send(this.current());
    });
  }
}
