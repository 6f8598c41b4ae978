import { afterEach, describe, expect, it } from "vitest";
import { dataOffer } from "../../../test/support/data-offer.ts";
import { runToItsEnd } from "../../../test/support/own-process.ts";
import { createTestPool, type TestPool } from "../../../test/support/media-pool.ts";
import type { MediaEngineOptions, PublishTransport, SubscribeTransport } from "../media-engine.ts";
import { portsOf } from "./worker-ports.ts";

const pools: TestPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map(({ engine }) => engine.close()));
});

function poolWith(options: Partial<MediaEngineOptions> = {}): TestPool {
  const pool = createTestPool({ listenAddress: "127.0.0.1", log: () => undefined, ...options });
  pools.push(pool);
  return pool;
}

const chat = { label: "chat", stream: "chat-2", streamId: 2 };
const negotiation = (channels = [chat]) => ({
  sdp: dataOffer("alice1"),
  announced: new Set<string>(),
  permitted: new Set<"audio">(),
  channels,
});
const portIn = (sdp: string): string => /a=candidate:\S+ 1 udp \d+ \S+ (\d+) /i.exec(sdp)?.[1] ?? sdp;
const offered = async (subscribe: SubscribeTransport): Promise<string> =>
  portIn((await subscribe.offer({ producers: [], iceRestart: false })).sdp);
const answered = async (publish: PublishTransport): Promise<string> => {
  const answer = await publish.negotiate(negotiation([]));
  if (!answer.ok) throw new Error(answer.error.code);
  return portIn(answer.value.sdp);
};

describe("media pool", () => {
  it("spreads publishers, and subscribers, over workers that each have a port", async () => {
    const { engine } = poolWith();
    await engine.listen();
    const publish = [await engine.createPublishTransport(), await engine.createPublishTransport()];
    const subscribe = [await engine.createSubscribeTransport(), await engine.createSubscribeTransport()];
    const ports = [
      ...(await Promise.all(publish.map(answered))),
      ...(await Promise.all(subscribe.map(offered))),
    ];
    expect(new Set(ports).size).toBe(2);
    expect(new Set(ports.slice(0, 2)).size).toBe(2);
    expect(new Set(ports.slice(2)).size).toBe(2);
    expect(engine.stats().transports).toBe(4);
    await publish[0]!.close();
    expect([engine.stats().transports, publish[0]!.state]).toEqual([3, "closed"]);
    expect(await publish[0]!.negotiate(negotiation())).toMatchObject({ error: { code: "wrong-state" } });
    // The place that has become free.
    expect(await answered(await engine.createPublishTransport())).toBe(ports[0]);
  });

  it("gives each worker the next port, or an equal part of a range", () => {
    expect([0, 1].map((at) => portsOf({ port: 8_794 }, at, 2))).toEqual([{ port: 8_794 }, { port: 8_795 }]);
    expect(portsOf({ port: 0 }, 1, 2)).toEqual({});
    const portRange = { min: 100, max: 108 };
    expect([0, 1].map((at) => portsOf({ portRange }, at, 2))).toEqual([
      { portRange: { min: 100, max: 103 } },
      { portRange: { min: 104, max: 107 } },
    ]);
    expect(portsOf({ tcpPort: 8_794 }, 2, 4)).toEqual({ tcpPort: 8_796 });
    expect(portsOf({ tcpPort: 0 }, 2, 4)).toEqual({ tcpPort: 0 });
  });

  it("answers as an engine of one thread does, with the same producers again for what stays", async () => {
    const { engine } = poolWith();
    const publish = await engine.createPublishTransport();
    expect(await publish.negotiate({ ...negotiation(), sdp: "v=0" })).toMatchObject({
      error: { code: "sdp-invalid" },
    });
    const first = await publish.negotiate(negotiation());
    const again = await publish.negotiate(negotiation());
    if (!first.ok || !again.ok) throw new Error("refused");
    const [producer] = first.value.producers;
    expect([producer?.kind, producer?.msid]).toEqual(["application", "chat-2"]);
    expect(again.value.producers[0]).toBe(producer);
    for (const subscribe of [
      await engine.createSubscribeTransport(),
      await engine.createSubscribeTransport(),
    ]) {
      const { channels } = await subscribe.offer({ producers: [producer!], iceRestart: false });
      expect([...channels]).toEqual([[producer!.id, { label: "chat", streamId: 2 }]]);
      expect(await subscribe.answer("v=0")).toMatchObject({ error: { code: "sdp-invalid" } });
    }
    const stranger = { id: "1", kind: "audio", msid: "camera" } as const;
    const subscribe = await engine.createSubscribeTransport();
    const offer = subscribe.offer({ producers: [stranger], iceRestart: false });
    await expect(offer).rejects.toThrow("not made by this engine");
  });

  it("fails to listen where a port is taken, with the system's code", async () => {
    const first = poolWith();
    const port = Number(await offered(await first.engine.createSubscribeTransport()));
    await expect(poolWith({ port }).engine.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("starts a worker again that has died, and leaves alone what was in the others", async () => {
    const log: string[] = [];
    const { engine, workers } = poolWith({ log: (_level, message) => log.push(message) });
    const lost = await engine.createPublishTransport();
    const kept = await engine.createPublishTransport();
    const producers = (await Promise.all([lost, kept].map((one) => one.negotiate(negotiation())))).flatMap(
      (answer) => (answer.ok ? answer.value.producers : []),
    );
    expect(producers).toHaveLength(2);
    const states: string[] = [];
    lost.onStateChange((state) => states.push(state));
    await workers[0]!.terminate();
    await expect.poll(() => states, { timeout: 20_000 }).toEqual(["failed"]);
    expect(log).toContain("media worker died");
    expect(await lost.negotiate(negotiation())).toMatchObject({ error: { code: "wrong-state" } });
    expect(engine.stats().transports).toBe(1);
    // Of what was in it nothing is offered any more.
    const subscribe = await engine.createSubscribeTransport();
    const { channels } = await subscribe.offer({ producers, iceRestart: false });
    expect([...channels.keys()]).toEqual([producers[1]!.id]);
    await expect.poll(() => workers.length, { timeout: 20_000 }).toBe(3);
    await engine.createPublishTransport();
    expect(await kept.negotiate(negotiation())).toMatchObject({ ok: true });
    await lost.close();
    expect(lost.state).toBe("closed");
  });

  it("refuses transports when it is closed, and lets the process end by itself", () => {
    const script = `
      import { dataOffer } from "../../../test/support/data-offer.ts";
import { runToItsEnd } from "../../../test/support/own-process.ts";
import { createTestPool } from "../../../test/support/media-pool.ts";
      const { engine } = createTestPool({ listenAddress: "127.0.0.1", log: () => undefined });
      const publish = await engine.createPublishTransport();
      const subscribe = await engine.createSubscribeTransport();
      const offer = { announced: new Set(), permitted: new Set(), sdp: ${JSON.stringify(dataOffer("alice1"))} };
      const answer = await publish.negotiate(offer);
      await subscribe.offer({ producers: [], iceRestart: false });
      const leg = await engine.createAudioLeg({ msid: "phone" });
      leg.onFrame(() => undefined);
      leg.hear([]);
      await engine.close();
      const refused = await engine.createPublishTransport().catch((error) => error.message);
      console.log(answer.ok, publish.state, subscribe.state, engine.stats().transports, refused);
    `;
    expect(runToItsEnd(script, { cwd: import.meta.dirname, timeoutMs: 50_000 })).toEqual({
      stdout: "true closed closed 0 the media engine is closed",
      stderr: "",
      status: 0,
    });
  });
});
