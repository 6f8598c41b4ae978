import { describe, expect, it } from "vitest";
import { Bridge, type BridgeLink } from "./bridge.ts";

/** Two ends of a link that clones, as the events between the two worlds of a page do. */
function linkPair(): [BridgeLink, BridgeLink] {
  const listeners: ((message: unknown) => void)[] = [];
  const end = (me: number, other: number): BridgeLink => ({
    post: (message) => listeners[other]?.(structuredClone(message)),
    onMessage: (listener) => void (listeners[me] = listener),
  });
  return [end(0, 1), end(1, 0)];
}

interface Exposed {
  readonly nested: { readonly list: readonly number[] };
  double(value: number): number;
  fail(): void;
  later(value: unknown): Promise<unknown>;
  laterNot(): Promise<unknown>;
  listen(listener: (text: string) => string): string;
  same(listener: () => void): boolean;
  echo(value: unknown): unknown;
}

function exposed(): Exposed {
  const [isolated, main] = linkPair();
  const got = new Map<string, unknown>();
  new Bridge(main, (key, value) => got.set(key, value));
  let last: unknown = null;
  new Bridge(isolated, () => undefined).expose("api", {
    nested: { list: [1, 2] },
    double: (value: number) => value * 2,
    fail: () => {
      throw new RangeError("too far");
    },
    later: (value: unknown) => Promise.resolve(value),
    laterNot: () => Promise.reject(new TypeError("never")),
    listen: (listener: (text: string) => string) => listener("hello"),
    same: (listener: () => void) => {
      const isSame = listener === last;
      last = listener;
      return isSame;
    },
    echo: (value: unknown) => value,
  });
  return got.get("api") as Exposed;
}

describe("bridge between the worlds", () => {
  it("returns values synchronously", () => {
    expect(exposed().double(21)).toBe(42);
  });

  it("freezes what it exposes", () => {
    const { nested } = exposed();
    expect(nested.list).toEqual([1, 2]);
    expect([Object.isFrozen(nested), Object.isFrozen(nested.list)]).toEqual([true, true]);
  });

  it("hands errors over with name and message", () => {
    expect(() => exposed().fail()).toThrow(
      expect.objectContaining({ name: "RangeError", message: "too far" }),
    );
  });

  it("settles promises both ways", async () => {
    const api = exposed();
    await expect(api.later({ a: 1 })).resolves.toEqual({ a: 1 });
    await expect(api.laterNot()).rejects.toThrow("never");
  });

  it("calls listeners of the other world and gives back their answer", () => {
    expect(exposed().listen((text) => `${text} alice`)).toBe("hello alice");
  });

  it("gives one function one identity", () => {
    const api = exposed();
    const listener = (): void => undefined;
    expect([api.same(listener), api.same(listener), api.same(() => undefined)]).toEqual([false, true, false]);
  });

  it.each<[string, unknown]>([
    ["maps", new Map([["a", 1]])],
    ["dates", new Date(7)],
    ["bytes", new Uint8Array([1, 2])],
    ["a record that looks like our own wrapping", { $: "function", id: 1 }],
  ])("carries %s", (_name, value) => {
    expect(exposed().echo(value)).toEqual(value);
  });

  it("refuses symbols and endless nesting", () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => exposed().echo(Symbol("s"))).toThrow("Symbols");
    expect(() => exposed().echo(loop)).toThrow("recursion depth");
  });
});
