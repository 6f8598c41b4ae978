import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { dataOffer } from "../../test/support/data-offer.ts";
import { runToItsEnd } from "../../test/support/own-process.ts";
import { bindingRequest } from "../../test/support/stun-request.ts";
import { frame, FrameReader } from "./length-frames.ts";
import type { LocalMediaEngine, MediaEngineOptions } from "./media-engine.ts";
import { createMediaEngine } from "./werift-engine.ts";

let engines: LocalMediaEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  engines = [];
});

function engineWith(options: Partial<MediaEngineOptions> = {}): LocalMediaEngine {
  const engine = createMediaEngine({ listenAddress: "127.0.0.1", log: () => undefined, ...options });
  engines.push(engine);
  return engine;
}

const nothing = { producers: [], iceRestart: false };
const negotiation = (sdp: string) => ({ sdp, announced: new Set<string>(), permitted: new Set<"audio">() });
const line = (sdp: string, name: string): string | undefined =>
  new RegExp(`a=${name}:(.*)`).exec(sdp)?.[1]?.trim();

describe("media engine", () => {
  it("uses the ports of its range, publishes the public address, and frees ports when transports close", async () => {
    const probe = createSocket("udp4");
    probe.bind(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address();
    probe.close();
    const portRange = { min: port, max: port };
    const engine = engineWith({ portRange, publicAddress: ["203.0.113.7", "10.0.0.5"] });
    const first = await engine.createSubscribeTransport();
    const { sdp: offer } = await first.offer({ producers: [], iceRestart: false });
    const candidates = [...offer.matchAll(/^a=candidate:.*udp \d+ (.*)\r$/gm)].map(([, found]) => found);
    expect(candidates).toEqual([`203.0.113.7 ${port} typ host`, `10.0.0.5 ${port} typ host`]);
    expect(offer).toContain("c=IN IP4 203.0.113.7");
    await expect(engine.createPublishTransport()).rejects.toThrow("no free UDP port");
    await first.close();
    expect(engine.stats().transports).toBe(0);
    await expect(engine.createPublishTransport()).resolves.toBeDefined();
  });

  it("has one port for all its transports, from before the first of them", async () => {
    const engine = engineWith();
    await engine.listen();
    const offers = await Promise.all(
      [1, 2].map(async () => (await engine.createSubscribeTransport()).offer(nothing)),
    );
    const [one, two] = offers.map(({ sdp }) => ({
      candidate: line(sdp, "candidate"),
      ufrag: line(sdp, "ice-ufrag"),
    }));
    expect(two!.candidate).toBe(one!.candidate);
    expect(two!.ufrag).not.toBe(one!.ufrag);
    // RFC 8445 section 5.3: 24 and 128 bits.
    expect(one!.ufrag).toMatch(/^[A-Za-z0-9+/]{8}$/);
    expect(line(offers[0]!.sdp, "ice-pwd")).toMatch(/^[A-Za-z0-9+/]{24}$/);
  });

  it("says at the start that its port is taken", async () => {
    const first = engineWith();
    const transport = await first.createSubscribeTransport();
    const port = Number(line((await transport.offer(nothing)).sdp, "candidate")?.split(" ")[5]);
    const second = engineWith({ port });
    await expect(second.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("answers hostile descriptions with an error and goes on as before", async () => {
    const publish = await engineWith().createPublishTransport();
    expect(await publish.negotiate(negotiation("v=0"))).toMatchObject({ error: { code: "sdp-invalid" } });
    const first = await publish.negotiate(negotiation(dataOffer("alice1")));
    if (!first.ok) throw new Error(first.error.code);
    for (const bad of [
      dataOffer("alice2").replaceAll("AB", "CD"),
      dataOffer("alice2").replace("actpass", "active"),
      dataOffer("alice2").replace("a=mid:0", "a=mid:\u0000"),
    ]) {
      expect(await publish.negotiate(negotiation(bad))).toMatchObject({ error: { code: "sdp-invalid" } });
    }
    const again = await publish.negotiate(negotiation(dataOffer("alice1")));
    if (!again.ok) throw new Error(again.error.code);
    expect(line(again.value.sdp, "ice-ufrag")).toBe(line(first.value.sdp, "ice-ufrag"));
    const restarted = await publish.negotiate(negotiation(dataOffer("alice2")));
    if (!restarted.ok) throw new Error(restarted.error.code);
    expect(line(restarted.value.sdp, "ice-ufrag")).not.toBe(line(first.value.sdp, "ice-ufrag"));
  });

  it("R48 takes an answer only to an offer, and only one of the same shape with the passive role", async () => {
    const subscribe = await engineWith().createSubscribeTransport();
    expect(await subscribe.answer(dataOffer("bob1"))).toMatchObject({ error: { code: "wrong-state" } });
    await subscribe.offer({ producers: [], iceRestart: true });
    for (const bad of ["", dataOffer("bob1"), dataOffer("bob1").replace("a=mid:0", "a=mid:7")]) {
      expect(await subscribe.answer(bad)).toMatchObject({ error: { code: "sdp-invalid" } });
    }
    const good = dataOffer("bob1").replace("actpass", "passive");
    expect(await subscribe.answer(good)).toEqual({ ok: true, value: undefined });
    expect(await subscribe.answer(good)).toMatchObject({ error: { code: "wrong-state" } });
    expect(subscribe.state).toBe("connecting");
  });

  it("counts and drops what strangers send", async () => {
    const engine = engineWith();
    const publish = await engine.createPublishTransport();
    const answer = await publish.negotiate(negotiation(dataOffer("alice1")));
    if (!answer.ok) throw new Error(answer.error.code);
    const port = Number(line(answer.value.sdp, "candidate")?.split(" ")[5]);
    const stranger = createSocket("udp4");
    const datagrams = [0, 1, 20, 22, 63, 127, 128, 200, 255].map((first) => Buffer.alloc(60, first));
    for (const datagram of datagrams) stranger.send(datagram, port, "127.0.0.1");
    await expect.poll(() => engine.stats().packetsDropped).toBe(datagrams.length);
    stranger.close();
    expect(publish.state).toBe("connecting");
  });

  it("answers a check over TCP, on a port that descriptions name after UDP's", async () => {
    const publish = await engineWith({ tcpPort: 0 }).createPublishTransport();
    const answer = await publish.negotiate(negotiation(dataOffer("alice1")));
    if (!answer.ok) throw new Error(answer.error.code);
    const { sdp } = answer.value;
    const candidates = [...sdp.matchAll(/^a=candidate:(.*)\r$/gm)].map(([, text]) => text!.split(" "));
    expect(candidates.map(([, , transport, , , , ...rest]) => [transport, ...rest].join(" "))).toEqual([
      "udp typ host",
      "tcp typ host tcptype passive",
    ]);
    expect(Number(candidates[1]![3])).toBeLessThan(Number(candidates[0]![3]));
    const socket = connect(Number(candidates[1]![5]), "127.0.0.1");
    const credentials = { username: `${line(sdp, "ice-ufrag")}:alice1`, password: line(sdp, "ice-pwd")! };
    socket.write(frame(bindingRequest(randomBytes(12), credentials)));
    const [chunk] = (await once(socket, "data")) as [Buffer];
    // The answer first; a check of ours may follow in the same piece.
    const [answered] = new FrameReader().push(chunk)!;
    expect(answered!.readUInt16BE(0)).toBe(0x0101);
    socket.destroy();
  });

  it("lets the process end by itself after close", () => {
    const script = `
      import { createMediaEngine } from "./werift-engine.ts";
      const engine = createMediaEngine({ listenAddress: "127.0.0.1", log: () => undefined });
      const publish = await engine.createPublishTransport();
      const subscribe = await engine.createSubscribeTransport();
      const offer = { announced: new Set(), permitted: new Set(), sdp: ${JSON.stringify(dataOffer("alice1"))} };
      const answer = await publish.negotiate(offer);
      await subscribe.offer({ producers: [], iceRestart: false });
      await engine.close();
      console.log(answer.ok, publish.state, subscribe.state, process.getActiveResourcesInfo().includes("Timeout"));
    `;
    expect(runToItsEnd(script, { cwd: import.meta.dirname, timeoutMs: 20_000 })).toEqual({
      stdout: "true closed closed false",
      stderr: "",
      status: 0,
    });
  });
});
