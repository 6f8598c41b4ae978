import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeSdp } from "../support/fake-media-engine.ts";
import { account, RawDevice, startPlatform } from "../support/platform-client.ts";

const tokenSecret = new Uint8Array(32).fill(9);
let server: Awaited<ReturnType<typeof startPlatform>>;
beforeEach(async () => {
  server = await startPlatform({ tokenSecret });
});
afterEach(() => server.platform.close());

const urlOf = (token: string, uniqueId = "device-1") =>
  `${server.platform.deviceGatewayUrl}/v3/?token=${token}&client=browser&sdkVersion=3.0.0&uniqueId=${uniqueId}`;

async function open(url: string, options: { autoPong?: boolean } = {}): Promise<RawDevice> {
  const device = await RawDevice.connect(url, options);
  if (typeof device === "number") throw new Error(`upgrade refused with ${device}`);
  return device;
}

/** A member of the session with its device set up. */
async function join(session: string, rules: object = { sessionId: session }) {
  const participant = await server.createParticipant();
  await server.api("PUT", `/sessions/${session}/participants/${participant.id}`, rules);
  const device = await open(urlOf(participant.token));
  await device.setUp();
  return { ...participant, device, path: `/sessions/${session}/participants/${participant.id}` };
}

const offerOf = (...msids: string[]) => ({
  sdpOffer: fakeSdp(...msids.map((msid) => `audio ${msid}` as const)),
  mediaMetadata: {
    mediaStreams: Object.fromEntries(msids.map((msid) => [msid, { alias: "usermedia" }])),
    dataChannels: { __heartbeat__: { label: "__heartbeat__", streamId: 0 } },
  },
});

describe("device gateway: handshake", () => {
  it.each([
    ["/v3/?token=T&client=browser&sdkVersion=3.0.0&uniqueId=u"],
    ["/v3?token=T&sdkVersion=iOS%20lib&uniqueId=u"],
    ["/v3/?uniqueId=u&other=1&sdkVersion=3.0.0&token=T"],
  ])("R21 accepts %s", async (path) => {
    const { token } = await server.createParticipant();
    const device = await open(server.platform.deviceGatewayUrl + path.replace("T", token));
    expect((await device.setUp()).result).toEqual({});
    await device.close();
  });

  it("R22 refuses an absent token with 403", async () => {
    expect(await RawDevice.connect(`${server.platform.deviceGatewayUrl}/v3/?uniqueId=u`)).toBe(403);
  });

  it("R22 refuses a forged token with 403", async () => {
    const { id, token } = await server.createParticipant();
    const forged = await new SignJWT({ a: account.accountId, p: id, v: "v3", exp: 9e9 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new Uint8Array(32).fill(1));
    expect(await RawDevice.connect(urlOf(forged))).toBe(403);
    const [header, payload] = token.split(".");
    expect(await RawDevice.connect(urlOf(`${header}.${payload}.AAAA`))).toBe(403);
  });

  it("R22 refuses an expired token with 403, and closes its device with 1000", async () => {
    await server.platform.close();
    server = await startPlatform({ tokenSecret, tokenLifetimeMs: 10_000 });
    const { token } = await server.createParticipant();
    const device = await open(urlOf(token));
    server.clock.advance(10_000);
    expect(await device.closed).toBe(1000);
    expect(await RawDevice.connect(urlOf(token))).toBe(403);
  });

  it("R22 refuses the token of a deleted participant with 403", async () => {
    const { id, token } = await server.createParticipant();
    await server.api("DELETE", `/participants/${id}`);
    expect(await RawDevice.connect(urlOf(token))).toBe(403);
  });

  it("refuses other paths with 404", async () => {
    const { token } = await server.createParticipant();
    expect(await RawDevice.connect(`${server.platform.deviceGatewayUrl}/v2/?token=${token}`)).toBe(404);
  });

  it("R25 logs no token, whatever happens", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    alice.device.send("{");
    await alice.device.close();
    await RawDevice.connect(urlOf(`${alice.token}x`));
    await server.api("DELETE", `/participants/${alice.id}`);
    await RawDevice.connect(urlOf(alice.token));
    expect(server.logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.logged)).not.toContain(alice.token.split(".")[2]);
  });
});

