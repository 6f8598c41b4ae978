/** Ends something once. */
export type Dispose = () => void;

/**
 * A lifetime: whatever is started inside it is ended with it, newest first. Adding to a scope that has already ended
 * disposes at once, so the pattern "await, then add" is safe when the owner died in between.
 */
export class Scope {
  #disposers: Dispose[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Runs `dispose` when the scope ends (at once if it has). Returns a function that disposes early, once. */
  add(dispose: Dispose): Dispose {
    if (this.#ended) {
      dispose();
      return () => {};
    }
    this.#disposers.push(dispose);
    return () => {
      const index = this.#disposers.lastIndexOf(dispose);
      if (index < 0) return;
      this.#disposers.splice(index, 1);
      dispose();
    };
  }

  /** Ends everything, newest first. Calling it again does nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const dispose of this.#disposers.splice(0).reverse()) dispose();
  }
}
