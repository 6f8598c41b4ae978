/** Runs tasks one after the other, in the order they were given. A failed task does not stop the next one. */
export class TaskQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task, task);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Settles when every task given so far has ended. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