describe("device gateway: RPC", () => {
  it.each([1, 0, "1", "6f2c"])("R26 echoes the id %j with its type and answers once", async (id) => {
    const { device } = await join(await server.createSession());
    expect(await device.call(id, "ping", {})).toEqual({ jsonrpc: "2.0", id, result: {} });
    await device.call("last", "ping", {});
    expect(device.frames.filter((frame) => frame.id === id)).toHaveLength(1);
  });

  it("R27 answers unknown methods with -32601 and never a notification", async () => {
    const { device } = await join(await server.createSession());
    expect((await device.call(1, "addIceCandidate", {})).error?.code).toBe(-32601);
    device.send({ jsonrpc: "2.0", method: "nonsense", params: {} });
    device.send({ jsonrpc: "2.0", method: "deviceDiagnostics", params: { logs: [] } });
    await device.call(2, "ping", {});
    expect(device.frames.map(({ id }) => id)).toEqual(["set-up", 1, 2]);
  });

  it("R28 R55 accepts leave without params, withdraws the streams and accepts frames after it", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    alice.device.send({ jsonrpc: "2.0", method: "leave" });
    alice.device.send({ jsonrpc: "2.0", method: "deviceDiagnostics", params: { logs: [] } });
    expect((await bob.device.offer(2)).params?.streamMetadata).toEqual({});
    expect((await alice.device.call(2, "ping", {})).result).toEqual({});
    expect(await alice.device.close()).toBe(1000);
  });

  it("R29 R45 R47 sends offers as notifications without id, with params and a revision of at least 1", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    expect(await bob.device.offer(1)).toEqual({
      jsonrpc: "2.0",
      method: "sdpOffer",
      params: {
        sdpOffer: "v=0 offer 1",
        sdpRevision: 1,
        endpointId: expect.any(String) as string,
        streamMetadata: {
          mic: {
            endpointId: expect.any(String) as string,
            mediaTypes: ["AUDIO"],
            alias: "usermedia",
            participantId: alice.id,
          },
        },
      },
    });
  });

  const malformed: [string, unknown, number, unknown][] = [
    ["text that is no JSON", "{", -32700, null],
    ["an empty frame", "", -32700, null],
    ["a number", "1", -32600, null],
    ["null", "null", -32600, null],
    ["a batch", "[]", -32600, null],
    ["an object that says nothing", {}, -32600, null],
    ["a request with an object for id", { id: {}, method: "ping" }, -32600, null],
    ["a request with a fraction for id", { id: 1.5, method: "ping" }, -32600, null],
    ["a method that is no string", { id: 1, method: 1 }, -32600, 1],
    ["an empty method", { id: 1, method: "" }, -32600, 1],
    ["a method named like an object's own", { id: 1, method: "constructor" }, -32601, 1],
    ["another protocol", { id: 1, method: "setMediaPreferences", params: { protocol: "SIP" } }, -32602, 1],
    ["an offer without params", { id: 1, method: "offerSdp" }, -32602, 1],
    ["an offer without metadata", { id: 1, method: "offerSdp", params: { sdpOffer: "v=0" } }, -32602, 1],
    [
      "an offer that is no SDP",
      { id: 1, method: "offerSdp", params: { ...offerOf(), sdpOffer: "hi" } },
      -32602,
      1,
    ],
    [
      "an offer of 300 kB",
      { id: 1, method: "offerSdp", params: { ...offerOf(), sdpOffer: "v".repeat(3e5) } },
      -32602,
      1,
    ],
    [
      "an alias of another type",
      {
        id: 1,
        method: "offerSdp",
        params: { sdpOffer: "v=0", mediaMetadata: { mediaStreams: { m: { alias: 1 } }, dataChannels: {} } },
      },
      -32602,
      1,
    ],
    [
      "more streams than anyone has",
      { id: 1, method: "offerSdp", params: offerOf(...Array.from({ length: 33 }, (_, n) => `m${n}`)) },
      -32602,
      1,
    ],
    ["an answer without SDP", { id: 1, method: "answerSdp", params: {} }, -32602, 1],
    ["an answer to nothing", { id: 1, method: "answerSdp", params: { sdpAnswer: "v=0" } }, 409, 1],
  ];

  it.each(malformed)(
    "answers %s with an error, changes nothing and lives on",
    async (_title, frame, code, id) => {
      const session = await server.createSession();
      const alice = await join(session);
      const bob = await join(session);
      await alice.device.call("publish", "offerSdp", offerOf("mic"));
      await bob.device.offer(1);
      alice.device.send(frame);
      const reply = await alice.device.frame(({ error }) => error !== undefined);
      expect(reply).toMatchObject({ jsonrpc: "2.0", id, error: { code } });
      expect(reply.result).toBeUndefined();
      const again = await alice.device.call("again", "offerSdp", offerOf("mic"));
      expect(again.result?.streamMetadata).toHaveProperty("mic");
      expect(bob.device.frames.filter(({ method }) => method === "sdpOffer")).toHaveLength(1);
    },
  );

  it("ignores results and errors that answer nothing", async () => {
    const { device } = await join(await server.createSession());
    device.send({ jsonrpc: "2.0", id: 1, result: {} });
    device.send({ jsonrpc: "2.0", id: 2, error: { code: 1, message: "no" } });
    await device.call(3, "ping", {});
    expect(device.frames.map(({ id }) => id)).toEqual(["set-up", 3]);
  });

  it.each([
    ["a binary frame", Buffer.from("{}"), 1003],
    ["a frame above 1 MiB", "x".repeat(1024 * 1024 + 1), 1009],
  ])("closes the socket of %s, and serves others", async (_title, frame, code) => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    alice.device.send(frame);
    expect(await alice.device.closed).toBe(code);
    expect((await bob.device.call(1, "ping", {})).result).toEqual({});
  });

  it("closes the socket of a client that floods with 1008", async () => {
    const { device } = await join(await server.createSession());
    for (let count = 0; count < 300; count += 1) device.send({ jsonrpc: "2.0", method: "nonsense" });
    expect(await device.closed).toBe(1008);
  });

  it("R33 keeps a device that never pings, as long as it answers protocol pings", async () => {
    const { device } = await join(await server.createSession());
    for (let round = 0; round < 5; round += 1) {
      server.clock.advance(15_000);
      expect((await device.call(round, "ping", {})).result).toEqual({});
    }
  });

  it("ends the socket of a client that misses two protocol pings", async () => {
    const { token } = await server.createParticipant();
    const device = await open(urlOf(token), { autoPong: false });
    server.clock.advance(30_000);
    expect((await device.setUp()).result).toEqual({});
    server.clock.advance(15_000);
    expect(await device.closed).toBe(1006);
  });
});

