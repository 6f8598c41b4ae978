import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventReader } from "../support/event-reader.ts";
import { OpenApiCheck } from "../support/openapi-check.ts";
import { Desk } from "../support/token-server-desk.ts";

let desk: Desk;
let check: OpenApiCheck;
beforeAll(async () => {
  check = await OpenApiCheck.load();
  desk = await Desk.open();
});
afterAll(() => desk.close());

/** A day in the life of the API: every operation, with its good answers and its refusals. */
async function replay(): Promise<void> {
  const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
  await alice.get("/v1/people");
  await desk.request("GET", "/v1/people");
  await desk.request("GET", "/v1/events");
  const calls = [await alice.place("bob"), await alice.place("carol"), await alice.place("alice")];
  const id = calls[0]!.id;
  await bob.act(id, "ringing");
  await bob.accept(id, randomUUID());
  await bob.accept(id);
  await alice.place("bob");
  await alice.act(id, "hang-up");
  for (const action of ["ringing", "decline", "hang-up"] as const) await bob.act(id, action);
  await bob.accept(id);
  await bob.act("not-an-id", "decline");
  await bob.act(randomUUID(), "decline");
  await bob.act((await alice.place("bob")).id, "decline");
  await replayFaults(alice, bob);
  const reused = { refreshToken: alice.session.refreshToken };
  for (let time = 0; time < 3; time += 1) await desk.request("POST", "/v1/sign-in/refresh", reused);
  await bob.post("/v1/sign-out");
  await bob.post("/v1/sign-out");
  const guess = { username: "carol", password: "guess", client: { id: randomUUID(), name: "x" } };
  for (let time = 0; time < 4; time += 1) await desk.request("POST", "/v1/sign-in", guess);
}

async function replayFaults(alice: Awaited<ReturnType<Desk["client"]>>, bob: typeof alice): Promise<void> {
  const access = await alice.access();
  const webhook = new URL(desk.control.participants.get(access.participantId)!.callbackUrl).pathname;
  const event = { event: "onConnect", timestamp: "1", participantId: access.participantId, deviceId: "d" };
  for (const body of [event, { ...event, event: 1 }]) await desk.request("POST", webhook, body);
  await desk.request("POST", "/webhooks/participants/guess", event);
  for (const probe of ["/healthz", "/readyz"]) await desk.request("GET", probe);
  for (const path of [
    "/v1/calls",
    "/v1/sign-in",
    "/v1/sign-in/refresh",
    "/v1/sign-out",
    "/v1/media-access",
  ]) {
    await alice.post(path, "{");
    await alice.post(path, JSON.stringify("x".repeat(70_000)));
    await desk.request("POST", path, "{}", { ...alice.bearer, "content-type": "text/plain" });
  }
  alice.session = (await desk.signIn("alice", alice.clientId)).session;
  await alice.openStream();
  const unused = await alice.access();
  desk.control.fault = "error";
  desk.clock.advance(5_000);
  await desk.request("GET", "/readyz");
  await bob.post("/v1/media-access");
  await alice.place("bob", { mediaAccessId: unused.id });
  desk.control.fault = "none";
}

describe("docs/openapi.json", () => {
  it("describes every answer that the server gives", async () => {
    await replay();
    expect(desk.answers.map((answer) => check.problem(answer)).filter((problem) => problem !== null)).toEqual(
      [],
    );
    expect(new Set(desk.answers.map(({ status }) => status))).toEqual(
      new Set([200, 204, 400, 401, 404, 409, 410, 413, 415, 429, 503]),
    );
  });

  it("describes no operation that was not tried", () => {
    expect(check.operations.filter((operation) => !check.seen.has(operation))).toEqual([]);
  });

  it("describes the event stream by its content type", async () => {
    const dora = await desk.signIn("dora");
    const stream = await EventReader.open(`${desk.url}/v1/events`, dora.bearer);
    expect(stream.contentType).toMatch(/^text\/event-stream/);
    stream.close();
  });

  it("finds an answer that it does not describe", () => {
    const good = { method: "GET", path: "/healthz", status: 200, body: { status: "ok" } };
    expect(check.problem(good)).toBeNull();
    expect(check.problem({ ...good, status: 418 })).toContain("418");
    expect(check.problem({ ...good, body: { status: "fine" } })).toContain("status");
    expect(check.problem({ ...good, body: { status: "ok", secret: 1 } })).toContain("secret");
    expect(check.problem({ ...good, path: "/v2" })).toContain("not described");
  });
});
