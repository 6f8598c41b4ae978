import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RoomResponse } from "../../common/wire/rooms.ts";
import { EventReader } from "../support/event-reader.ts";
import { fakeAccount } from "../support/fake-control-api.ts";
import { OpenApiCheck } from "../support/openapi-check.ts";
import { Desk, type DeskClient, type Name } from "../support/token-server-desk.ts";

let desk: Desk;
let check: OpenApiCheck;
beforeAll(async () => {
  check = await OpenApiCheck.load();
  desk = await Desk.open({
    voice: {
      baseUrl: "http://127.0.0.1:9/api/v2",
      applicationId: "app",
      account: fakeAccount,
      sipxUri: "sip:sipx.example",
      numbers: ["+19195550150"],
      webhookCredentials: { username: "hook", password: "hook-pass" },
    },
  });
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
  await replayControl(alice, bob);
  await replayRooms(alice, bob);
  await replayChat(alice, bob);
  await replayVoice();
  await replayFaults(alice, bob);
  const reused = { refreshToken: alice.session.refreshToken };
  for (let time = 0; time < 3; time += 1) await desk.request("POST", "/v1/sign-in/refresh", reused);
  await bob.post("/v1/sign-out");
  await bob.post("/v1/sign-out");
  const guess = { username: "carol", password: "guess", client: { id: randomUUID(), name: "x" } };
  for (let time = 0; time < 4; time += 1) await desk.request("POST", "/v1/sign-in", guess);
}

async function replayControl(alice: DeskClient, bob: DeskClient): Promise<void> {
  const carol = await desk.client("carol");
  const { id } = await alice.place("bob");
  await alice.hold(id);
  await bob.accept(id);
  await alice.hold(id);
  await alice.hold(id, false);
  await alice.bring(id, "add", "alice");
  await alice.bring(id, "add", { kind: "phone", number: "+1911" });
  await alice.bring(id, "add", { kind: "phone", number: "+19195550101" });
  await alice.bring(id, "add", "carol");
  await carol.event("call.incoming");
  const carolsId = carol.lastCall!.id;
  await carol.accept(carolsId);
  await carol.event("call.changed");
  await carol.post(`/v1/calls/${carolsId}/drop`, { memberId: "nobody" });
  await carol.post(`/v1/calls/${carolsId}/drop`, { memberId: carol.lastCall!.members[0]!.id });
  await alice.post(`/v1/calls/${id}/drop`, { memberId: carol.lastCall!.members[2]!.id });
  await alice.bring(id, "transfer", "nobody" as Name);
  await alice.bring(id, "transfer", "carol");
  await bob.act(id, "hang-up");
  const people = { caller: "alice", callee: "bob", placedAt: 1 };
  const rejoin = { call: people, mediaAccessId: (await alice.access()).id };
  const lost = randomUUID();
  await alice.post(`/v1/calls/${id}/rejoin`, rejoin);
  await carol.post(`/v1/calls/${lost}/rejoin`, rejoin);
  await alice.post(`/v1/calls/${lost}/rejoin`, rejoin);
  await bob.post(`/v1/calls/${lost}/rejoin`, { call: people, mediaAccessId: (await bob.access()).id });
  await bob.act(lost, "hang-up");
}

async function replayRooms(alice: DeskClient, bob: DeskClient): Promise<void> {
  const { room } = RoomResponse.parse((await alice.post("/v1/rooms", { name: "Daily" })).body);
  await bob.get("/v1/rooms");
  const join = { callId: randomUUID(), room: { code: room.code }, mediaAccessId: (await bob.access()).id };
  for (let time = 0; time < 2; time += 1) await bob.post("/v1/rooms/join", join);
  await bob.post("/v1/rooms/join", { ...join, callId: randomUUID(), room: { id: randomUUID() } });
  const path = (action: string) => `/v1/rooms/${room.id}/${action}`;
  await bob.post(path("invite"), { to: { kind: "person", id: "carol" } });
  await bob.post(path("me"), { muted: true });
  await alice.post(path("me"), { muted: true });
  await bob.post(path("end"));
  await alice.post(path("remove"), { memberId: "nobody" });
  await alice.post(path("end"));
  await alice.post(path("end"));
}

async function replayChat(alice: DeskClient, bob: DeskClient): Promise<void> {
  const key = (letter: string) => ({ publicKey: letter.repeat(43) });
  for (const client of [alice, bob]) await client.post("/v1/chat-key", key("A"));
  await alice.post("/v1/chat-key", { publicKey: "short" });
  for (const user of ["bob", "nobody", "Not An Id"]) await alice.post(`/v1/chats/${user}/clients`);
  const to = { user: "bob", client: bob.clientId };
  const mail = { to, id: randomUUID(), replaces: null, enc: "AA", body: "BB" };
  for (const given of [mail, { ...mail, to: { ...to, client: randomUUID() } }, { ...mail, id: "x" }]) {
    await alice.post("/v1/mail", given);
  }
  await bob.post("/v1/mail/fetch");
  await bob.post("/v1/mail/confirm", { ids: [mail.id] });
  await bob.post("/v1/mail/confirm", { ids: [] });
  const connect = (user: string, mediaAccessId: string) =>
    alice.post(`/v1/chats/${user}/connect`, { mediaAccessId });
  for (const user of ["alice", "nobody", "bob"]) await connect(user, randomUUID());
  await connect("bob", (await alice.access()).id);
  await bob.event("chat.connect");
  await bob.post("/v1/chats/alice/connect", { mediaAccessId: (await bob.access()).id });
  await alice.event("chat.link");
  for (const user of ["bob", "Not An Id"]) await alice.post(`/v1/chats/${user}/disconnect`);
}

async function replayVoice(): Promise<void> {
  const event = { callId: "c-1", from: "anonymous", to: "+19195550199" };
  const basic = { authorization: `Basic ${Buffer.from("hook:hook-pass").toString("base64")}` };
  for (const headers of [{}, basic]) {
    await desk.request("POST", "/webhooks/voice/initiated", { ...event, eventType: "initiate" }, headers);
    await desk.request("POST", "/webhooks/voice/status", { ...event, eventType: "disconnect" }, headers);
  }
  await desk.request("POST", "/webhooks/voice/guess/phone", { ...event, eventType: "answer" });
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
      new Set([200, 204, 400, 401, 403, 404, 409, 410, 413, 415, 429, 503]),
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
