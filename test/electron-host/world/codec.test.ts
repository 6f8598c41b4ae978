import { describe, expect, it } from "vitest";
import { decode, encode } from "./codec.ts";

const roundTrip = (value: unknown): unknown => decode(encode(value));

describe("IPC codec", () => {
  it.each<[string, unknown]>([
    ["text", "häß\u0000\u{1f600}"],
    ["null", null],
    ["undefined", undefined],
    ["numbers JSON lacks", [NaN, Infinity, -Infinity, -0, 1.5]],
    ["a bigint", 2n ** 70n],
    ["a date", new Date(1234)],
    ["an invalid date", new Date(NaN)],
    ["a pattern", /a+\/b/giu],
    ["a map", new Map<unknown, unknown>([[{ a: 1 }, new Set([1, "x"])]])],
    ["bytes", new Uint8Array([0, 127, 128, 255])],
    ["bytes of a buffer", new Uint16Array([1, 2, 3]).buffer],
    ["a part of a buffer", new Int16Array(new Int16Array([1, 2, 3, 4]).buffer, 2, 2)],
    ["nested records", { a: [{ b: undefined }], $: "object", v: 1 }],
  ])("carries %s", (_name, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it("carries an error with its type, message and cause", () => {
    const got = roundTrip(new RangeError("too far", { cause: { code: 7 } })) as RangeError;
    expect(got).toBeInstanceOf(RangeError);
    expect(got.message).toBe("too far");
    expect(got.cause).toEqual({ code: 7 });
  });

  it("keeps cycles and shared references", () => {
    const shared = { name: "shared" };
    const value: Record<string, unknown> = { first: shared, second: shared };
    value.self = value;
    const got = roundTrip(value) as Record<string, unknown>;
    expect(got.self).toBe(got);
    expect(got.first).toBe(got.second);
  });

  it("keeps holes apart from undefined", () => {
    const sparse = [1, , undefined]; // eslint-disable-line no-sparse-arrays -- the case under test
    const got = roundTrip(sparse) as unknown[];
    expect([got.length, 1 in got, 2 in got]).toEqual([3, false, true]);
  });

  it("does not change the prototype for a key of that name", () => {
    const got = roundTrip(JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: boolean };
    expect(got.admin).toBeUndefined();
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
  });

  it.each<[string, unknown]>([
    ["a function", { f: () => 1 }],
    ["a symbol", [Symbol("s")]],
    ["a promise", Promise.resolve()],
    ["a weak map", new WeakMap()],
  ])("refuses %s", (_name, value) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ name: "DataCloneError" }) as Error);
  });
});
