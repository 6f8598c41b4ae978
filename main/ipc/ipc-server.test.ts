import { describe, expect, it } from "vitest";
import type { Handlers } from "../../common/contract/contract.ts";
import { requestNames } from "../../common/contract/names.ts";
import { ok } from "../../common/result.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { createIpcServer, type Sender } from "./ipc-server.ts";

const origin = "app://deskline";
const page: Sender = { window: "main" as const, isMainFrame: true, origin };
const uuid = "11111111-1111-4111-8111-111111111111";

function serverWith(handlers: Partial<Handlers> = {}) {
  const called: string[] = [];
  const all = Object.fromEntries(
    requestNames.map((name) => [
      name,
      () => {
        called.push(name);
        return Promise.resolve(ok(null));
      },
    ]),
  );
  const log = new KeptLog();
  const serve = createIpcServer({ handlers: { ...all, ...handlers } as unknown as Handlers, origin, log });
  return { serve, called, log };
}

describe("createIpcServer", () => {
  it("dispatches a request of our page", async () => {
    const { serve, called } = serverWith();
    expect(await serve(page, "call.hang-up", { id: uuid })).toEqual({ ok: true, value: null });
    expect(called).toEqual(["call.hang-up"]);
  });

  it.each([
    ["another window", { window: null }],
    ["a frame in our page", { isMainFrame: false }],
    ["another origin", { origin: "https://example.com" }],
    ["no origin", { origin: "" }],
  ])("does not listen to %s", async (_name, change) => {
    const { serve, called } = serverWith();
    const answer = await serve({ ...page, ...change }, "state.get", null);
    expect(answer).toEqual({ ok: false, error: { code: "request-invalid", detail: "sender" } });
    expect(called).toEqual([]);
  });

  it.each([
    ["an unknown name", "app.quit", null],
    ["a name of the prototype", "constructor", null],
    ["no name", undefined, null],
    ["a name that is no text", { toString: (): string => "state.get" }, null],
    ["a missing input", "call.place", null],
    ["an input of another type", "call.mute", { id: uuid, muted: "yes" }],
    ["an id that is none", "call.accept", { id: "../../etc" }],
    ["a text without end", "account.sign-in", { server: "x", username: "a", password: "p".repeat(10_000) }],
    [
      "an SDP without end",
      "media.offer",
      { link: 1, sdpOffer: "v".repeat(300_000), metadata: { mediaStreams: {}, dataChannels: {} } },
    ],
    ["settings that a page may not change", "settings.change", { theme: "purple" }],
  ])("refuses %s and changes nothing", async (_name, name, input) => {
    const { serve, called } = serverWith();
    expect(await serve(page, name, input)).toMatchObject({ ok: false, error: { code: "request-invalid" } });
    expect(called).toEqual([]);
  });

  it("takes only what the schema names", async () => {
    const seen: unknown[] = [];
    const { serve } = serverWith({
      "settings.change": (change) => {
        seen.push(change);
        return Promise.resolve(ok(null));
      },
    });
    await serve(page, "settings.change", {
      theme: "dark",
      server: "https://evil.example",
      __proto__: { x: 1 },
    });
    expect(seen).toEqual([{ theme: "dark" }]);
  });

  it("answers a handler's bug as internal, and logs it", async () => {
    const { serve, log } = serverWith({ "state.get": () => Promise.reject(new Error("a bug")) });
    expect(await serve(page, "state.get", null)).toEqual({ ok: false, error: { code: "internal" } });
    expect(log.lines).toMatchObject([
      { level: "error", message: "ipc handler failed", data: { name: "state.get" } },
    ]);
  });

  it("does not log what was refused", async () => {
    const { serve, log } = serverWith();
    await serve(page, "account.sign-in", { server: "", username: "alice", password: "s3cret-word" });
    expect(log.text()).not.toContain("s3cret-word");
  });
});
