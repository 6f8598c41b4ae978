import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Registry } from "../registry/registry.ts";
import { createControlApi } from "./control-api.ts";

const account = { accountId: "9900000", username: "api-user", password: "pass" };
const authorization = `Basic ${Buffer.from("api-user:pass").toString("base64")}`;

function fixture() {
  const logged: string[] = [];
  const registry = new Registry({ clock: new FakeClock(), lifetimeMs: 1_000, maxMembers: 20 });
  const app = createControlApi({
    account,
    registry,
    tokens: {
      issue: () => Promise.reject(new Error("out of keys")),
      verify: () => Promise.reject(new Error("not asked for")),
    },
    log: (level, message) => logged.push(`${level} ${message}`),
    tagLength: 50,
  });
  const send = async (
    method: "GET" | "POST" | "PUT",
    path: string,
    body?: string,
    type = "application/json",
  ) => {
    const reply = await app.inject({
      method,
      url: `/v1/accounts/9900000${path}`,
      headers: { authorization, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body }),
    });
    return { status: reply.statusCode, body: reply.body === "" ? null : (JSON.parse(reply.body) as unknown) };
  };
  return { registry, logged, send };
}

describe("control API", () => {
  it("answers 500 with the documented body when something of ours fails, and says no more", async () => {
    const { send, logged } = fixture();
    const reply = await send("POST", "/participants", "{}");
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({
      error: "internal server error",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(logged).toEqual(["error control API request failed"]);
  });

  it("takes JSON with a charset, and of a kind of its own", async () => {
    const { send } = fixture();
    for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/vnd.x+json"]) {
      expect((await send("POST", "/sessions", `{"tag":"a"}`, type)).status).toBe(200);
    }
  });

  it("answers 404 for ids of any length and kind (R7)", async () => {
    const { send } = fixture();
    for (const id of ["x", "x".repeat(1_000), "%2e%2e%2f", "__proto__", "%00"]) {
      expect((await send("GET", `/sessions/${id}`)).status).toBe(404);
      expect((await send("GET", `/participants/${id}`)).status).toBe(404);
    }
  });

  it("reads nothing into keys that mean something to JavaScript", async () => {
    const { send, registry } = fixture();
    const reply = await send("POST", "/sessions", `{"__proto__":{"tag":"x"},"constructor":{"tag":"y"}}`);
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.body as object)).toEqual(["id"]);
    expect(registry.figures().sessions).toBe(1);
  });
});
