/** Our own client against a platform on which things go wrong: what the vendor's SDK does badly (bandwidth.md section 8, G1 to G6). */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DeviceLink } from "../../main/signaling/device-link.ts";
import { createOpenDeviceLink } from "../../main/signaling/device-link-client.ts";
import { firstConnectMs, resumeMs } from "../../main/signaling/resuming-socket.ts";
import { rpcTimeoutMs } from "../../main/signaling/rpc-calls.ts";
import { openWsSignalingSocket } from "../../main/signaling/ws-signaling-socket.ts";
import { FaultPlan } from "../../server-stub/platform/faults/fault-plan.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { KeptLog } from "../support/kept-log.ts";
import { offerOf, startPlatform } from "../support/platform-client.ts";

const patient = { timeout: 30_000, interval: 5 };
const retryMs = 1_000;

let server: Awaited<ReturnType<typeof startPlatform>>;
/** The client's own: its time-outs are not the server's. */
let clock: FakeClock;
let log: KeptLog;
let links: DeviceLink[];

beforeEach(async () => {
  server = await startPlatform({}, { faulty: true });
  clock = new FakeClock();
  log = new KeptLog();
  links = [];
});
afterEach(async () => {
  for (const link of links) link.close();
  await server.platform.close();
});

const inject = (plan: unknown) => server.faults.set(FaultPlan.parse(plan));
const injected = (count: number) =>
  vi.waitFor(
    () => expect(server.logged.filter(({ message }) => message === "fault injected")).toHaveLength(count),
    patient,
  );
const socketsLost = (count: number) =>
  vi.waitFor(
    () =>
      expect(log.lines.filter(({ message }) => message === "signaling socket closed")).toHaveLength(count),
    patient,
  );
const phase = (link: DeviceLink, wanted: DeviceLink["state"]["phase"]) =>
  vi.waitFor(() => expect(link.state.phase).toBe(wanted), patient);
const handshakes = () => server.logged.filter(({ data }) => data?.["event"] === "onConnect").length;

async function open(session?: string) {
  const { id, token } = await server.createParticipant();
  if (session !== undefined) {
    await server.api("PUT", `/sessions/${session}/participants/${id}`, { sessionId: session });
  }
  const openLink = createOpenDeviceLink({
    openSocket: openWsSignalingSocket,
    clock,
    retry: { nextDelayMs: () => retryMs },
    newUniqueId: () => "unique",
    sdkVersion: "0.1.0",
    log,
  });
  const connect = () => {
    const link = openLink({ websocketUrl: server.platform.deviceGatewayUrl, deviceToken: token });
    links.push(link);
    return link;
  };
  return { id, connect };
}

async function readyLink(session?: string) {
  const { id, connect } = await open(session);
  const link = connect();
  await phase(link, "ready");
  return { id, link };
}

const offer = (link: DeviceLink, ...msids: string[]) => {
  const { sdpOffer, mediaMetadata } = offerOf(...msids);
  return link.offer({ sdpOffer, metadata: mediaMetadata });
};

describe("our client, connecting (G1, G2)", () => {
  it.each([401, 403])(
    "R24 ends at once, and stays away, when the handshake is refused with %i",
    async (status) => {
      const { connect } = await open();
      inject({ upgrade: { status } });
      const link = connect();
      await phase(link, "closed");
      expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
      expect(clock.running).toBe(0);
      await injected(1);
    },
  );

  it("R57 comes back after its back-off, not before, until the gateway lets it in", async () => {
    const { connect } = await open();
    inject({ upgrade: { status: 503, times: 2 } });
    const link = connect();
    for (const lost of [1, 2]) {
      await socketsLost(lost);
      clock.advance(retryMs - 1);
      await settle();
      expect(log.lines).toHaveLength(lost);
      clock.advance(1);
    }
    await phase(link, "ready");
  });

  it("R24 gives up in time when the gateway never lets it in", async () => {
    const { connect } = await open();
    inject({ upgrade: { status: 500 } });
    const link = connect();
    for (let tries = 1; tries <= firstConnectMs / retryMs; tries += 1) {
      await socketsLost(tries);
      clock.advance(retryMs);
    }
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(clock.running).toBe(0);
  });

  it("ends when its preferences are refused", async () => {
    const { connect } = await open();
    inject({ replies: [{ type: "error", method: "setMediaPreferences" }] });
    const link = connect();
    await phase(link, "closed");
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
    await vi.waitFor(() => expect(server.platform.figures().devices.connected).toBe(0), patient);
  });

  it("R31 ends in time when its preferences are never answered", async () => {
    const { connect } = await open();
    inject({ replies: [{ type: "omit", method: "setMediaPreferences" }] });
    const link = connect();
    await injected(1);
    clock.advance(rpcTimeoutMs);
    await phase(link, "closed");
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
  });
});

