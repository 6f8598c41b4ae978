import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";
import type {
  MediaEngine,
  Producer,
  PublishTransport,
  SubscribeTransport,
} from "../../server-stub/media/media-engine.ts";
import { createMediaEngine } from "../../server-stub/media/werift-engine.ts";
import { installPeer, type Inbound, type Outbound, type PeerReport } from "./media-page.ts";

const soon = { timeout: 15_000, interval: 100 };
const both = new Set(["audio", "video"] as const);

/** One client: a page, and its two transports in the engine. */
interface Client {
  readonly page: Page;
  readonly publishing: PublishTransport;
  readonly subscribing: SubscribeTransport;
  producers: readonly Producer[];
}

let browser: Browser;
let engine: MediaEngine;
let lossEnabled: boolean;
let opened: Page[];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      "--allow-loopback-in-peer-connection",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
      "--autoplay-policy=no-user-gesture-required",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
});
afterAll(() => browser.close());

beforeEach(() => {
  lossEnabled = false;
  opened = [];
  let count = 0;
  engine = createMediaEngine({
    listenAddress: "127.0.0.1",
    heartbeatMs: 200,
    // Every twentieth media packet, on both transports, so that NACKs and reports get lost too.
    impair: {
      dropInbound: (datagram) => lossEnabled && (datagram[0] ?? 0) >= 128 && (count += 1) % 20 === 0,
    },
    log: () => undefined,
  });
});
afterEach(async () => {
  await Promise.all(opened.map((page) => page.close()));
  await engine.close();
});

async function client(): Promise<Client> {
  const page = await browser.newPage();
  opened.push(page);
  const made: Client = {
    page,
    publishing: await engine.createPublishTransport(),
    subscribing: await engine.createSubscribeTransport(),
    producers: [],
  };
  await page.exposeFunction("negotiate", async (sdp: string, announced: string[]) => {
    expect(sdp).not.toContain("a=candidate");
    const answer = await made.publishing.negotiate({ sdp, announced: new Set(announced), permitted: both });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    made.producers = answer.value.producers;
    return answer.value.sdp;
  });
  await page.goto("about:blank");
  await page.evaluate(installPeer);
  return made;
}

const addTone = ({ page }: Client): Promise<string> => page.evaluate(() => window.peer.addTone());
const addPicture = ({ page }: Client): Promise<string> => page.evaluate(() => window.peer.addPicture());
const publish = ({ page }: Client, iceRestart = false): Promise<void> =>
  page.evaluate((restart) => window.peer.publish({ iceRestart: restart }), iceRestart);
const report = ({ page }: Client): Promise<PeerReport> => page.evaluate(() => window.peer.report());

async function subscribe(bob: Client, producers: readonly Producer[], iceRestart = false): Promise<string> {
  const offer = await bob.subscribing.offer({ producers, iceRestart });
  const answer = await bob.page.evaluate((sdp) => window.peer.subscribe(sdp), offer);
  expect(answer).not.toContain("a=candidate");
  expect(await bob.subscribing.answer(answer)).toEqual({ ok: true, value: undefined });
  return offer;
}

async function inbound(bob: Client, kind: string): Promise<Inbound> {
  const all = (await report(bob)).subscribe.inbound.filter((one) => one.kind === kind);
  const none = { kind, mid: "", packets: 0, lost: 0, frames: 0, nacks: 0, repaired: 0 };
  return all.reduce((best, one) => (one.packets > best.packets ? one : best), none);
}

async function outbound(alice: Client, kind: string): Promise<Outbound | undefined> {
  return (await report(alice)).publish.outbound.find((one) => one.kind === kind);
}

const hears440 = (bob: Client): Promise<void> =>
  expect
    .poll(async () => Math.abs((await bob.page.evaluate(() => window.peer.heardHz())) - 440), soon)
    .toBeLessThan(4);

/** More decoded frames or packets than now: something still flows. */
async function keepsFlowing(bob: Client, kind: "audio" | "video"): Promise<void> {
  const count = async (): Promise<number> => {
    const stream = await inbound(bob, kind);
    return kind === "video" ? stream.frames : stream.packets;
  };
  const before = await count();
  await expect.poll(count, soon).toBeGreaterThan(before + 20);
}

/** alice publishes, bob receives; both are connected and alice's msids are in the order given. */
async function aliceToBob(...sources: ("tone" | "picture")[]): Promise<{ alice: Client; bob: Client }> {
  const [alice, bob] = [await client(), await client()];
  // The vendor's first offer has only the data channels (bandwidth.md 4.6).
  await publish(alice);
  for (const source of sources) await (source === "tone" ? addTone(alice) : addPicture(alice));
  await publish(alice);
  await subscribe(bob, alice.producers);
  return { alice, bob };
}

