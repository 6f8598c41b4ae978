/** Requests and devices that meet: each race is made to happen by holding one side up. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { err, ok, type Result } from "../../common/result.ts";
import type { DeviceTokens, VerifiedToken } from "../../server-stub/platform/device-token.ts";
import { Gateway } from "../../server-stub/platform/device-gateway/gateway.ts";
import { type Deferred, deferred } from "../support/deferred.ts";
import { deviceFixture } from "../support/device-fixture.ts";
import { offerOf, RawDevice, startPlatform } from "../support/platform-client.ts";

const msids = (offer: Awaited<ReturnType<RawDevice["offer"]>>) =>
  Object.keys(offer.params?.streamMetadata ?? {});

describe("control API, at once", () => {
  let server: Awaited<ReturnType<typeof startPlatform>>;
  beforeEach(async () => {
    server = await startPlatform();
  });
  afterEach(() => server.platform.close());

  const statuses = async (requests: Promise<{ status: number }>[]) =>
    (await Promise.all(requests)).map(({ status }) => status).sort();

  it("R7 deletes once, whoever else asks", async () => {
    const { id } = await server.createParticipant();
    const session = await server.createSession();
    for (const path of [`/participants/${id}`, `/sessions/${session}`]) {
      const all = Array.from({ length: 3 }, () => server.api("DELETE", path));
      expect(await statuses(all)).toEqual([204, 404, 404]);
    }
  });

  it("R12 lets 20 of 25 in, and each into one session only", async () => {
    const [one, other] = [await server.createSession(), await server.createSession()];
    const ids = await Promise.all(
      Array.from({ length: 25 }, async () => (await server.createParticipant()).id),
    );
    const add = (session: string, id: string) => server.api("PUT", `/sessions/${session}/participants/${id}`);
    expect(await statuses(ids.map((id) => add(one, id)))).toEqual([
      ...Array<number>(20).fill(204),
      ...Array<number>(5).fill(409),
    ]);
    const { id } = await server.createParticipant();
    const third = await server.createSession();
    expect(await statuses([add(other, id), add(third, id)])).toEqual([204, 409]);
  });

  it("R15 leaves a device with what the last of two updates says", async () => {
    const session = await server.createSession();
    const [alice, carol] = [await server.join(session), await server.join(session)];
    const bob = await server.join(session, {});
    await alice.device.call(1, "offerSdp", offerOf("mic-a"));
    await carol.device.call(1, "offerSdp", offerOf("mic-c"));
    const hear = (id: string) =>
      server.api("PUT", `${bob.path}/subscriptions`, { participants: [{ participantId: id }] });
    expect(await statuses([hear(alice.id), hear(carol.id)])).toEqual([204, 204]);
    const rules = (await server.api("GET", `${bob.path}/subscriptions`)).body as {
      participants: { participantId: string }[];
    };
    const expected = rules.participants[0]?.participantId === alice.id ? "mic-a" : "mic-c";
    let revision = 1;
    while (msids(await bob.device.offer(revision))[0] !== expected) {
      await bob.device.call(`answer-${revision}`, "answerSdp", { sdpAnswer: "v=0" });
      revision += 1;
    }
    await bob.device.call("last", "answerSdp", { sdpAnswer: "v=0" });
    await bob.device.call("then", "ping", {});
    const offers = bob.device.frames.filter(({ method }) => method === "sdpOffer");
    expect(msids(offers.at(-1)!)).toEqual([expected]);
  });

  it("R17 R22 does not let a device come back whose participant was deleted while it was away", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    alice.device.lose();
    await expect
      .poll(() => server.platform.figures().devices, { timeout: 30_000 })
      .toEqual({ connected: 0, waiting: 1 });
    expect((await server.api("DELETE", `/participants/${alice.id}`)).status).toBe(204);
    expect(await RawDevice.connect(server.urlOf(alice.token))).toBe(403);
    expect(server.platform.figures().devices).toEqual({ connected: 0, waiting: 0 });
    expect(server.engine.open).toBe(0);
  });

  it("has limits that can be set, and says which one was met", async () => {
    const small = await startPlatform({ limits: { participantsPerSession: 1, tagLength: 3 } });
    const session = await small.createSession();
    await small.join(session);
    const { id } = await small.createParticipant();
    const full = await small.api("PUT", `/sessions/${session}/participants/${id}`);
    expect(full).toMatchObject({ status: 409, body: { error: "session already has 1 participants" } });
    for (const path of ["/participants", "/sessions"]) {
      expect((await small.api("POST", path, { tag: "abc" })).status).toBe(200);
      expect((await small.api("POST", path, { tag: "abcd" })).status).toBe(400);
    }
    await small.platform.close();
  });

  it("refuses a second device with 409 where that is configured, and lets the first one resume", async () => {
    const strict = await startPlatform({ secondDevice: "refused" });
    const { token } = await strict.createParticipant();
    const first = await strict.open(strict.urlOf(token, "one"));
    expect(await RawDevice.connect(strict.urlOf(token, "two"))).toBe(409);
    const again = await strict.open(strict.urlOf(token, "one"));
    expect(await first.closed).toBe(1006);
    expect((await again.setUp()).result).toEqual({});
    await strict.platform.close();
  });
});

describe("a handshake whose token is being looked at", () => {
  let fixture: ReturnType<typeof deviceFixture>;
  let looks: Deferred<Result<VerifiedToken, "invalid">>[];
  let gateway: Gateway;
  let http: Server;

  beforeEach(async () => {
    fixture = deviceFixture();
    looks = [];
    const tokens: DeviceTokens = {
      issue: () => Promise.reject(new Error("not asked for")),
      verify: () => {
        const look = deferred<Result<VerifiedToken, "invalid">>();
        looks.push(look);
        return look.promise;
      },
    };
    gateway = new Gateway({ ...fixture, tokens, log: () => {}, secondDevice: "replaces", maxHandshakes: 5 });
    http = createServer();
    gateway.listenOn(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
  });
  afterEach(async () => {
    await gateway.close();
    http.closeAllConnections();
    http.close();
  });

  /** Has asked for a socket, and the token is being verified. */
  async function knock() {
    const asked = looks.length;
    const { port } = http.address() as AddressInfo;
    const outcome = RawDevice.connect(`ws://127.0.0.1:${port}/v3/?token=t&uniqueId=u`);
    await expect.poll(() => looks.length, { timeout: 30_000 }).toBe(asked + 1);
    const letIn = (participantId: string) =>
      looks[asked]?.resolve(ok({ participantId, expiresAt: fixture.clock.now() + 3_600_000 }));
    return { outcome, letIn };
  }

  it("R22 is refused when the participant is deleted meanwhile", async () => {
    const id = fixture.join("alice");
    const { outcome, letIn } = await knock();
    fixture.registry.deleteParticipant(id);
    letIn(id);
    expect(await outcome).toBe(403);
    expect(fixture.events()).toEqual([]);
  });

  it("is let in when only its session is deleted meanwhile, and hears nobody", async () => {
    const id = fixture.join("alice");
    const { outcome, letIn } = await knock();
    fixture.registry.deleteSession(fixture.session);
    letIn(id);
    const device = await outcome;
    if (typeof device === "number") throw new Error(`refused with ${device}`);
    expect((await device.setUp()).result).toEqual({});
    expect(device.frames.filter(({ method }) => method === "sdpOffer")).toEqual([]);
  });

  it("is refused with 503 when the platform stops meanwhile", async () => {
    const id = fixture.join("alice");
    const { outcome, letIn } = await knock();
    await gateway.close();
    letIn(id);
    expect(await outcome).toBe(503);
  });

  it("is refused with 503 when as many others as may be are being looked at, until one of them is done", async () => {
    const id = fixture.join("alice");
    const { port } = http.address() as AddressInfo;
    const url = `ws://127.0.0.1:${port}/v3/?token=t&uniqueId=u`;
    const waiting = Array.from({ length: 5 }, () => RawDevice.connect(url));
    await expect.poll(() => looks.length, { timeout: 30_000 }).toBe(5);
    expect(await RawDevice.connect(url)).toBe(503);
    looks[0]?.resolve(err("invalid"));
    expect(await Promise.race(waiting)).toBe(403);
    const { outcome, letIn } = await knock();
    letIn(id);
    expect(await outcome).toBeInstanceOf(RawDevice);
    for (const look of looks) look.resolve(err("invalid"));
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([403]));
  });

  it("leaves nothing behind when its client gives up meanwhile", async () => {
    const id = fixture.join("alice");
    const ended = new Promise((resolve) =>
      http.once("upgrade", (_request, socket: Duplex) => socket.once("close", resolve)),
    );
    const client = connect((http.address() as AddressInfo).port, "127.0.0.1");
    const headers = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}`;
    client.write(["GET /v3/?token=t HTTP/1.1", ...headers, key, "", ""].join("\r\n"));
    await expect.poll(() => looks.length, { timeout: 30_000 }).toBe(1);
    client.resetAndDestroy();
    await ended;
    looks[0]?.resolve(ok({ participantId: id, expiresAt: fixture.clock.now() + 3_600_000 }));
    const { outcome: next, letIn: letNextIn } = await knock();
    letNextIn(id);
    expect(await next).toBeInstanceOf(RawDevice);
    expect(fixture.devices.figures().devices.connected).toBe(1);
  });
});