describe("device gateway: subscriptions and life cycle", () => {
  it("R9 R10 R51 offers all streams to session subscribers, none to others, nobody its own", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const deaf = await join(session, {});
    await alice.device.call(1, "offerSdp", offerOf("mic-a"));
    const bob = await join(session);
    expect(Object.keys((await bob.device.offer(1)).params?.streamMetadata ?? {})).toEqual(["mic-a"]);
    await bob.device.call(1, "offerSdp", offerOf("mic-b"));
    expect(Object.keys((await alice.device.offer(1)).params?.streamMetadata ?? {})).toEqual(["mic-b"]);
    await deaf.device.call(1, "ping", {});
    expect(deaf.device.frames.some(({ method }) => method === "sdpOffer")).toBe(false);
  });

  it("R15 R16 follows changed subscriptions down to aliases", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    const only = (alias: string) => ({ participants: [{ participantId: alice.id, streamAliases: [alias] }] });
    await server.api("PUT", `${bob.path}/subscriptions`, only("screenshare"));
    expect((await bob.device.offer(2)).params?.streamMetadata).toEqual({});
    await bob.device.call(2, "answerSdp", { sdpAnswer: "v=0" });
    await server.api("PUT", `${bob.path}/subscriptions`, only("usermedia"));
    expect((await bob.device.offer(3)).params?.streamMetadata).toHaveProperty("mic");
  });

  it("R17 stops the streams of a deleted member at its subscribers", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    await server.api("DELETE", `/participants/${alice.id}`);
    expect(await alice.device.closed).toBe(1000);
    expect((await bob.device.offer(2)).params?.streamMetadata).toEqual({});
  });

  it("R56 resumes a lost socket without any frame, with revisions going on", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const bob = await join(session);
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await bob.device.offer(1);
    await bob.device.call(1, "answerSdp", { sdpAnswer: "v=0" });
    bob.device.lose();
    const back = await open(urlOf(bob.token));
    await back.call(1, "ping", {});
    expect(back.frames).toHaveLength(1);
    await alice.device.call(2, "offerSdp", offerOf("mic", "screen"));
    expect((await back.offer(1)).params?.sdpRevision).toBe(2);
    expect(server.engine.subscribeTransports).toHaveLength(1);
  });

  it("R59 closes with 1000 for good and with 1001 to come back", async () => {
    const session = await server.createSession();
    const alice = await join(session);
    const other = await join(await server.createSession());
    const replacement = await open(urlOf(alice.token, "device-2"));
    expect(await alice.device.closed).toBe(1000);
    await server.api("DELETE", `/sessions/${session}`);
    expect(await replacement.closed).toBe(1000);
    await server.platform.close();
    expect(await other.device.closed).toBe(1001);
    expect(server.engine.open).toBe(0);
    expect(server.clock.running).toBe(0);
    server = await startPlatform();
  });
});
