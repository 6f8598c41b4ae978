import { beforeEach, describe, expect, it } from "vitest";
import { DeviceLinkBench } from "../../test/support/device-link-bench.ts";
import { type FakeClock, settle } from "../../test/support/fake-clock.ts";
import type { FakeGateway } from "../../test/support/fake-signaling-socket.ts";
import type { KeptLog } from "../../test/support/kept-log.ts";
import { firstConnectMs, resumeMs } from "./resuming-socket.ts";
import { rpcTimeoutMs } from "./rpc-calls.ts";

let bench: DeviceLinkBench;
let clock: FakeClock;
let gateway: FakeGateway;
let log: KeptLog;

beforeEach(() => {
  bench = new DeviceLinkBench();
  ({ clock, gateway, log } = bench);
});

describe("ResumingSocket, connecting", () => {
  it.each([
    ["another version", { v: "v2" }],
    ["no version", {}],
    ["a past expiry", { v: "v3", exp: 1 }],
  ])("R23 R24 refuses a token with %s before any I/O", (_name, claims) => {
    expect(bench.openLink(claims).state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
    expect(gateway.sockets).toHaveLength(0);
  });

  it("R23 accepts the version in capitals", () => {
    expect(bench.openLink({ v: "V3" }).state.phase).toBe("connecting");
  });

  it("says who it is in the address (bandwidth.md 4.1)", () => {
    bench.openLink();
    const url = new URL(gateway.socket.url);
    expect(url.pathname).toBe("/v3/");
    expect([...url.searchParams.keys()]).toEqual(["token", "client", "sdkVersion", "uniqueId"]);
  });

  it("R32 sends setMediaPreferences first and is ready when it is answered", async () => {
    await bench.readyLink();
    expect(gateway.socket.sent[0]).toMatchObject({
      method: "setMediaPreferences",
      params: { protocol: "WEBRTC" },
    });
  });

  it("R24 does not try again after a refused handshake", async () => {
    const link = bench.openLink();
    gateway.socket.lose(1006, 403);
    await clock.pass(firstConnectMs);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
  });

  it.each([404, 429, 503])("tries again when the handshake is answered with %i", async (status) => {
    const link = bench.openLink();
    gateway.socket.lose(1006, status);
    await clock.pass(1_000);
    expect(gateway.sockets).toHaveLength(2);
    expect(link.state.phase).toBe("connecting");
  });

  it("R24 does not go back with a token that has expired meanwhile", async () => {
    const link = bench.openLink({ v: "v3", exp: clock.now() / 1_000 + 0.5 });
    gateway.socket.lose(1006);
    await clock.pass(1_000);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-refused" } });
  });

  it("is lost, not refused, when nobody answers its preferences", async () => {
    const link = bench.openLink();
    gateway.socket.events.onOpen();
    await clock.pass(rpcTimeoutMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
  });

  it.each(["https://gateway.example", "ws://gateway.example", "ws://127.0.0.1.example", "no address"])(
    "opens no socket at %j",
    (websocketUrl) => {
      expect(bench.openLink(undefined, websocketUrl).state.phase).toBe("closed");
      expect(gateway.sockets).toHaveLength(0);
    },
  );

  it("R24 gives up when nothing came of the first connect in time", async () => {
    const link = bench.openLink();
    gateway.socket.lose(1006);
    await clock.pass(5_000);
    expect(link.state.phase).toBe("connecting");
    await clock.pass(firstConnectMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(clock.running).toBe(0);
  });

  it("R25 keeps its token out of the log", async () => {
    const link = await bench.readyLink();
    const token = new URL(gateway.socket.url).searchParams.get("token") ?? "";
    gateway.socket.events.onText("{broken");
    gateway.socket.lose(1006);
    link.close();
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.text()).not.toContain(token.slice(0, 20));
  });
});

describe("ResumingSocket, losing one", () => {
  it.each([1001, 1006, 1011, 4000])(
    "R57 resumes after close code %i with the same uniqueId, greeting only once",
    async (code) => {
      const link = await bench.readyLink();
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
    const link = await bench.readyLink();
    gateway.socket.lose(1000);
    await clock.pass(resumeMs);
    expect(link.state).toEqual({ phase: "closed", error: { code: "signaling-lost" } });
    expect(gateway.sockets).toHaveLength(1);
  });

  it("is over when no resume worked for a minute", async () => {
    const link = await bench.readyLink();
    gateway.socket.lose(1006);
    for (let second = 0; second < 61; second++) {
      await clock.pass(1_000);
      if (link.state.phase !== "closed") gateway.socket.lose(1006);
    }
    expect(link.state.phase).toBe("closed");
    expect(clock.running).toBe(0);
  });
});

describe("ResumingSocket, leaving", () => {
  it("R54 says leave and its diagnostics, then closes with 1000", async () => {
    const link = await bench.readyLink();
    link.close();
    expect(gateway.socket.methods().slice(-2)).toEqual(["leave", "deviceDiagnostics"]);
    expect(gateway.socket.closedWith).toBe(1000);
    expect(link.state).toEqual({ phase: "closed", error: null });
    expect(clock.running).toBe(0);
  });

  it("R54 also ends in back-off, and nothing comes after it", async () => {
    const link = await bench.readyLink();
    gateway.socket.lose(1006);
    link.close();
    await clock.pass(resumeMs);
    expect(gateway.sockets).toHaveLength(1);
    expect(link.state).toEqual({ phase: "closed", error: null });
  });
});
