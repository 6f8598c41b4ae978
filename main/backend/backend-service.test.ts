import { beforeEach, describe, expect, it } from "vitest";
import { CallId, ClientId, MediaAccessId, UserId } from "../../common/ids.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { FakeKeychain } from "../../test/support/fake-keychain.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { json, refusal, ScriptedFetch, ScriptedStream } from "../../test/support/scripted-fetch.ts";
import { defaultSettings } from "../settings/file-settings-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { AccountService } from "./account-service.ts";
import { BackendService } from "./backend-service.ts";
import { silenceMs } from "./event-stream.ts";

const server = "http://127.0.0.1:8790";
const id = CallId.parse("11111111-1111-4111-8111-111111111111");
const accessId = MediaAccessId.parse("22222222-2222-4222-8222-222222222222");
const snapshot = { type: "snapshot", people: [], calls: [], rooms: [], numbers: [] } as const;

const fixedSettings: SettingsStore = {
  settings: { ...defaultSettings, server, username: "alice" },
  clientId: ClientId.parse("33333333-3333-4333-8333-333333333333"),
  windowPlace: null,
  change: () => {},
  placeWindow: () => {},
  onChange: () => () => {},
};

let clock: FakeClock;
let net: ScriptedFetch;
let streams: ScriptedStream[];
let account: AccountService;
let backend: BackendService;
let events: ServerEvent[];
let accesses: number;

beforeEach(async () => {
  clock = new FakeClock();
  net = new ScriptedFetch();
  streams = [];
  events = [];
  accesses = 0;
  const log = new KeptLog();
  const retry = { nextDelayMs: () => 1_000 };
  net.on("/v1/sign-in", () => json(sessionOf("access")));
  net.on("/v1/events", ({ signal }) => {
    const stream = new ScriptedStream();
    stream.breakOn(signal);
    streams.push(stream);
    return stream.response;
  });
  net.on("/v1/media-access", () => json(mediaAccess(600_000)));
  account = new AccountService({
    fetch: net.fetch,
    clock,
    keychain: new FakeKeychain(),
    settings: fixedSettings,
    retry,
    log,
  });
  backend = new BackendService({ fetch: net.fetch, clock, retry, log }, account);
  backend.onEvent((event) => events.push(event));
  await account.signIn({ server, username: "alice", password: "deskline" });
  await settle();
});

function sessionOf(accessToken: string): Record<string, unknown> {
  const user = { id: "alice", name: "Alice Martin" };
  return { accessToken, expiresIn: 600, refreshToken: "r", user, capabilities: [] };
}

function mediaAccess(leftMs: number): Record<string, unknown> {
  accesses++;
  const websocketUrl = "ws://127.0.0.1:1";
  const common = { id: accessId, websocketUrl, participantId: "p", iceServers: [] };
  return { ...common, deviceToken: `token-${accesses}`, expiresAt: clock.now() + leftMs };
}

async function registered(): Promise<void> {
  streams.at(-1)?.event(snapshot);
  await settle();
  expect(backend.registration).toBe("registered");
}

describe("BackendService, events", () => {
  it("is registered once the first snapshot is in", async () => {
    expect(backend.registration).toBe("connecting");
    await registered();
    expect(events).toEqual([snapshot]);
  });

  it("reads events however the bytes are cut, and skips comments and what it cannot read", async () => {
    const text = `: hello\n\ndata: ${JSON.stringify(snapshot)}\r\n\r\ndata: nonsense\n\ndata: {"type":"new"}\n\n`;
    for (const letter of text) streams[0]!.write(letter);
    streams[0]!.event({ type: "call.ringing", callId: id });
    await settle();
    expect(events.map((event) => event.type)).toEqual(["snapshot", "call.ringing"]);
  });

  it("takes events without end for those of another server", async () => {
    await registered();
    for (let line = 0; line < 18; line++) streams[0]!.write("data:\n".repeat(65_536));
    await settle();
    expect(backend.registration).toBe("reconnecting");
  });

  it("opens the stream again when it ends", async () => {
    await registered();
    streams[0]!.end();
    await settle();
    expect(backend.registration).toBe("reconnecting");
    await clock.pass(1_000);
    expect(streams).toHaveLength(2);
    await registered();
  });

  it("takes a silent stream for dead", async () => {
    await registered();
    await clock.pass(silenceMs - 1);
    streams[0]!.write(": still here\n\n");
    await clock.pass(silenceMs - 1);
    expect(streams).toHaveLength(1);
    await clock.pass(1_001);
    expect(streams).toHaveLength(2);
  });

  it("opens another stream at once in another network", async () => {
    await registered();
    backend.networkChanged();
    await settle();
    expect(streams).toHaveLength(2);
    await registered();
    streams[1]!.end();
    await settle();
    expect(streams).toHaveLength(2);
  });

  it("signs out when the server says so", async () => {
    await registered();
    streams[0]!.event({ type: "signed-out", reason: "revoked" });
    await settle();
    expect(account.state).toMatchObject({ phase: "signed-out", failure: { code: "session-expired" } });
    expect(backend.registration).toBe("offline");
  });

  it("leaves no timer behind after signing out", async () => {
    net.on("/v1/sign-out", () => json({}));
    await registered();
    await account.signOut();
    await settle();
    expect(clock.running).toBe(0);
  });
});

