/** The default set-up as it is started: everything in one process, on the machine's clock. */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MediaAccess, Session, type ServerEvent } from "../../common/wire/token-server.ts";
import { parseConfig } from "../../server-stub/config.ts";
import { startServer, type RunningServer } from "../../server-stub/server.ts";
import { EventReader } from "../support/event-reader.ts";

let server: RunningServer;
beforeEach(async () => {
  const config = parseConfig({ port: 0 });
  if (!config.ok) throw new Error(config.error);
  server = await startServer(config.value, { log: () => {} });
});
afterEach(() => server.close());

async function signIn(username: string) {
  const post = async (path: string, body?: unknown, token?: string): Promise<unknown> => {
    const response = await fetch(`${server.tokenServerUrl}${path}`, {
      method: "POST",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const client = { id: randomUUID(), name: "test" };
  const session = Session.parse(await post("/v1/sign-in", { username, password: "deskline", client }));
  const stream = await EventReader.open(`${server.tokenServerUrl}/v1/events`, {
    authorization: `Bearer ${session.accessToken}`,
  });
  return {
    session,
    stream,
    post: (path: string, body?: unknown) => post(path, body, session.accessToken),
    access: async () => MediaAccess.parse(await post("/v1/media-access", undefined, session.accessToken)).id,
    event: <T extends ServerEvent["type"]>(type: T) =>
      stream.next((event) => event.type === type) as Promise<Extract<ServerEvent, { type: T }>>,
  };
}

describe("the default set-up", () => {
  it("calls a simulated phone, which answers and hangs up by itself", async () => {
    const alice = await signIn("alice");
    expect(alice.session.capabilities).toContain("call-phones");
    const id = randomUUID();
    const to = { kind: "phone", number: "+19195550106" };
    await alice.post("/v1/calls", { id, to, mediaAccessId: await alice.access() });
    expect(await alice.event("call.answered")).toEqual({ type: "call.answered", callId: id });
    expect(await alice.event("call.ended")).toEqual({ type: "call.ended", callId: id, outcome: "hung-up" });
    alice.stream.close();
  });

  it("is called by one at a person's own number, and puts it through", async () => {
    const alice = await signIn("alice");
    const to = { kind: "phone", number: "+19195550107" };
    await alice.post("/v1/calls", { id: randomUUID(), to, mediaAccessId: await alice.access() });
    const { call } = await alice.event("call.incoming");
    expect(call).toMatchObject({ caller: to, calledNumber: "+19195550141" });
    await alice.post(`/v1/calls/${call.id}/accept`, { mediaAccessId: await alice.access() });
    const isThrough = (event: ServerEvent) =>
      event.type === "call.changed" &&
      event.call.members.every(({ participantId }) => participantId !== null);
    await alice.stream.next(isThrough);
    await alice.post(`/v1/calls/${call.id}/hang-up`);
    alice.stream.close();
  });
});
