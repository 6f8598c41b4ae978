import { Guarded } from "../not-in-host.ts";

type Listener = (...args: unknown[]) => void;
interface Entry {
  readonly listener: Listener;
  readonly once: boolean;
}

/** The part of Node's EventEmitter that a sandboxed preload may rely on. With a name, unknown members throw. */
export class PageEmitter extends Guarded {
  readonly #entries = new Map<string, readonly Entry[]>();

  constructor(name: string | null = null) {
    super(name);
  }

  on(name: string, listener: Listener): this {
    return this.#add(name, { listener, once: false });
  }

  addListener(name: string, listener: Listener): this {
    return this.on(name, listener);
  }

  once(name: string, listener: Listener): this {
    return this.#add(name, { listener, once: true });
  }

  off(name: string, listener: Listener): this {
    const entries = this.#of(name);
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) this.#entries.set(name, entries.toSpliced(at, 1));
    return this;
  }

  removeListener(name: string, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: string): this {
    if (name === undefined) this.#entries.clear();
    else this.#entries.delete(name);
    return this;
  }

  listenerCount(name: string): number {
    return this.#of(name).length;
  }

  emit(name: string, ...args: unknown[]): boolean {
    const entries = this.#of(name);
    for (const { listener, once } of entries) {
      if (once) this.off(name, listener);
      listener.apply(this, args);
    }
    return entries.length > 0;
  }

  #add(name: string, entry: Entry): this {
    this.#entries.set(name, [...this.#of(name), entry]);
    return this;
  }

  #of(name: string): readonly Entry[] {
    return this.#entries.get(name) ?? [];
  }
}
