/**
 * A synchronous link between the isolated world and the main world of one document. The worlds share the DOM but no
 * objects: events of `window` carry messages, and Blink clones `detail` when the other world reads it.
 */
export interface BridgeLink {
  /** Delivers to the other side before it returns. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Wire = null | undefined | string | number | boolean | bigint | Wire[] | Boxed | WireRecord;
type Boxed =
  | { $: "function" | "promise"; id: number }
  | { $: "error"; name: string; message: string; stack: string }
  | { $: "clone"; value: unknown };
type WireRecord = { $: "record"; entries: [string, Wire][] };
type Message =
  | { op: "call"; id: number; args: Wire[] }
  | { op: "reply"; ok: boolean; value: Wire }
  | { op: "settle"; id: number; ok: boolean; value: Wire }
  | { op: "expose"; key: string; value: Wire };

type Callable = (...args: unknown[]) => unknown;
type Settle = (ok: boolean, value: unknown) => void;

const maxDepth = 1_000;

/** One side of the link. `onExpose` receives, frozen, what the other side exposes. */
export class Bridge {
  readonly #link: BridgeLink;
  readonly #onExpose: (key: string, value: unknown) => void;
  readonly #ids = new Map<Callable, number>();
  readonly #functions = new Map<number, Callable>();
  readonly #proxies = new Map<number, Callable>();
  readonly #waiting = new Map<number, Settle>();
  #lastId = 0;
  #reply: { ok: boolean; value: Wire } | null = null;

  constructor(link: BridgeLink, onExpose: (key: string, value: unknown) => void) {
    this.#link = link;
    this.#onExpose = onExpose;
    link.onMessage((message) => this.#receive(message as Message));
  }

  /** Gives the other side a copy of `value`, in which functions call back here. */
  expose(key: string, value: unknown): void {
    this.#post({ op: "expose", key, value: this.#wrap(value) });
  }

  #post(message: Message): void {
    this.#link.post(message);
  }

  #receive(message: Message): void {
    switch (message.op) {
      case "call":
        return this.#answer(message.id, message.args);
      case "reply":
        this.#reply = message;
        return;
      case "settle":
        this.#waiting.get(message.id)?.(message.ok, this.#unwrap(message.value, false));
        this.#waiting.delete(message.id);
        return;
      case "expose":
        return this.#onExpose(message.key, this.#unwrap(message.value, true));
    }
  }

  #answer(id: number, args: readonly Wire[]): void {
    try {
      const called = this.#functions.get(id);
      if (called === undefined) throw new Error("the function of the other world is gone");
      const result = called(...args.map((argument) => this.#unwrap(argument, false)));
      this.#post({ op: "reply", ok: true, value: this.#wrap(result) });
    } catch (thrown) {
      this.#post({ op: "reply", ok: false, value: this.#wrap(thrown) });
    }
  }

  #call(id: number, args: readonly unknown[]): unknown {
    this.#reply = null;
    this.#post({ op: "call", id, args: args.map((argument) => this.#wrap(argument)) });
    const reply = this.#takeReply();
    if (reply === null) throw new Error("An object could not be cloned.");
    const value = this.#unwrap(reply.value, false);
    if (!reply.ok) throw value;
    return value;
  }

  #takeReply(): { ok: boolean; value: Wire } | null {
    const reply = this.#reply;
    this.#reply = null;
    return reply;
  }

  #wrap(value: unknown, depth = 0): Wire {
    if (depth > maxDepth) throw new Error("Electron contextBridge recursion depth exceeded");
    if (typeof value === "function") return { $: "function", id: this.#functionId(value as Callable) };
    if (typeof value === "symbol") throw new Error("Symbols do not cross the contextBridge");
    if (typeof value !== "object" || value === null) return value as Wire; // a primitive
    if (value instanceof Promise) return this.#wrapPromise(value);
    if (value instanceof Error) {
      const { name, message, stack = "" } = value;
      return { $: "error", name, message, stack };
    }
    if (Array.isArray(value)) return value.map((item) => this.#wrap(item, depth + 1));
    if (!isRecord(value)) return { $: "clone", value };
    const entries = Object.entries(value).map(([key, item]): [string, Wire] => [
      key,
      this.#wrap(item, depth + 1),
    ]);
    return { $: "record", entries };
  }

  #functionId(callable: Callable): number {
    const known = this.#ids.get(callable);
    if (known !== undefined) return known;
    const id = ++this.#lastId;
    this.#ids.set(callable, id);
    this.#functions.set(id, callable);
    return id;
  }

  #wrapPromise(promise: Promise<unknown>): Wire {
    const id = ++this.#lastId;
    const settle = (ok: boolean, value: unknown): void =>
      this.#post({ op: "settle", id, ok, value: this.#wrap(value) });
    promise.then(
      (value) => settle(true, value),
      (cause: unknown) => settle(false, cause),
    );
    return { $: "promise", id };
  }

  #unwrap(value: Wire, freeze: boolean): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#unwrap(item, freeze));
      return freeze ? Object.freeze(items) : items;
    }
    switch (value.$) {
      case "function":
        return this.#proxy(value.id);
      case "promise":
        return new Promise((resolve, reject) => {
          this.#waiting.set(value.id, (ok, result) =>
            ok ? resolve(result) : reject(result instanceof Error ? result : new Error(String(result))),
          );
        });
      case "error":
        return Object.assign(new Error(value.message), { name: value.name, stack: value.stack });
      case "clone":
        return value.value;
      case "record": {
        const items = value.entries.map(([key, item]) => [key, this.#unwrap(item, freeze)] as const);
        const record: unknown = Object.fromEntries(items);
        return freeze ? Object.freeze(record) : record;
      }
    }
  }

  /** The same function of the other world is the same function here, so that listeners can be removed again. */
  #proxy(id: number): Callable {
    const known = this.#proxies.get(id);
    if (known !== undefined) return known;
    const proxy: Callable = (...args) => this.#call(id, args);
    this.#proxies.set(id, proxy);
    return proxy;
  }
}

/** Plain objects and instances of the preload's own classes; everything else is left to structured clone. */
function isRecord(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}
