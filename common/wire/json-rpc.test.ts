import { describe, expect, it } from "vitest";
import { err, ok } from "../result.ts";
import { readRpcMessage, rpcCodes } from "./json-rpc.ts";

const read = (message: unknown): unknown => readRpcMessage(JSON.stringify(message));

describe("readRpcMessage", () => {
  it("reads a request with its id, a string or a number", () => {
    const params = { sdpOffer: "v=0" };
    expect(read({ jsonrpc: "2.0", id: 7, method: "offerSdp", params })).toEqual(
      ok({ kind: "request", id: 7, method: "offerSdp", params }),
    );
    expect(read({ id: "a", method: "ping" })).toEqual(
      ok({ kind: "request", id: "a", method: "ping", params: undefined }),
    );
  });

  it("reads both notification forms, without params too (R28, R30)", () => {
    expect(read({ jsonrpc: "2.0", method: "leave" })).toEqual(
      ok({ kind: "notification", method: "leave", params: undefined }),
    );
    expect(read({ notification: "sdpOffer", params: { sdpRevision: 1 } })).toEqual(
      ok({ kind: "notification", method: "sdpOffer", params: { sdpRevision: 1 } }),
    );
  });

  it("takes a method with a null id as a notification", () => {
    expect(read({ id: null, method: "leave" })).toMatchObject({ value: { kind: "notification" } });
  });

  it("reads a result, also one that is null", () => {
    expect(read({ id: 1, result: null })).toEqual(ok({ kind: "result", id: 1, result: null }));
    expect(read({ id: 1, result: { sdpAnswer: "v=0" } })).toEqual(
      ok({ kind: "result", id: 1, result: { sdpAnswer: "v=0" } }),
    );
  });

  it("reads an error, also one that belongs to no request", () => {
    const error = { code: rpcCodes.forbidden, message: "no" };
    expect(read({ id: 3, error })).toEqual(ok({ kind: "error", id: 3, error }));
    expect(read({ error })).toEqual(ok({ kind: "error", id: null, error }));
  });

  it.each(["", "{", "\u0000", "undefined"])("refuses text that is no JSON: %j", (text) => {
    expect(readRpcMessage(text)).toEqual(err({ code: rpcCodes.parseError, id: null }));
  });

  it.each<[string, unknown, number | string | null]>([
    ["a number", 5, null],
    ["null", null, null],
    ["a batch", [{ id: 1, method: "ping" }], null],
    ["an empty object", {}, null],
    ["an id alone", { id: 4 }, 4],
    ["a method that is no string", { id: 4, method: 12 }, 4],
    ["an empty method", { id: "x", method: "" }, "x"],
    ["a method beyond its bound", { id: 4, method: "m".repeat(129) }, 4],
    ["an id that is neither integer nor string", { id: 1.5, method: "ping" }, null],
    ["a result that belongs to no request", { result: {} }, null],
    ["an error without a code", { id: 9, error: { message: "no" } }, 9],
  ])("refuses %s and keeps a readable id", (_title, message, id) => {
    expect(read(message)).toEqual(err({ code: rpcCodes.invalidRequest, id }));
  });
});
