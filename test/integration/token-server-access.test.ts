import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { postJson } from "../support/fake-control-api.ts";
import { EventReader } from "../support/event-reader.ts";
import { Desk, type Answer } from "../support/token-server-desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const code = ({ status, body }: Answer): string =>
  [status, (body as { error?: { code: string } } | undefined)?.error?.code].filter(Boolean).join(" ");

const credentials = (password: string, username = "alice") => ({
  username,
  password,
  client: { id: randomUUID(), name: "Laptop" },
});
const signIn = (password: string, username?: string) =>
  desk.request("POST", "/v1/sign-in", credentials(password, username));
const refresh = (refreshToken: string) => desk.request("POST", "/v1/sign-in/refresh", { refreshToken });

describe("behind a proxy", () => {
  it("counts guesses by what the proxy says of the client, not by what the client says of itself", async () => {
    const behind = await Desk.open({
      trustProxy: true,
      signInLimits: { windowMs: 900_000, perUser: 100, perAddress: 3 },
    });
    onTestFinished(() => behind.close());
    const guess = (claimed: string, seen: string) =>
      behind.request("POST", "/v1/sign-in", credentials("guess"), {
        "x-forwarded-for": `${claimed}, ${seen}`,
      });
    for (const claimed of ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
      expect(code(await guess(claimed, "198.51.100.7"))).toBe("401 wrong-password");
    expect(code(await guess("192.0.2.4", "198.51.100.7"))).toBe("429 too-many-attempts");
    expect(code(await guess("192.0.2.4", "198.51.100.8"))).toBe("401 wrong-password");
  });
});

describe("signing in", () => {
  it("works with the password, and not with another one", async () => {
    expect(code(await signIn("deskline"))).toBe("200");
    expect(code(await signIn("Deskline"))).toBe("401 wrong-password");
    expect(code(await signIn("deskline", "nobody"))).toBe("401 wrong-password");
  });

  it("is refused after too many wrong passwords, even with the right one, until time has passed", async () => {
    for (let guess = 0; guess < 3; guess += 1) await signIn("guess");
    const refused = await signIn("deskline");
    expect(code(refused)).toBe("429 too-many-attempts");
    expect(refused.headers.get("retry-after")).toBe("900");
    desk.clock.advance(900_000);
    expect(code(await signIn("deskline"))).toBe("200");
  });

  it("is needed for everything else", async () => {
    const paths = ["/v1/people", "/v1/events"];
    for (const path of paths) expect(code(await desk.request("GET", path))).toBe("401 unauthorized");
    const forged = { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." };
    expect(code(await desk.request("POST", "/v1/media-access", undefined, forged))).toBe("401 unauthorized");
  });

  it("lasts as long as its access token, then needs a refresh", async () => {
    const alice = await desk.signIn("alice");
    desk.clock.advance(601_000);
    expect(code(await alice.get("/v1/people"))).toBe("401 unauthorized");
    alice.session = (await refresh(alice.session.refreshToken)).body as typeof alice.session;
    expect(code(await alice.get("/v1/people"))).toBe("200");
  });

  it("ends, with its stream, when a refresh token is used twice", async () => {
    const alice = await desk.client("alice");
    const stolen = alice.session.refreshToken;
    const thief = await refresh(stolen);
    expect(code(thief)).toBe("200");
    const { accessToken } = thief.body as typeof alice.session;
    const headers = { authorization: `Bearer ${accessToken}` };
    expect(code(await desk.request("GET", "/v1/people", undefined, headers))).toBe("200");
    expect(code(await refresh(stolen))).toBe("401 refresh-reused");
    expect(await alice.event("signed-out")).toEqual({ type: "signed-out", reason: "refresh-reused" });
    await alice.streamEnded();
    expect(code(await alice.get("/v1/people"))).toBe("401 unauthorized");
  });

  it("at the same client ends the earlier one there", async () => {
    const clientId = randomUUID();
    const earlier = await desk.client("alice", clientId);
    const mallory = await desk.client("bob", clientId);
    expect(earlier.streaming).toBe(true);
    await desk.client("alice", clientId);
    expect(await earlier.event("signed-out")).toEqual({ type: "signed-out", reason: "revoked" });
    expect(mallory.streaming).toBe(true);
  });
});

describe("a media access", () => {
  it("is deleted at the platform when it expires unused, and when its client signs out", async () => {
    const alice = await desk.signIn("alice");
    const access = await alice.access();
    expect(access.expiresAt).toBe(desk.clock.now() + 600_000);
    desk.clock.advance(600_000);
    await desk.control.until(() => desk.control.participants.size === 0);
    alice.session = (await refresh(alice.session.refreshToken)).body as typeof alice.session;
    await alice.access();
    await alice.post("/v1/sign-out");
    await desk.control.until(() => desk.control.participants.size === 0);
  });

  it("takes the place of the oldest unused one when there are many, but not of one that is connected", async () => {
    const alice = await desk.signIn("alice");
    const connected = await alice.access();
    await desk.control.webhook(connected.participantId, "onConnect", "device");
    const oldest = await alice.access();
    for (let count = 0; count < 3; count += 1) await alice.access();
    await desk.control.until(() => desk.control.participants.size === 4);
    expect(desk.control.participants.has(connected.participantId)).toBe(true);
    expect(desk.control.participants.has(oldest.participantId)).toBe(false);
  });

  it("gives each participant a webhook address that cannot be guessed", async () => {
    const alice = await desk.signIn("alice");
    const [one, two] = [await alice.access(), await alice.access()];
    const [first, second] = [one, two].map(
      (access) => desk.control.participants.get(access.participantId)!.callbackUrl,
    );
    expect(first).not.toBe(second);
    expect(new URL(first!).pathname).toMatch(/^\/webhooks\/participants\/[\w-]{32}$/);
    const body = { event: "onLeave", timestamp: "1", participantId: one.participantId, deviceId: "d" };
    expect((await postJson(second!, body)).status).toBe(404);
    expect((await postJson(`${desk.url}/webhooks/participants/guess`, body)).status).toBe(404);
    expect((await postJson(first!, { ...body, event: "onParty" })).status).toBe(400);
  });
});

describe("a platform that fails", () => {
  it.each(["error", "cut"] as const)(
    "(%s) is told as such, and nothing of the call remains",
    async (fault) => {
      const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
      const mediaAccessId = (await alice.access()).id;
      expect(code(await desk.request("GET", "/readyz"))).toBe("200");
      desk.clock.advance(5_000);
      desk.control.fault = fault;
      expect(code(await alice.post("/v1/media-access"))).toBe("503 platform-unavailable");
      expect(code(await alice.place("bob", { mediaAccessId }))).toBe("503 platform-unavailable");
      expect(code(await desk.request("GET", "/readyz"))).toBe("503 platform-unavailable");
      expect(code(await desk.request("GET", "/healthz"))).toBe("200");
      await desk.everythingDelivered();
      expect(bob.calls).toEqual([]);
      desk.control.fault = "none";
      expect(code(await alice.place("bob"))).toBe("200");
    },
  );

  it("when bob accepts ends the call for both", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const { id } = await alice.place("bob");
    const { id: mediaAccessId } = await bob.access();
    desk.control.fault = "error";
    expect(code(await bob.accept(id, mediaAccessId))).toBe("503 platform-unavailable");
    await desk.everythingDelivered();
    expect(alice.calls).toEqual(["ended lost"]);
    desk.control.fault = "none";
    desk.clock.advance(1_000);
    await desk.control.until(() => desk.control.participants.size === 0 && desk.control.sessions.size === 0);
  });
});

describe("what cannot be read", () => {
  it.each<[string, string, Record<string, string>, number]>([
    ["broken JSON", "{", { "content-type": "application/json" }, 400],
    ["an array", "[]", { "content-type": "application/json" }, 400],
    [
      "an id that is none",
      '{"id":"1","to":"bob","mediaAccessId":"2"}',
      { "content-type": "application/json" },
      400,
    ],
    ["another content type", "{}", { "content-type": "text/plain" }, 415],
    ["a form", "to=bob", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["more than 64 KiB", JSON.stringify("x".repeat(65_536)), { "content-type": "application/json" }, 413],
  ])("(%s) is refused and changes nothing", async (_what, body, headers, status) => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    const before = desk.control.requests.length;
    const answer = await desk.request("POST", "/v1/calls", body, { ...alice.bearer, ...headers });
    expect(code(answer)).toBe(`${status} request-invalid`);
    await desk.everythingDelivered();
    expect(bob.calls).toEqual([]);
    expect(desk.control.requests.length).toBe(before);
  });

  it("names the field, not its value", async () => {
    const answer = await desk.request("POST", "/v1/sign-in", { ...credentials("hunter2"), client: 7 });
    expect(JSON.stringify(answer.body)).toContain("client");
    expect(JSON.stringify(answer.body)).not.toContain("hunter2");
  });

  it("ignores fields it does not know", async () => {
    expect(code(await desk.request("POST", "/v1/sign-in", { ...credentials("deskline"), extra: 1 }))).toBe(
      "200",
    );
  });

  it("answers routes that are not there, and no other origin", async () => {
    expect(code(await desk.request("GET", "/v1/nothing"))).toBe("404 not-found");
    expect(code(await desk.request("GET", "/%zz"))).toBe("400 request-invalid");
    const cross = await desk.request("OPTIONS", "/v1/people", undefined, { origin: "https://evil.example" });
    expect(cross.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("the event stream", () => {
  it("is one of server-sent events, kept alive every 15 s", async () => {
    const alice = await desk.signIn("alice");
    const stream = await EventReader.open(`${desk.url}/v1/events`, alice.bearer);
    expect(stream.contentType).toMatch(/^text\/event-stream/);
    await stream.next((event) => event.type === "snapshot");
    desk.clock.advance(15_000);
    await desk.client("bob");
    await stream.next((event) => event.type === "person.changed" && event.person.id === "bob");
    expect(stream.heartbeats).toBe(1);
    stream.close();
  });
});

describe("closing the server", () => {
  it("ends streams and leaves nothing at the platform", async () => {
    const [alice, bob] = [await desk.client("alice"), await desk.client("bob")];
    await bob.access();
    await alice.place("bob");
    await desk.closeServer();
    await alice.streamEnded();
    expect(desk.control.participants.size).toBe(0);
    expect(desk.control.sessions.size).toBe(0);
    expect(desk.clock.running).toBe(0);
  });

  it("has written no secret into the log", async () => {
    const alice = await desk.client("alice");
    const access = await alice.access();
    const { callbackUrl } = desk.control.participants.get(access.participantId)!;
    desk.control.fault = "cut";
    await alice.post("/v1/media-access");
    desk.control.fault = "none";
    const log = desk.logged.join("");
    expect(log).toContain("no participant from the platform");
    const secret = callbackUrl.split("/").at(-1)!;
    const secrets = [
      alice.session.accessToken,
      alice.session.refreshToken,
      access.deviceToken,
      secret,
      'deskline"',
    ];
    for (const one of secrets) expect(log).not.toContain(one);
  });
});

describe("media accesses", () => {
  it("are given to one person so often only: each is a participant at the platform", async () => {
    const limits = { windowMs: 60_000, phoneCalls: 5, rooms: 5, mail: 100, signIns: 30, mediaAccesses: 3 };
    const small = await Desk.open({ limits });
    onTestFinished(() => small.close());
    const [alice, tablet, bob] = [
      await small.client("alice"),
      await small.client("alice"),
      await small.client("bob"),
    ];
    const ask = async (client: typeof alice) => client.post("/v1/media-access");
    for (const client of [alice, tablet, alice]) expect(code(await ask(client))).toBe("200");
    const refused = await ask(tablet);
    expect(code(refused)).toBe("429 too-many-attempts");
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(code(await ask(bob))).toBe("200");
    expect(small.control.participants.size).toBe(4);
    small.clock.advance(60_000);
    expect(code(await ask(alice))).toBe("200");
  });
});