describe("our client, when its socket is closed (G3, G4)", () => {
  it.each([1001, 1006, 1008, 1011, 1012, 4000])(
    "R57 says so, and comes back to its media after %i",
    async (code) => {
      const { link } = await readyLink();
      const phases: string[] = [];
      link.onState((state) => phases.push(state.phase));
      expect((await offer(link, "mic")).ok).toBe(true);
      server.faults.closeSockets({ code });
      await socketsLost(1);
      clock.advance(retryMs);
      await phase(link, "ready");
      expect(phases).toEqual(["resuming", "ready"]);
      expect((await offer(link, "mic")).ok).toBe(true);
      expect(server.engine.publishTransports.map(({ state, offers }) => [state, offers.length])).toEqual([
        ["new", 2],
      ]);
    },
  );

  it("R57 is over after 1000, and stays away", async () => {
    const { link } = await readyLink();
    server.faults.closeSockets({ code: 1000 });
    await phase(link, "closed");
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(clock.running).toBe(0);
  });

  it("is over, with the reason, when the gateway stays away for longer than a minute", async () => {
    const { link } = await readyLink();
    inject({ upgrade: { status: 503 } });
    server.faults.closeSockets({ code: 1001 });
    for (let lost = 1; lost <= resumeMs / retryMs; lost += 1) {
      await socketsLost(lost);
      clock.advance(retryMs);
    }
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(clock.running).toBe(0);
  });

  it("R54 leaves nothing behind when it is closed while it waits to come back", async () => {
    const { link } = await readyLink();
    server.faults.closeSockets({ code: 1011 });
    await socketsLost(1);
    link.close();
    expect(clock.running).toBe(0);
    clock.advance(60_000);
    await vi.waitFor(() => expect(server.platform.figures().devices.connected).toBe(0), patient);
    expect(handshakes()).toBe(1);
  });
});

describe("our client, negotiating (G5)", () => {
  it("R31 R43 goes on after an offer that is never answered", async () => {
    const { link } = await readyLink();
    inject({ replies: [{ type: "omit", method: "offerSdp", times: 1 }] });
    const lost = offer(link, "mic");
    await injected(1);
    clock.advance(rpcTimeoutMs);
    expect(await lost).toEqual({ ok: false, error: { code: "signaling-lost" } });
    expect((await offer(link, "mic")).ok).toBe(true);
  });

  it("R31 takes no late answer for the next offer's", async () => {
    const { link } = await readyLink();
    inject({ replies: [{ type: "delay", method: "offerSdp", ms: 20_000, times: 1 }] });
    const late = offer(link);
    await injected(1);
    clock.advance(rpcTimeoutMs);
    expect((await late).ok).toBe(false);
    server.clock.advance(20_000);
    const next = await offer(link, "mic");
    expect(next.ok && Object.keys(next.value.streamMetadata)).toEqual(["mic"]);
  });

  it.each([-32603, 403, 409])("goes on after an offer that is refused with %i", async (code) => {
    const { link } = await readyLink();
    inject({ replies: [{ type: "error", method: "offerSdp", code, times: 1 }] });
    expect(await offer(link, "mic")).toEqual({ ok: false, error: { code: "signaling-refused" } });
    expect((await offer(link, "mic")).ok).toBe(true);
  });

  it.each(["stale", "omit"])("R46 R50 gets the right offer after a %s one", async (type) => {
    const session = await server.createSession();
    const { link } = await readyLink(session);
    const revisions: number[] = [];
    link.onOffer(({ sdpRevision }) => {
      revisions.push(sdpRevision);
      void link.answer({ revision: sdpRevision, sdpAnswer: "v=0" });
    });
    const alice = await server.join(session);
    inject({ offers: { type, times: 1 } });
    await alice.device.call(1, "offerSdp", offerOf("mic"));
    await injected(1);
    server.clock.advance(5_000);
    await vi.waitFor(() => expect(revisions).toEqual([2]), patient);
    await vi.waitFor(() => expect(server.engine.subscribeTransports[0]?.answers).toEqual(["v=0"]), patient);
  });
});
