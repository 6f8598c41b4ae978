/**
 * Structured clone as text, for what crosses between the host and a page. Runs in Node and in the page's isolated
 * world. Not carried, as it has no use here: Blob, File, MessagePort, ImageBitmap, boxed primitives.
 */
type Plain = null | string | number | boolean;
type Tagged =
  | { $: "undefined" | "hole" }
  | { $: "number" | "bigint" | "buffer"; v: string }
  | { $: "seen"; v: number }
  | { $: "date"; v: number | null }
  | { $: "array" | "set"; v: Encoded[] }
  | { $: "map"; v: [Encoded, Encoded][] }
  | { $: "object"; v: [string, Encoded][] }
  | { $: "regexp"; v: [string, string] }
  | { $: "view"; kind: ViewName; v: string }
  | { $: "error"; name: string; message: string; stack: string; cause: Encoded };
type Encoded = Plain | Tagged;

const views = {
  ...{ Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array },
  ...{ Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView },
};
type ViewName = keyof typeof views;

const errorTypes: Readonly<Record<string, ErrorConstructor | undefined>> = {
  ...{ Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError },
};

/** Turns a value into text. Throws a `DataCloneError` for what cannot be cloned, as Electron's IPC does. */
export function encode(value: unknown): string {
  return JSON.stringify(new Encoder().encode(value));
}

/** The value that `encode` was given. */
export function decode(text: string): unknown {
  return new Decoder().decode(JSON.parse(text) as Encoded);
}

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

function refuse(what: string): never {
  throw new DOMException(`${what} could not be cloned.`, "DataCloneError");
}

function bytesToText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const textToBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

class Encoder {
  /** Number of each object met, in the order in which the decoder will make them: for cycles and shared values. */
  readonly #seen = new Map<object, number>();

  encode(value: unknown): Encoded {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (Object.is(value, -0)) return { $: "number", v: "-0" };
        return Number.isFinite(value) ? value : { $: "number", v: String(value) };
      case "undefined":
        return { $: "undefined" };
      case "bigint":
        return { $: "bigint", v: value.toString() };
      case "object":
        return value === null ? null : this.#object(value);
      case "function":
      case "symbol":
        return refuse(String(value).slice(0, 60));
    }
  }

  #object(value: object): Encoded {
    const number = this.#seen.get(value);
    if (number !== undefined) return { $: "seen", v: number };
    this.#seen.set(value, this.#seen.size);
    if (Array.isArray(value)) return { $: "array", v: this.#list(value) };
    if (value instanceof Error) return this.#error(value);
    const tag = tagOf(value);
    if (value instanceof Date) return { $: "date", v: value.getTime() };
    if (value instanceof RegExp) return { $: "regexp", v: [value.source, value.flags] };
    if (value instanceof Map)
      return { $: "map", v: [...value].map(([key, item]) => [this.encode(key), this.encode(item)]) };
    if (value instanceof Set) return { $: "set", v: [...value].map((item) => this.encode(item)) };
    if (value instanceof ArrayBuffer) return { $: "buffer", v: bytesToText(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) return this.#view(value, tag);
    if (tag !== "Object") return refuse(`#<${tag}>`);
    return { $: "object", v: Object.entries(value).map(([key, item]) => [key, this.encode(item)]) };
  }

  #list(values: readonly unknown[]): Encoded[] {
    return Array.from(values, (item, at) => (at in values ? this.encode(item) : { $: "hole" }));
  }

  #error(error: Error): Encoded {
    const { name, message, stack = "" } = error;
    return { $: "error", name, message, stack, cause: this.encode(error.cause) };
  }

  #view(view: ArrayBufferView, tag: string): Encoded {
    const kind = tag as ViewName;
    if (!(kind in views)) return refuse(`#<${tag}>`);
    return { $: "view", kind, v: bytesToText(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) };
  }
}

class Decoder {
  readonly #made: object[] = [];

  decode(value: Encoded): unknown {
    if (value === null || typeof value !== "object") return value;
    switch (value.$) {
      case "undefined":
      case "hole":
        return undefined;
      case "number":
        return Number(value.v);
      case "bigint":
        return BigInt(value.v);
      case "seen":
        return this.#made[value.v];
      case "date":
        return this.#remember(new Date(value.v ?? NaN));
      case "regexp":
        return this.#remember(new RegExp(...value.v));
      case "buffer":
        return this.#remember(textToBytes(value.v).buffer);
      case "view":
        return this.#remember(viewOn(value.kind, textToBytes(value.v).buffer));
      default:
        return this.#container(value);
    }
  }

  /** Containers are remembered before their contents are read, so that contents can refer back to them. */
  #container(value: Extract<Tagged, { $: "array" | "set" | "map" | "object" | "error" }>): object {
    switch (value.$) {
      case "array":
        return this.#array(value.v);
      case "set": {
        const set = this.#remember(new Set());
        for (const item of value.v) set.add(this.decode(item));
        return set;
      }
      case "map": {
        const map = this.#remember(new Map());
        for (const [key, item] of value.v) map.set(this.decode(key), this.decode(item));
        return map;
      }
      case "object": {
        const object = this.#remember({});
        for (const [key, item] of value.v) define(object, key, this.decode(item));
        return object;
      }
      case "error": {
        const error = this.#remember(new (errorTypes[value.name] ?? Error)(value.message));
        error.stack = value.stack;
        if (error.name !== value.name) Object.defineProperty(error, "name", { value: value.name });
        const cause = this.decode(value.cause);
        if (cause !== undefined) error.cause = cause;
        return error;
      }
    }
  }

  #array(items: readonly Encoded[]): unknown[] {
    const array = this.#remember(new Array<unknown>(items.length));
    items.forEach((item, at) => {
      const isHole = typeof item === "object" && item?.$ === "hole";
      if (!isHole) array[at] = this.decode(item);
    });
    return array;
  }

  #remember<T extends object>(object: T): T {
    this.#made.push(object);
    return object;
  }
}

/** Assigning would run the setter of a key named `__proto__`. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** The constructors differ in their overloads, not in taking a whole buffer. */
function viewOn(kind: ViewName, buffer: ArrayBufferLike): ArrayBufferView {
  const View = views[kind] as new (buffer: ArrayBufferLike) => ArrayBufferView;
  return new View(buffer);
}
