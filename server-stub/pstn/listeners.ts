import type { Dispose } from "../../common/scope.ts";

/** Who wants to know of one kind of event. Told in the order in which they came; one may leave while being told. */
export class Listeners<Arguments extends unknown[]> {
  readonly #entries = new Set<{ readonly run: (...args: Arguments) => void }>();

  get size(): number {
    return this.#entries.size;
  }

  add(run: (...args: Arguments) => void): Dispose {
    const entry = { run };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  tell(...args: Arguments): void {
    for (const { run } of [...this.#entries]) run(...args);
  }

  clear(): void {
    this.#entries.clear();
  }
}
