import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { FakeGateway } from "../../test/support/fake-signaling-socket.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import type { DeviceLink } from "./device-link.ts";
import {
  createOpenDeviceLink,
  firstConnectMs,
  pingEveryMs,
  probeMs,
  resumeMs,
} from "./device-link-client.ts";
import { rpcTimeoutMs } from "./rpc-calls.ts";

const metadata = { mediaStreams: {}, dataChannels: {} };
const offerResult = { sdpAnswer: "v=0 answer", endpointId: "e", streamMetadata: {} };
const offerOf = (sdpRevision: number): unknown => ({
  jsonrpc: "2.0",
  method: "sdpOffer",
  params: { sdpOffer: "v=0", sdpRevision, endpointId: "e", streamMetadata: {} },
});

let clock: FakeClock;
let gateway: FakeGateway;
let log: KeptLog;

beforeEach(() => {
  clock = new FakeClock();
  gateway = new FakeGateway();
  log = new KeptLog();
});

function tokenOf(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}

function openLink(
  claims: Record<string, unknown> = { v: "v3", exp: clock.now() / 1_000 + 600 },
  websocketUrl = "ws://127.0.0.1:1",
): DeviceLink {
  let ids = 0;
  const open = createOpenDeviceLink({
    openSocket: gateway.open,
    clock,
    retry: { nextDelayMs: () => 1_000 },
    newUniqueId: () => `unique-${++ids}`,
    sdkVersion: "0.1.0",
    log,
  });
  return open({ websocketUrl, deviceToken: tokenOf(claims) });
}

async function readyLink(): Promise<DeviceLink> {
  const link = openLink();
  gateway.socket.events.onOpen();
  gateway.socket.answer("setMediaPreferences", {});
  await settle();
  expect(link.state).toEqual({ phase: "ready" });
  return link;
}