describe("BackendService, media access", () => {
  it("has one ready before it is asked for, and hands out each once", async () => {
    await registered();
    expect(accesses).toBe(1);
    const first = await backend.takeMediaAccess();
    const second = await backend.takeMediaAccess();
    expect(first).toMatchObject({ ok: true, value: { deviceToken: "token-1" } });
    expect(second).toMatchObject({ ok: true, value: { deviceToken: "token-2" } });
  });

  it("does not hand out one that is about to expire", async () => {
    net.on("/v1/sign-in/refresh", () => json(sessionOf("access-2")));
    await registered();
    clock.advance(590_000);
    expect(await backend.takeMediaAccess()).toMatchObject({ ok: true, value: { deviceToken: "token-2" } });
  });

  it("drops one that was made before the server was away", async () => {
    await registered();
    streams[0]!.end();
    await clock.pass(1_000);
    await registered();
    expect(await backend.takeMediaAccess()).toMatchObject({ ok: true, value: { deviceToken: "token-2" } });
  });

  it("says why there is none", async () => {
    net.on("/v1/media-access", () => refusal("platform-unavailable", 503));
    expect(await backend.takeMediaAccess()).toEqual({
      ok: false,
      error: { code: "server-refused", status: 503 },
    });
  });
});

describe("BackendService, calls", () => {
  const bob = UserId.parse("bob");
  const place = (): ReturnType<BackendService["calls"]["place"]> =>
    backend.calls.place({ id, to: { kind: "person", id: bob }, mediaAccessId: accessId });

  it("places a call", async () => {
    const call = {
      id,
      state: "ringing",
      caller: { kind: "person", id: "alice", name: "Alice Martin" },
      callee: { kind: "person", id: "bob", name: "Bob Okafor" },
      calledNumber: null,
      transferredBy: null,
      members: [],
      placedAt: 1,
    };
    net.on("/v1/calls", () => json({ call }));
    expect(await place()).toEqual({ ok: true, value: call });
    expect(net.seen.at(-1)).toMatchObject({
      authorization: "Bearer access",
      body: { id, to: { kind: "person", id: "bob" } },
    });
  });

  it.each([
    [() => refusal("callee-offline", 409), { code: "ended", outcome: "offline" }],
    [() => refusal("callee-busy", 409), { code: "ended", outcome: "busy" }],
    [() => refusal("call-gone", 410, { outcome: "cancelled" }), { code: "ended", outcome: "cancelled" }],
    [() => refusal("call-gone", 410), { code: "refused", error: { code: "call-gone" } }],
    [() => refusal("person-unknown", 404), { code: "refused", error: { code: "person-unknown" } }],
    [() => refusal("internal", 500), { code: "refused", error: { code: "server-refused", status: 500 } }],
    [() => json({ nothing: true }), { code: "refused", error: { code: "server-unreadable" } }],
  ])("translates a refusal, row %#", async (answer, error) => {
    net.on("/v1/calls", answer);
    expect(await place()).toEqual({ ok: false, error });
  });

  it("renews a token that the server no longer takes, and asks again once", async () => {
    net.on("/v1/sign-in/refresh", () => json(sessionOf("access-2")));
    net.on(`/v1/calls/${id}/hang-up`, ({ authorization }) =>
      authorization === "Bearer access-2" ? json({}) : refusal("unauthorized", 401),
    );
    expect(await backend.calls.hangUp(id)).toEqual({ ok: true, value: null });
  });

  it("goes on by itself when the server cannot be reached", async () => {
    expect(await place()).toEqual({
      ok: false,
      error: { code: "refused", error: { code: "server-unreachable" } },
    });
    expect(account.state.phase).toBe("signed-in");
  });
});
