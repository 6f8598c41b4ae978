import { beforeEach, describe, expect, it } from "vitest";
import { DeviceLinkBench } from "../../test/support/device-link-bench.ts";
import { type FakeClock, settle } from "../../test/support/fake-clock.ts";
import type { FakeGateway } from "../../test/support/fake-signaling-socket.ts";
import { rpcTimeoutMs } from "./rpc-calls.ts";
import { pingEveryMs, probeMs } from "./socket-liveness.ts";

let bench: DeviceLinkBench;
let clock: FakeClock;
let gateway: FakeGateway;

beforeEach(() => {
  bench = new DeviceLinkBench();
  ({ clock, gateway } = bench);
});

describe("socket liveness, pinging", () => {
  it("R32 pings at most 300 s apart", async () => {
    await bench.readyLink();
    expect(pingEveryMs).toBeLessThanOrEqual(300_000);
    await clock.pass(pingEveryMs);
    expect(gateway.socket.methods()).toContain("ping");
  });

  it("keeps a socket that answers", async () => {
    const link = await bench.readyLink();
    await clock.pass(pingEveryMs);
    gateway.socket.answer("ping", {});
    await clock.pass(rpcTimeoutMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("keeps one that refuses: somebody is there", async () => {
    const link = await bench.readyLink();
    await clock.pass(pingEveryMs);
    gateway.socket.refuse("ping", -32601);
    await clock.pass(rpcTimeoutMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("replaces one that has fallen silent, though nothing ever closed it", async () => {
    const link = await bench.readyLink();
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

describe("socket liveness, probing", () => {
  it("keeps a socket that answers", async () => {
    const link = await bench.readyLink();
    link.probe();
    gateway.socket.answer("ping", {});
    await clock.pass(probeMs);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 1]);
  });

  it("replaces a socket that does not, with the same uniqueId and without leaving", async () => {
    const link = await bench.readyLink();
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
    const link = await bench.readyLink();
    link.probe();
    await clock.pass(probeMs + 1_000);
    gateway.socket.events.onOpen();
    await settle();
    gateway.sockets[0]!.lose(1006);
    expect([link.state.phase, gateway.sockets.length]).toEqual(["ready", 2]);
  });

  it("has nothing to probe while there is no socket", async () => {
    const link = await bench.readyLink();
    gateway.socket.lose(1006);
    link.probe();
    await clock.pass(500);
    expect(link.state.phase).toBe("resuming");
  });
});
