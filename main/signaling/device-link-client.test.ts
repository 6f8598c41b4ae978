import { beforeEach, describe, expect, it } from "vitest";
import { DeviceLinkBench } from "../../test/support/device-link-bench.ts";
import { type FakeClock, settle } from "../../test/support/fake-clock.ts";
import type { FakeGateway } from "../../test/support/fake-signaling-socket.ts";
import { rpcTimeoutMs } from "./rpc-calls.ts";

const metadata = { mediaStreams: {}, dataChannels: {} };
const offerResult = { sdpAnswer: "v=0 answer", endpointId: "e", streamMetadata: {} };
const offerOf = (sdpRevision: number): unknown => ({
  jsonrpc: "2.0",
  method: "sdpOffer",
  params: { sdpOffer: "v=0", sdpRevision, endpointId: "e", streamMetadata: {} },
});

let bench: DeviceLinkBench;
let clock: FakeClock;
let gateway: FakeGateway;

beforeEach(() => {
  bench = new DeviceLinkBench();
  ({ clock, gateway } = bench);
});

describe("DeviceLinkClient, requests", () => {
  it("carries an offer and its answer", async () => {
    const link = await bench.readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await settle();
    gateway.socket.answer("offerSdp", offerResult);
    expect(await answer).toEqual({ ok: true, value: offerResult });
  });

  it("keeps an offer until the link is ready", async () => {
    const link = bench.openLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    gateway.socket.events.onOpen();
    expect(gateway.socket.methods()).toEqual(["setMediaPreferences"]);
    gateway.socket.answer("setMediaPreferences", {});
    await settle();
    gateway.socket.answer("offerSdp", offerResult);
    expect((await answer).ok).toBe(true);
  });

  it("R31 gives up a request that is not answered in time", async () => {
    const link = await bench.readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await clock.pass(rpcTimeoutMs);
    expect(await answer).toEqual({ ok: false, error: { code: "signaling-lost" } });
  });

  it("tells a refusal from a loss", async () => {
    const link = await bench.readyLink();
    const answer = link.offer({ sdpOffer: "v=0", metadata });
    await settle();
    gateway.socket.refuse("offerSdp", 403);
    expect(await answer).toEqual({ ok: false, error: { code: "signaling-refused" } });
  });

  it("R31 sends an offer again after a resume when its socket was lost, once", async () => {
    const link = await bench.readyLink();
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
});

describe("DeviceLinkClient, offers of the service", () => {
  it("R30 takes both forms of a notification and ignores the rest", async () => {
    const link = await bench.readyLink();
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
    const link = await bench.readyLink();
    const seen: number[] = [];
    link.onOffer((offer) => seen.push(offer.sdpRevision));
    for (const revision of [3, 2, 3, 5]) gateway.socket.receive(offerOf(revision));
    expect(seen).toEqual([3, 5]);
  });

  it("R46 takes a revision again whose answer failed, and none whose answer arrived", async () => {
    const link = await bench.readyLink();
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
    const link = await bench.readyLink();
    gateway.socket.receive(offerOf(3));
    gateway.socket.receive(offerOf(4));
    expect(await link.answer({ revision: 3, sdpAnswer: "v=0" })).toEqual({ ok: true, value: null });
    expect(gateway.socket.methods()).not.toContain("answerSdp");
  });

  it("R31 does not repeat an answer that was lost with its socket", async () => {
    const link = await bench.readyLink();
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
    const link = await bench.readyLink();
    const answered = link.answer({ revision: 3, sdpAnswer: "v=0" });
    await settle();
    gateway.socket.answer("answerSdp", {});
    expect(await answered).toEqual({ ok: true, value: null });
    expect(gateway.socket.sent.at(-1)).toMatchObject({ method: "answerSdp", params: { sdpAnswer: "v=0" } });
  });
});
