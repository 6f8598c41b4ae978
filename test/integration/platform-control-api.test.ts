import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account, startPlatform } from "../support/platform-client.ts";

let server: Awaited<ReturnType<typeof startPlatform>>;
beforeAll(async () => {
  server = await startPlatform();
});
afterAll(() => server.platform.close());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownId = "75c21163-e110-41bc-bd76-1bb428ec85d5";
const textOf = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const documentedError = { error: textOf(/./), requestId: textOf(uuid) };

async function member(rules?: (session: string) => unknown) {
  const session = await server.createSession();
  const { id } = await server.createParticipant();
  const path = `/sessions/${session}/participants/${id}`;
  await server.api("PUT", path, rules?.(session));
  return { session, id, path };
}

describe("control API", () => {
  it("R1 creates a participant from an empty object", async () => {
    const reply = await server.api("POST", "/participants", {});
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      participant: { id: textOf(uuid), sessions: [], subscriptions: {}, deviceApiVersion: "V3" },
      token: textOf(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  it.each([
    { callbackUrl: "https://app.example/hook", publishPermissions: ["AUDIO", "VIDEO"], tag: "booking-42" },
    { callbackUrl: null, publishPermissions: [], tag: "" },
  ])("R2 echoes %j at creation and on GET, and gives the token only once", async (body) => {
    const created = (await server.api("POST", "/participants", body)).body as { participant: { id: string } };
    expect(created.participant).toMatchObject(body);
    const read = await server.api("GET", `/participants/${created.participant.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.participant);
  });

  it.each(["V3", "v3"])("R3 accepts deviceApiVersion %s", async (deviceApiVersion) => {
    const reply = await server.api("POST", "/participants", { deviceApiVersion });
    expect(reply.body).toMatchObject({ participant: { deviceApiVersion: "V3" } });
  });

  it.each([
    ["R3 another deviceApiVersion", { deviceApiVersion: "V2" }],
    ["R4 an unknown permission", { publishPermissions: ["SCREEN"] }],
    ["R4 a permission in lower case", { publishPermissions: ["audio"] }],
    ["R4 a permission named twice", { publishPermissions: ["AUDIO", "AUDIO"] }],
    ["R5 a tag of 51 characters", { tag: "x".repeat(51) }],
    ["a callbackUrl that is not HTTP", { callbackUrl: "file:///etc/passwd" }],
    ["a callbackUrl that is no URL", { callbackUrl: "nowhere" }],
    ["a body that is an array", []],
    ["a body that is a number", 1],
    ["null", null],
    ["malformed JSON", "{"],
    ["a body that is too large", { tag: "x".repeat(70_000) }],
    ["no body", undefined],
  ])("refuses to create a participant with %s: 400", async (_title, body) => {
    const reply = await server.api("POST", "/participants", body);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual(documentedError);
  });

  it("refuses a body of another content type with 400", async () => {
    const reply = await server.api("POST", "/participants", "<tag/>", { "content-type": "application/xml" });
    expect(reply).toMatchObject({ status: 400, body: documentedError });
  });

  it.each([
    ["no credentials", ""],
    ["a wrong password", `Basic ${Buffer.from("api-user:wrong").toString("base64")}`],
    ["another scheme", "Bearer token"],
  ])("R6 answers 401 to %s", async (_title, authorization) => {
    const reply = await server.api("POST", "/participants", "{", { authorization });
    expect(reply).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
  });

  it("R6 answers 401 for a foreign account", async () => {
    const url = `${server.platform.controlApiUrl}/accounts/9900001/sessions`;
    expect(await server.api("POST", url)).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
  });

  it.each([
    ["GET", "/v1/accounts/9900000/participants"],
    ["PATCH", "/v1/accounts/9900000/sessions/x"],
    ["HEAD", "/v1/accounts/9900000/sessions/x"],
    ["GET", "/v2/accounts/9900000/sessions/x"],
    ["GET", "/v3/?token=x"],
    ["GET", "/"],
  ])("R6 answers 403 on the unknown route %s %s", async (method, path) => {
    const reply = await server.api(method, server.platform.controlApiUrl.replace(/\/v1$/, path));
    expect(reply.status).toBe(403);
    if (method !== "HEAD") expect(reply.body).toEqual({ message: "Missing Authentication Token" });
  });

  it("R7 answers 404 on all item operations for unknown ids", async () => {
    const session = await server.createSession();
    const { id } = await server.createParticipant();
    const operations = [
      ["GET", `/participants/${unknownId}`],
      ["DELETE", `/participants/${unknownId}`],
      ["GET", `/participants/not-a-uuid`],
      ["GET", `/sessions/${unknownId}`],
      ["DELETE", `/sessions/${unknownId}`],
      ["GET", `/sessions/${unknownId}/participants`],
      ["PUT", `/sessions/${unknownId}/participants/${id}`],
      ["PUT", `/sessions/${session}/participants/${unknownId}`],
      ["DELETE", `/sessions/${session}/participants/${id}`],
      ["GET", `/sessions/${session}/participants/${id}/subscriptions`],
      ["PUT", `/sessions/${session}/participants/${id}/subscriptions`],
      ["DELETE", `/sessions/${unknownId}/participants/${id}`],
      ["DELETE", `/sessions/${session}/participants/${unknownId}`],
      ["GET", `/sessions/${unknownId}/participants/${id}/subscriptions`],
      ["GET", `/sessions/${session}/participants/${unknownId}/subscriptions`],
      ["PUT", `/sessions/${unknownId}/participants/${id}/subscriptions`],
      ["PUT", `/sessions/${session}/participants/${unknownId}/subscriptions`],
    ] as const;
    for (const [method, path] of operations) {
      expect(await server.api(method, path), `${method} ${path}`).toMatchObject({
        status: 404,
        body: documentedError,
      });
    }
  });

  it("R7 answers 404 when something is deleted again", async () => {
    const { id } = await server.createParticipant();
    const session = await server.createSession();
    for (const path of [`/participants/${id}`, `/sessions/${session}`]) {
      expect(await server.api("DELETE", path)).toMatchObject({ status: 204, text: "" });
      expect((await server.api("DELETE", path)).status).toBe(404);
      expect((await server.api("GET", path)).status).toBe(404);
    }
  });

  it.each([undefined, "", "{}", { tag: null }])("R8 creates a session from body %j", async (body) => {
    const reply = await server.api("POST", "/sessions", body, { "content-type": "application/json" });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toEqual({ id: textOf(uuid) });
  });

  it("R8 gives a session its tag", async () => {
    const { body } = await server.api("POST", "/sessions", { tag: "standup" });
    expect(body).toEqual({ id: textOf(uuid), tag: "standup" });
    expect((await server.api("GET", `/sessions/${(body as { id: string }).id}`)).body).toEqual(body);
  });

  it.each([undefined, "", {}])("R9 adds a member with body %j: 204", async (body) => {
    const session = await server.createSession();
    const { id } = await server.createParticipant();
    const path = `/sessions/${session}/participants/${id}`;
    const reply = await server.api("PUT", path, body, { "content-type": "application/json" });
    expect(reply).toMatchObject({ status: 204, text: "" });
    expect((await server.api("GET", `/participants/${id}`)).body).toMatchObject({
      sessions: [session],
      subscriptions: {},
    });
  });

  it("R11 refuses a sessionId that is not the path's", async () => {
    const { path } = await member();
    expect((await server.api("PUT", path, { sessionId: unknownId })).status).toBe(400);
    expect((await server.api("PUT", `${path}/subscriptions`, { sessionId: unknownId })).status).toBe(400);
  });

  it("R12 refuses a member of another session with 409", async () => {
    const { id } = await member();
    const other = await server.createSession();
    const reply = await server.api("PUT", `/sessions/${other}/participants/${id}`);
    expect(reply).toMatchObject({ status: 409, body: documentedError });
  });

  it("R12 refuses the 21st member with 409", async () => {
    const session = await server.createSession();
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1) {
      const { id } = await server.createParticipant();
      statuses.push((await server.api("PUT", `/sessions/${session}/participants/${id}`)).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(204), 409]);
  });

  it("R13 lists members, and answers 204 without a body when there are none", async () => {
    const { session, id, path } = await member();
    const listed = await server.api("GET", `/sessions/${session}/participants`);
    expect(listed).toMatchObject({ status: 200, body: [{ id, sessions: [session] }] });
    await server.api("DELETE", path);
    expect(await server.api("GET", `/sessions/${session}/participants`)).toMatchObject({
      status: 204,
      text: "",
    });
  });

  it("R14 R15 gives back exactly the subscriptions that were put last", async () => {
    const { session, path } = await member((id) => ({ sessionId: id }));
    const rules = {
      sessionId: session,
      participants: [
        { participantId: unknownId },
        {
          participantId: "0275e47f-0000-4000-8000-000000000000",
          streamAliases: ["usermedia", "screenshare"],
        },
      ],
    };
    expect((await server.api("GET", `${path}/subscriptions`)).body).toEqual({ sessionId: session });
    expect((await server.api("PUT", `${path}/subscriptions`, rules)).status).toBe(204);
    expect(await server.api("GET", `${path}/subscriptions`)).toMatchObject({ status: 200, body: rules });
    expect((await server.api("PUT", `${path}/subscriptions`)).status).toBe(204);
    expect(await server.api("GET", `${path}/subscriptions`)).toMatchObject({ status: 204, text: "" });
  });

  it.each([
    ["malformed JSON", "{"],
    ["an array", []],
    ["participants without ids", { participants: [{}] }],
    ["an alias named twice", { participants: [{ participantId: "p", streamAliases: ["a", "a"] }] }],
    ["a number for an alias", { participants: [{ participantId: "p", streamAliases: [1] }] }],
  ])("refuses subscriptions that are %s with 400, and keeps the old ones", async (_title, body) => {
    const { session, path } = await member((id) => ({ sessionId: id }));
    expect(await server.api("PUT", `${path}/subscriptions`, body)).toMatchObject({
      status: 400,
      body: documentedError,
    });
    expect((await server.api("GET", `${path}/subscriptions`)).body).toEqual({ sessionId: session });
  });

  it("R18 keeps the participants of a deleted session, free to join another", async () => {
    const { session, id } = await member((sessionId) => ({ sessionId }));
    await server.api("DELETE", `/sessions/${session}`);
    const { body } = await server.api("GET", `/participants/${id}`);
    expect(body).toMatchObject({ sessions: [], subscriptions: {} });
    const other = await server.createSession();
    expect((await server.api("PUT", `/sessions/${other}/participants/${id}`)).status).toBe(204);
  });

  it("R19 forgets a session 9 h after its creation", async () => {
    const own = await startPlatform();
    const session = await own.createSession();
    const { id } = await own.createParticipant();
    own.clock.advance(9 * 3_600_000);
    expect((await own.api("GET", `/sessions/${session}`)).status).toBe(404);
    expect((await own.api("GET", `/participants/${id}`)).status).toBe(404);
    await own.platform.close();
  });

  it("answers a malformed URL with 400 and lives on", async () => {
    const url = `${server.platform.controlApiUrl}/accounts/${account.accountId}/sessions/%zz`;
    expect((await server.api("GET", url)).status).toBe(400);
    expect((await server.api("POST", "/sessions")).status).toBe(200);
  });
});
