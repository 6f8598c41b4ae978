import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";
import {
  type MediaEngine,
  type Producer,
  type PublishTransport,
  type SubscribeTransport,
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
  const none = { kind, mid: "", packets: 0, lost: 0, frames: 0, nacks: 0, repaired: 0, audioLevel: 0 };
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

describe("media engine with Chromium", () => {
  it("carries a 440 Hz tone from alice to bob", async () => {
    const [alice, bob] = [await client(), await client()];
    await publish(alice);
    expect(alice.producers).toEqual([]);
    const msid = await addTone(alice);
    await publish(alice);
    expect(alice.producers).toMatchObject([{ kind: "audio", msid }]);
    await subscribe(bob, alice.producers);
    await hears440(bob);
    expect(alice.publishing.state).toBe("connected");
    expect(bob.subscribing.state).toBe("connected");
  });
});
