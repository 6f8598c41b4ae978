import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { offerOf, startPlatform } from "../support/platform-client.ts";

let server: Awaited<ReturnType<typeof startPlatform>>;
beforeEach(async () => {
  server = await startPlatform();
});
afterEach(() => server.platform.close());

describe("device gateway: RPC", () => {
  it.each([1, 0, "1", "6f2c"])("R26 echoes the id %j with its type and answers once", async (id) => {
    const { device } = await server.join(await server.createSession());
    expect(await device.call(id, "ping", {})).toEqual({ jsonrpc: "2.0", id, result: {} });
    await device.call("last", "ping", {});
    expect(device.frames.filter((frame) => frame.id === id)).toHaveLength(1);
  });

  it("R27 answers unknown methods with -32601 and never a notification", async () => {
    const { device } = await server.join(await server.createSession());
    expect((await device.call(1, "addIceCandidate", {})).error?.code).toBe(-32601);
    device.send({ jsonrpc: "2.0", method: "nonsense", params: {} });
    device.send({ jsonrpc: "2.0", method: "deviceDiagnostics", params: { logs: [] } });
    await device.call(2, "ping", {});
    expect(device.frames.map(({ id }) => id)).toEqual(["set-up", 1, 2]);
  });

  it("R28 R55 accepts leave without params, withdraws the streams and accepts frames after it", async () => {
    const session = await server.createSession();
    const alice = await server.join(session);
    const bob = await server.join(session);
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
    const alice = await server.join(session);
    const bob = await server.join(session);
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
      const alice = await server.join(session);
      const bob = await server.join(session);
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
    const { device } = await server.join(await server.createSession());
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
    const alice = await server.join(session);
    const bob = await server.join(session);
    alice.device.send(frame);
    expect(await alice.device.closed).toBe(code);
    expect((await bob.device.call(1, "ping", {})).result).toEqual({});
  });

  it("closes the socket of a client that floods with 1008", async () => {
    const { device } = await server.join(await server.createSession());
    for (let count = 0; count < 300; count += 1) device.send({ jsonrpc: "2.0", method: "nonsense" });
    expect(await device.closed).toBe(1008);
  });

  it("R33 keeps a device that never pings, as long as it answers protocol pings", async () => {
    const { device } = await server.join(await server.createSession());
    for (let round = 0; round < 5; round += 1) {
      server.clock.advance(15_000);
      expect((await device.call(round, "ping", {})).result).toEqual({});
    }
  });

  it("ends the socket of a client that misses two protocol pings", async () => {
    const { token } = await server.createParticipant();
    const device = await server.open(server.urlOf(token), { autoPong: false });
    server.clock.advance(30_000);
    expect((await device.setUp()).result).toEqual({});
    server.clock.advance(15_000);
    expect(await device.closed).toBe(1006);
  });
});