describe("DeviceLinkClient, connecting", () => {
  it.each([
    ["another version", { v: "v2" }],
    ["no version", {}],
    ["a past expiry", { v: "v3", exp: 1 }],
  ])("R23 R24 refuses a token with %s before any I/O", (_name, claims) => {
    expect(openLink(claims).state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
    expect(gateway.sockets).toHaveLength(0);
  });

  it("R23 accepts the version in capitals", () => {
    expect(openLink({ v: "V3" }).state.phase).toBe("connecting");
  });

  it("says who it is in the address (bandwidth.md 4.1)", () => {
    openLink();
    const url = new URL(gateway.socket.url);
    expect(url.pathname).toBe("/v3/");
    expect([...url.searchParams.keys()]).toEqual(["token", "client", "sdkVersion", "uniqueId"]);
  });

  it("R32 sends setMediaPreferences first and is ready when it is answered", async () => {
    await readyLink();
    expect(gateway.socket.sent[0]).toMatchObject({
      method: "setMediaPreferences",
      params: { protocol: "WEBRTC" },
    });
  });

  it("R24 does not try again after a refused handshake", async () => {
    const link = openLink();
    gateway.socket.lose(1006, 403);
    await clock.pass(firstConnectMs);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
  });

  it.each([404, 429, 503])("tries again when the handshake is answered with %i", async (status) => {
    const link = openLink();
    gateway.socket.lose(1006, status);
    await clock.pass(1_000);
    expect(gateway.sockets).toHaveLength(2);
    expect(link.state.phase).toBe("connecting");
  });

  it("R24 does not go back with a token that has expired meanwhile", async () => {
    const link = openLink({ v: "v3", exp: clock.now() / 1_000 + 0.5 });
    gateway.socket.lose(1006);
    await clock.pass(1_000);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
  });

  it("is lost, not refused, when nobody answers its preferences", async () => {
    const link = openLink();
    gateway.socket.events.onOpen();
    await clock.pass(rpcTimeoutMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
  });

  it.each(["https://gateway.example", "ws://gateway.example", "ws://127.0.0.1.example", "no address"])(
    "opens no socket at %j",
    (websocketUrl) => {
      expect(openLink(undefined, websocketUrl).state.phase).toBe("closed");
      expect(gateway.sockets).toHaveLength(0);
    },
  );

  it("R24 gives up when nothing came of the first connect in time", async () => {
    const link = openLink();
    gateway.socket.lose(1006);
    await clock.pass(5_000);
    expect(link.state.phase).toBe("connecting");
    await clock.pass(firstConnectMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(clock.running).toBe(0);
  });

  it("R25 keeps its token out of the log", async () => {
    const link = await readyLink();
    const token = new URL(gateway.socket.url).searchParams.get("token") ?? "";
    gateway.socket.events.onText("{broken");
    gateway.socket.lose(1006);
    link.close();
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.text()).not.toContain(token.slice(0, 20));
  });
});

describe("DeviceLinkClient, requests", () => {
  it("carries an offer and its answer", async () => {
    const link = await readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await settle();
    gateway.socket.answer("offerSdp", offerResult);
    expect(await answer).toEqual({ ok: true, value: offerResult });
  });

  it("keeps an offer until the link is ready", async () => {
    const link = openLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    gateway.socket.events.onOpen();
    expect(gateway.socket.methods()).toEqual(["setMediaPreferences"]);
    gateway.socket.answer("setMediaPreferences", {});
    await settle();
    gateway.socket.answer("offerSdp", offerResult);
    expect((await answer).ok).toBe(true);
  });

  it("R31 gives up a request that is not answered in time", async () => {
    const link = await readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await clock.pass(rpcTimeoutMs);
    expect(await answer).toEqual({ ok: false, error: { code: "signaling-lost" } });
  });

  it("tells a refusal from a loss", async () => {
    const link = await readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await settle();
    gateway.socket.refuse("offerSdp", 403);
    expect(await answer).toEqual({ ok: false, error: { code: "signaling-refused" } });
  });

  it("R31 sends an offer again after a resume when its socket was lost, once", async () => {
    const link = await readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await settle();
    gateway.socket.lose(1006);
    await clock.pass(1_000);
    gateway.socket.events.onOpen();
    await settle();
    expect(gateway.socket.methods()).toEqual(["offerSdp"]);
    gateway.socket.answer("offerSdp", offerResult);
    expect((await answer).ok).toBe(true);
  });

  it("R32 pings at most 300 s apart", async () => {
    await readyLink();
    expect(pingEveryMs).toBeLessThanOrEqual(300_000);
    await clock.pass(pingEveryMs);
    expect(gateway.socket.methods()).toContain("ping");
  });
});

describe("DeviceLinkClient, offers of the service", () => {
  it("R30 takes both forms of a notification and ignores the rest", async () => {
    const link = await readyLink();
    const seen: number[] = [];
    link.onOffer((offer) => seen.push(offer.sdpRevision));
    gateway.socket.receive(offerOf(1));
    gateway.socket.receive({
      notification: "sdpOffer",
      params: { sdpOffer: "v=0", sdpRevision: 2, streamMetadata: {} },
    });
    gateway.socket.receive({ jsonrpc: "2.0", method: "somethingNew", params: {} });
    gateway.socket.receive({ jsonrpc: "2.0", method: "sdpOffer", params: { sdpRevision: 9 } });
    gateway.socket.events.onText("not json");
    expect(seen).toEqual([1, 2]);
  });

  it("R46 drops revisions that are not newer", async () => {
    const link = await readyLink();
    const seen: number[] = [];
    link.onOffer((offer) => seen.push(offer.sdpRevision));
    for (const revision of [3, 2, 3, 5]) gateway.socket.receive(offerOf(revision));
    expect(seen).toEqual([3, 5]);
  });

  it("R46 takes a revision again whose answer failed, and none whose answer arrived", async () => {
    const link = await readyLink();
    const seen: number[] = [];
    link.onOffer((offer) => seen.push(offer.sdpRevision));
    gateway.socket.receive(offerOf(3));
    const failed = link.answer({ revision: 3, sdpAnswer: "v=0" });
    await settle();
    gateway.socket.refuse("answerSdp", -32602);
    expect(await failed).toEqual({ ok: false, error: { code: "signaling-refused" } });
    gateway.socket.receive(offerOf(3));
    const done = link.answer({ revision: 3, sdpAnswer: "v=0" });
    await settle();
    gateway.socket.answer("answerSdp", {});
    expect(await done).toEqual({ ok: true, value: null });
    gateway.socket.receive(offerOf(3));
    expect(seen).toEqual([3, 3]);
  });

  it("keeps an answer to itself when a newer offer is there", async () => {
    const link = await readyLink();
    gateway.socket.receive(offerOf(3));
    gateway.socket.receive(offerOf(4));
    expect(await link.answer({ revision: 3, sdpAnswer: "v=0" })).toEqual({ ok: true, value: null });
    expect(gateway.socket.methods()).not.toContain("answerSdp");
  });

  it("R31 does not repeat an answer that was lost with its socket", async () => {
    const link = await readyLink();
    gateway.socket.receive(offerOf(3));
    const answered = link.answer({ revision: 3, sdpAnswer: "v=0" });
    await settle();
    gateway.socket.lose(1006);
    expect(await answered).toEqual({ ok: false, error: { code: "signaling-lost" } });
    await clock.pass(1_000);
    gateway.socket.events.onOpen();
    await settle();
    expect(gateway.socket.methods()).toEqual([]);
  });

  it("answers with answerSdp", async () => {
    const link = await readyLink();
    const answered = link.answer({ revision: 3, sdpAnswer: "v=0" });
    await settle();
    gateway.socket.answer("answerSdp", {});
    expect(await answered).toEqual({ ok: true, value: null });
    expect(gateway.socket.sent.at(-1)).toMatchObject({ method: "answerSdp", params: { sdpAnswer: "v=0" } });
  });
});

describe("DeviceLinkClient, losing the socket", () => {
  it.each([1001, 1006, 1011, 4000])(
    "R57 resumes after close code %i with the same uniqueId, greeting only once",
    async (code) => {
      const link = await readyLink();
      gateway.socket.lose(code);
      expect(link.state.phase).toBe("resuming");
      await clock.pass(1_000);
      expect(gateway.socket.url).toBe(gateway.sockets[0]!.url);
      gateway.socket.events.onOpen();
      await settle();
      expect(link.state.phase).toBe("ready");
      expect(gateway.socket.sent).toEqual([]);
    },
  );

  it("R57 is over when the service closes with 1000", async () => {
    const link = await readyLink();
    gateway.socket.lose(1000);
    await clock.pass(resumeMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(gateway.sockets).toHaveLength(1);
  });

  it("is over when no resume worked for a minute", async () => {
    const link = await readyLink();
    gateway.socket.lose(1006);
    for (let second = 0; second < 61; second++) {
      await clock.pass(1_000);
      if (link.state.phase !== "closed") gateway.socket.lose(1006);
    }
    expect(link.state.phase).toBe("closed");
    expect(clock.running).toBe(0);
  });
});

describe("DeviceLinkClient, pinging", () => {
  it("keeps a socket that answers", async () => {
    const link = await readyLink();
    await clock.pass(pingEveryMs);
    gateway.socket.answer("ping", {});
    await clock.pass(rpcTimeoutMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("keeps one that refuses: somebody is there", async () => {
    const link = await readyLink();
    await clock.pass(pingEveryMs);
    gateway.socket.refuse("ping", -32601);
    await clock.pass(rpcTimeoutMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("replaces one that has fallen silent, though nothing ever closed it", async () => {
    const link = await readyLink();
    await clock.pass(pingEveryMs + rpcTimeoutMs);
    expect(link.state.phase).toBe("resuming");
    expect(gateway.socket.closedWith).toBe(1001);
    await clock.pass(1_000);
    expect(gateway.socket.url).toBe(gateway.sockets[0]!.url);
    gateway.socket.events.onOpen();
    await settle();
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 2]);
  });
});

describe("DeviceLinkClient, probing", () => {
  it("keeps a socket that answers", async () => {
    const link = await readyLink();
    link.probe();
    gateway.socket.answer("ping", {});
    await clock.pass(probeMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("replaces a socket that does not, with the same uniqueId and without leaving", async () => {
    const link = await readyLink();
    link.probe();
    await clock.pass(probeMs);
    expect(link.state.phase).toBe("resuming");
    expect(gateway.socket.closedWith).toBe(1001);
    expect(gateway.socket.methods()).not.toContain("leave");
    await clock.pass(1_000);
    expect(gateway.sockets).toHaveLength(2);
    expect(gateway.socket.url).toBe(gateway.sockets[0]!.url);
  });

  it("hears nothing more of the one it has given up", async () => {
    const link = await readyLink();
    link.probe();
    await clock.pass(probeMs + 1_000);
    gateway.socket.events.onOpen();
    await settle();
    gateway.sockets[0]!.lose(1006);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 2]);
  });

  it("has nothing to probe while there is no socket", async () => {
    const link = await readyLink();
    gateway.socket.lose(1006);
    link.probe();
    await clock.pass(500);
    expect(link.state.phase).toBe("resuming");
  });
});

describe("DeviceLinkClient, leaving", () => {
  it("R54 says leave and its diagnostics, then closes with 1000", async () => {
    const link = await readyLink();
    link.close();
    expect(gateway.socket.methods().slice(-2)).toEqual(["leave", "deviceDiagnostics"]);
    expect(gateway.socket.closedWith).toBe(1000);
    expect(link.state).toEqual({ phase: "closed", error: null });
    expect(clock.running).toBe(0);
  });

  it("R54 also ends in back-off, and nothing comes after it", async () => {
    const link = await readyLink();
    gateway.socket.lose(1006);
    link.close();
    await clock.pass(resumeMs);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: null });
  });
});