const sees = (bob: Client, left: number[], right: number[]): Promise<void> =>
  expect
    .poll(async () => {
      const seen = await bob.page.evaluate(() => window.peer.seenColours());
      const wanted = [...left, ...right];
      return Math.max(...(seen?.flat() ?? []).map((value, at) => Math.abs(value - wanted[at]!)));
    }, soon)
    .toSatisfy((distance: number) => distance >= 0 && distance < 24);

describe("media engine with Chromium", () => {
  it("carries a 440 Hz tone from alice to bob", async () => {
    const { alice, bob } = await aliceToBob("tone");
    expect(alice.producers).toMatchObject([{ kind: "audio" }]);
    await hears440(bob);
    expect([alice.publishing.state, bob.subscribing.state]).toEqual(["connected", "connected"]);
    // Receiver reports with a sender report's time in them are what a round trip is measured with.
    await expect.poll(async () => (await outbound(alice, "audio"))?.roundTripMs, soon).toBeLessThan(500);
  });

  it("answers an offer that has only data channels, and pings both peer connections", async () => {
    const [alice, bob] = [await client(), await client()];
    const heard: string[] = [];
    bob.subscribing.onDiagnostics((text) => heard.push(text));
    await publish(alice);
    await subscribe(bob, []);
    await expect.poll(async () => (await report(alice)).publish.pings, soon).toBeGreaterThan(2);
    await expect.poll(async () => (await report(bob)).subscribe.pings, soon).toBeGreaterThan(2);
    await bob.page.evaluate(() => window.peer.sendDiagnostics("left the room"));
    await expect.poll(() => heard, soon).toEqual(["left the room"]);
  });

  it("carries the picture, and gives alice bandwidth to grow", async () => {
    const { alice, bob } = await aliceToBob("picture");
    await sees(bob, [51, 102, 204], [255, 136, 0]);
    await expect.poll(async () => (await report(alice)).publish.bandwidth, soon).toBeGreaterThan(1_000_000);
  });

  it("shows a picture to carol who subscribes late", async () => {
    const { alice, bob } = await aliceToBob("picture");
    await keepsFlowing(bob, "video");
    const carol = await client();
    await subscribe(carol, alice.producers);
    await sees(carol, [51, 102, 204], [255, 136, 0]);
  });

  it("adds a track to a live subscription and removes one without a gap in the other", async () => {
    const { alice, bob } = await aliceToBob("tone");
    await hears440(bob);
    const picture = await addPicture(alice);
    await publish(alice);
    await subscribe(bob, alice.producers);
    await sees(bob, [51, 102, 204], [255, 136, 0]);

    await alice.page.evaluate((msid) => window.peer.unpublish(msid), picture);
    await publish(alice);
    expect(alice.producers.map(({ kind }) => kind)).toEqual(["audio"]);
    const offer = await subscribe(bob, alice.producers);
    expect(offer).toMatch(/m=video (?!0 )/);
    await keepsFlowing(bob, "audio");
    expect((await inbound(bob, "audio")).lost).toBe(0);

    await addPicture(alice);
    await publish(alice);
    const again = await subscribe(bob, alice.producers);
    expect(again.match(/m=video/g)).toHaveLength(1);
    await keepsFlowing(bob, "video");
  });

  it("survives an ICE restart by alice and one by the engine towards bob", async () => {
    const { alice, bob } = await aliceToBob("tone", "picture");
    await keepsFlowing(bob, "video");
    await publish(alice, true);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "audio");

    const credentials = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
    const before = credentials(await subscribe(bob, alice.producers));
    const after = credentials(await subscribe(bob, alice.producers, true));
    expect(after).not.toBe(before);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "audio");
    const { publish: published } = await report(alice);
    expect([published.state, (await report(bob)).subscribe.state]).toEqual(["connected", "connected"]);
    const pings = (await report(bob)).subscribe.pings;
    await expect.poll(async () => (await report(bob)).subscribe.pings, soon).toBeGreaterThan(pings);
  });

  it("repairs 5 % loss by retransmission so that the picture keeps moving", async () => {
    const { alice, bob } = await aliceToBob("picture");
    await keepsFlowing(bob, "video");
    lossEnabled = true;
    await expect.poll(async () => (await outbound(alice, "video"))?.nacks ?? 0, soon).toBeGreaterThan(3);
    await keepsFlowing(bob, "video");
    await keepsFlowing(bob, "video");
    await sees(bob, [51, 102, 204], [255, 136, 0]);
  });

  it("leaves nothing open after close", async () => {
    const { bob } = await aliceToBob("tone");
    await hears440(bob);
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === "UDPWrap").length;
    expect(sockets()).toBe(4);
    await engine.close();
    // Node takes a closed socket off its list a moment later.
    await expect.poll(sockets, soon).toBe(0);
    expect(engine.stats().transports).toBe(0);
  });
});
