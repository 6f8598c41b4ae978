/** What goes wrong on purpose, seen by a raw device and by a back end (docs/decisions/fault-injection.md). */
import { createServer } from "node:http";
import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFaultServer, type FaultServer } from "../../server-stub/platform/faults/fault-server.ts";
import { FaultPlan } from "../../server-stub/platform/faults/fault-plan.ts";
import { Faults } from "../../server-stub/platform/faults/faults.ts";
import { createPlatform } from "../../server-stub/platform/platform.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { FakeMediaEngine } from "../support/fake-media-engine.ts";
import { account, offerOf, RawDevice, startPlatform } from "../support/platform-client.ts";

const patient = { timeout: 30_000, interval: 5 };

let server: Awaited<ReturnType<typeof startPlatform>>;
beforeEach(async () => {
  server = await startPlatform({}, { faulty: true });
});
afterEach(() => server.platform.close());

const inject = (plan: unknown) => server.faults.set(FaultPlan.parse(plan));

async function aliceAndBob() {
  const session = await server.createSession();
  return { alice: await server.join(session), bob: await server.join(session) };
}

describe("fault injection", () => {
  it("is said loudly at the start, and each fault as it happens", async () => {
    const warnings = () =>
      server.logged.filter(({ level }) => level === "warn").map(({ message }) => message);
    expect(warnings()).toEqual(["FAULT INJECTION IS ON: this platform is for tests only"]);
    inject({ upgrade: { status: 503 } });
    await RawDevice.connect(server.urlOf((await server.createParticipant()).token));
    expect(warnings().slice(1)).toEqual(["faults are injected from now on", "fault injected"]);
  });

  it("refuses to be on at an address that others reach", async () => {
    const clock = new FakeClock();
    const faults = new Faults({ clock, log: () => {} });
    const options = { account, mediaEngine: new FakeMediaEngine(), log: () => {}, clock, faults };
    await expect(createPlatform({ ...options, host: "0.0.0.0" })).rejects.toThrow("loopback");
  });

  it("refuses handshakes with a status, as often as told, and only the participant's", async () => {
    const { id, token } = await server.createParticipant();
    const other = await server.createParticipant();
    inject({ participantId: id, upgrade: { status: 409, times: 2 } });
    expect(await RawDevice.connect(server.urlOf(token))).toBe(409);
    expect(await RawDevice.connect(server.urlOf(other.token))).toBeInstanceOf(RawDevice);
    expect(await RawDevice.connect(server.urlOf(token))).toBe(409);
    expect(await RawDevice.connect(server.urlOf(token))).toBeInstanceOf(RawDevice);
  });

  it("loses a reply whose request was carried out", async () => {
    const { alice, bob } = await aliceAndBob();
    inject({ replies: [{ type: "omit", method: "offerSdp", times: 1 }] });
    alice.device.send({ jsonrpc: "2.0", id: "lost", method: "offerSdp", params: offerOf("mic") });
    await bob.device.offer(1);
    await alice.device.call("next", "ping", {});
    expect(alice.device.frames.map(({ id }) => id)).toEqual(["set-up", "next"]);
  });

  it("delays a reply", async () => {
    const { alice } = await aliceAndBob();
    inject({ replies: [{ type: "delay", method: "ping", ms: 5_000, times: 1 }] });
    alice.device.send({ jsonrpc: "2.0", id: "late", method: "ping", params: {} });
    await alice.device.call("next", "ping", {});
    expect(alice.device.frames.map(({ id }) => id)).toEqual(["set-up", "next"]);
    server.clock.advance(5_000);
    expect((await alice.device.frame(({ id }) => id === "late")).result).toEqual({});
  });

  it("answers with an error a request that is not carried out", async () => {
    const { alice, bob } = await aliceAndBob();
    inject({ replies: [{ type: "error", method: "offerSdp", code: 409, times: 1 }] });
    expect((await alice.device.call(1, "offerSdp", offerOf("mic"))).error?.code).toBe(409);
    expect(server.engine.publishTransports).toEqual([]);
    expect((await alice.device.call(2, "offerSdp", offerOf("mic"))).error).toBeUndefined();
    await bob.device.offer(1);
  });

  it("sends an offer with a stale revision, and the next one right", async () => {
    const { alice, bob } = await aliceAndBob();
    inject({ offers: { type: "stale", times: 1 } });
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    expect((await bob.device.offer(0)).params?.sdpRevision).toBe(0);
    server.clock.advance(5_000);
    expect((await bob.device.offer(1)).params?.sdpRevision).toBe(2);
  });

  it("does not send an offer", async () => {
    const { alice, bob } = await aliceAndBob();
    inject({ offers: { type: "omit", times: 1 } });
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await vi.waitFor(
      () => expect(server.logged).toContainEqual(expect.objectContaining({ message: "fault injected" })),
      patient,
    );
    server.clock.advance(5_000);
    expect((await bob.device.offer(0)).params?.sdpRevision).toBe(2);
  });

  it.each([1000, 1001, 1006, 1011, 4000])("closes sockets with %i", async (code) => {
    const { alice, bob } = await aliceAndBob();
    expect(server.faults.closeSockets({ participantId: alice.id, code })).toBe(1);
    expect(await alice.device.closed).toBe(code);
    expect((await bob.device.call(1, "ping", {})).result).toEqual({});
    expect(server.faults.closeSockets({ code })).toBe(1);
  });

  it("loses media, and with `all` the connectivity checks too", () => {
    const [srtp, stun, dtls] = [128, 1, 22].map((first) => Buffer.from([first, 0]));
    const lost = () => [srtp, stun, dtls].map((datagram) => server.faults.dropInbound(datagram!));
    expect(lost()).toEqual([false, false, false]);
    inject({ media: "rtp" });
    expect(lost()).toEqual([true, false, false]);
    inject({ media: "all" });
    expect(lost()).toEqual([true, true, true]);
  });

  it("fails webhooks, which are then tried again", async () => {
    const arrived: string[] = [];
    const backend = createServer((incoming, response) => {
      arrived.push(incoming.url ?? "");
      incoming.resume();
      response.end();
    }).listen(0, "127.0.0.1");
    await once(backend, "listening");
    const callbackUrl = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/hook`;
    const { token } = await server.createParticipant({ callbackUrl });
    inject({ webhooks: { times: 2 } });
    const failed = () => server.logged.filter(({ message }) => message === "fault injected").length;
    await server.open(server.urlOf(token));
    for (const count of [1, 2]) {
      await vi.waitFor(() => expect(failed()).toBe(count), patient);
      expect(arrived).toEqual([]);
      await settle();
      server.clock.advance(5_000);
    }
    await vi.waitFor(() => expect(arrived).toEqual(["/hook"]), patient);
    backend.close();
  });

  it("ends by itself", async () => {
    const { token } = await server.createParticipant();
    inject({ upgrade: { status: 503 }, media: "all", forMs: 1_000 });
    server.clock.advance(1_000);
    expect(await RawDevice.connect(server.urlOf(token))).toBeInstanceOf(RawDevice);
    expect(server.faults.dropInbound(Buffer.from([128]))).toBe(false);
  });
});

describe("fault injection by HTTP", () => {
  let control: FaultServer;
  beforeEach(async () => {
    control = await createFaultServer({ port: 0, faults: server.faults });
  });
  afterEach(() => control.close());

  const ask = (method: string, body?: unknown, path = "", type = "application/json") =>
    fetch(`${control.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": type } }),
    });

  it("takes a plan, shows it, and takes it back", async () => {
    const { token } = await server.createParticipant();
    expect((await ask("PUT", { upgrade: { status: 500 } })).status).toBe(204);
    expect(await (await ask("GET")).json()).toMatchObject({ upgrade: { status: 500 }, forMs: 60_000 });
    expect(await RawDevice.connect(server.urlOf(token))).toBe(500);
    expect((await ask("DELETE")).status).toBe(204);
    expect(await RawDevice.connect(server.urlOf(token))).toBeInstanceOf(RawDevice);
  });

  it("closes sockets, and says how many", async () => {
    const { alice } = await aliceAndBob();
    expect(await (await ask("POST", { code: 4001 }, "/close")).json()).toEqual({ closed: 2 });
    expect(await alice.device.closed).toBe(4001);
  });

  it.each([
    ["PUT", "", { upgrades: {} }],
    ["PUT", "", { upgrade: { status: 200 } }],
    ["PUT", "", { replies: [{ type: "lose", method: "ping" }] }],
    ["PUT", "", { forMs: 0 }],
    ["POST", "/close", { code: 1005 }],
    ["POST", "/close", {}],
  ])("refuses %s %s %j, and changes nothing", async (method, path, body) => {
    expect((await ask(method, body, path)).status).toBe(400);
    expect(server.faults.plan.upgrade).toBeUndefined();
  });

  it("refuses web pages: a body that needs no preflight, and a name that is not this machine's", async () => {
    expect((await ask("POST", { code: 1000 }, "/close", "text/plain")).status).toBe(415);
    const foreign = request(control.url, { headers: { host: "evil.example" } }).end();
    const [response] = (await once(foreign, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it("ends its plan when it is closed", async () => {
    await ask("PUT", { media: "all" });
    await control.close();
    expect(server.faults.dropInbound(Buffer.from([1]))).toBe(false);
  });
});
