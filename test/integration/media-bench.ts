import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";
import type {
  AnnouncedChannel,
  ChannelIdentity,
  MediaEngine,
  MediaEngineOptions,
  Producer,
  PublishTransport,
  SubscribeTransport,
} from "../../server-stub/media/media-engine.ts";
import { createMediaEngine } from "../../server-stub/media/werift-engine.ts";
import {
  installPeer,
  type Inbound,
  type Outbound,
  type PeerReport,
  type Picture,
  type Seen,
  type Tone,
} from "./media-page.ts";

/** What Chromium takes for granted before the first feedback, in bit/s. It stays there when none arrives. */
export const startEstimate = 300_000;

export const soon = { timeout: 15_000, interval: 100 };
const both = new Set(["audio", "video"] as const);

/** One client: a page, and its two transports in the engine. */
export interface Client {
  readonly page: Page;
  publishing: PublishTransport;
  readonly subscribing: SubscribeTransport;
  producers: readonly Producer[];
  /** What becomes of the engine's texts on their way to the page. */
  readonly through: Through;
}

/** Rewrites a description of the engine's, so that the client takes another way to it. */
export interface Through {
  publishing(sdp: string): Promise<string>;
  subscribing(sdp: string): Promise<string>;
}
const direct: Through = {
  publishing: (sdp) => Promise.resolve(sdp),
  subscribing: (sdp) => Promise.resolve(sdp),
};

/** What the impaired network loses: nothing, every so manieth datagram of a kind, or the browser's first last flights. */
export type Loss =
  | { readonly of: "media" | "data"; readonly every: number }
  | { readonly of: "last-flight"; readonly first: number }
  | undefined;

/** Content type of a record that begins a last flight of DTLS 1.2. */
const changeCipherSpec = 20;

export interface ClientOptions {
  /** For all clients, but those that are made with another. */
  readonly through?: Through;
  /** Of their peer connections; asked for when a client is made. */
  readonly rtc?: () => RTCConfiguration;
}

/** A Chromium for the file and an engine for each test. Call it once, at the top of a file. */
export const useMediaBench = () => useMediaBenchOf(createMediaEngine);

export function useMediaBenchOf<Engine extends MediaEngine>(
  createEngine: (options: MediaEngineOptions) => Engine,
  { through: usual = direct, rtc = () => ({}) }: ClientOptions = {},
) {
  let browser: Browser;
  let engine: Engine;
  let loss: Loss;
  let observed: { roundTrips: number[]; losses: number[]; paths: number[] };
  let opened: Page[] = [];

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
    loss = undefined;
    observed = { roundTrips: [], losses: [], paths: [] };
    opened = [];
    let count = 0;
    engine = createEngine({
      listenAddress: "127.0.0.1",
      heartbeatMs: 200,
      observe: {
        roundTrip: (seconds) => observed.roundTrips.push(seconds),
        fractionLost: (fraction) => observed.losses.push(fraction),
        pathCarries: (bitsPerSecond) => observed.paths.push(bitsPerSecond),
      },
      // On both transports, so that NACKs, reports and acknowledgements get lost too.
      impair: {
        dropInbound: (datagram) => {
          const first = datagram[0] ?? 0;
          const kind = first >= 128 ? "media" : first >= 20 && first < 64 ? "data" : undefined;
          if (loss?.of === "last-flight") return first === changeCipherSpec && (count += 1) <= loss.first;
          return loss !== undefined && kind === loss.of && (count += 1) % loss.every === 0;
        },
      },
      log: () => undefined,
    });
  });
  afterEach(async () => {
    await Promise.all(opened.map((page) => page.close()));
    await engine.close();
  });

  async function client(through: Through = usual): Promise<Client> {
    const page = await browser.newPage();
    opened.push(page);
    const made: Client = {
      page,
      publishing: await engine.createPublishTransport(),
      subscribing: await engine.createSubscribeTransport(),
      producers: [],
      through,
    };
    await page.exposeFunction(
      "negotiate",
      async (sdp: string, announced: string[], channels: AnnouncedChannel[]) => {
        expect(sdp).not.toContain("a=candidate");
        const offer = { sdp, announced: new Set(announced), permitted: both, channels };
        const answer = await made.publishing.negotiate(offer);
        if (!answer.ok) throw new Error(JSON.stringify(answer.error));
        made.producers = answer.value.producers;
        return through.publishing(answer.value.sdp);
      },
    );
    await page.goto("about:blank");
    await page.evaluate(installPeer, rtc());
    return made;
  }

  /** alice publishes, bob receives; both are connected and alice's msids are in the order given. */
  async function aliceToBob(
    ...sources: ("tone" | "picture" | "channel")[]
  ): Promise<{ alice: Client; bob: Client }> {
    const [alice, bob] = [await client(), await client()];
    // The vendor's first offer has only the data channels (bandwidth.md 4.6).
    await publish(alice);
    const add = { tone: addTone, picture: addPicture, channel: addChannel };
    for (const source of sources) await add[source](alice);
    await publish(alice);
    await subscribe(bob, alice.producers);
    return { alice, bob };
  }

  return {
    client,
    aliceToBob,
    engine: () => engine,
    /** What subscribers' receiver reports have said since the test began. */
    observed: () => observed,
    lose: (what: Loss) => {
      loss = what;
    },
  };
}

export const addTone = ({ page }: Client, tone: Tone = {}): Promise<string> =>
  page.evaluate((given) => window.peer.addTone(given), tone);
export const addPicture = ({ page }: Client, picture: Picture = {}): Promise<string> =>
  page.evaluate((given) => window.peer.addPicture(given), picture);
export const addChannel = ({ page }: Client): Promise<string> =>
  page.evaluate(() => window.peer.addChannel("chat"));
export const publish = ({ page }: Client, iceRestart = false): Promise<void> =>
  page.evaluate((restart) => window.peer.publish({ iceRestart: restart }), iceRestart);
export const report = ({ page }: Client): Promise<PeerReport> => page.evaluate(() => window.peer.report());

/** Takes the subscriber's answer to an offer of exactly these producers. Returns the offer. */
export async function subscribe(
  bob: Client,
  producers: readonly Producer[],
  iceRestart = false,
): Promise<{ sdp: string; channels: readonly ChannelIdentity[] }> {
  const offer = await bob.subscribing.offer({ producers, iceRestart });
  const channels = [...offer.channels.values()];
  const sdp = await bob.through.subscribing(offer.sdp);
  const answer = await bob.page.evaluate(([text, list]) => window.peer.subscribe(text, list), [
    sdp,
    channels,
  ] as const);
  expect(answer).not.toContain("a=candidate");
  expect(await bob.subscribing.answer(answer)).toEqual({ ok: true, value: undefined });
  return { sdp: offer.sdp, channels };
}

export async function inbound(bob: Client, kind: string): Promise<Inbound> {
  const all = (await report(bob)).subscribe.inbound.filter((one) => one.kind === kind);
  const none = { kind, mid: "", packets: 0, lost: 0, frames: 0, nacks: 0, repaired: 0 };
  return all.reduce((best, one) => (one.packets > best.packets ? one : best), none);
}

/**
 * What has not come, not even as a repair; what was repaired counts as lost all the same. A datagram may get lost on the
 * loopback too when the machine is busy.
 */
export const unrepaired = ({ lost, repaired }: Inbound): number => lost - repaired;

export async function outbound(alice: Client, kind: string): Promise<Outbound | undefined> {
  return (await report(alice)).publish.outbound.find((one) => one.kind === kind);
}

/** This is the loudest tone that is heard. */
export const hears = (bob: Client, hz: number): Promise<void> =>
  expect
    .poll(async () => Math.abs((await bob.page.evaluate(() => window.peer.heardHz())) - hz), soon)
    .toBeLessThan(4);

export const hears440 = (bob: Client): Promise<void> => hears(bob, 440);

/** More decoded frames or packets than now: something still flows. */
export async function keepsFlowing(bob: Client, kind: "audio" | "video"): Promise<void> {
  const count = async (): Promise<number> => {
    const stream = await inbound(bob, kind);
    return kind === "video" ? stream.frames : stream.packets;
  };
  const before = await count();
  await expect.poll(count, soon).toBeGreaterThan(before + 20);
}

export const seen = ({ page }: Client, msid?: string): Promise<Seen | undefined> =>
  page.evaluate((stream) => window.peer.seen(stream), msid);

/** These colours arrive decoded, within what a video codec makes of them. */
export const sees = (
  bob: Client,
  left: readonly number[],
  right: readonly number[],
  msid?: string,
): Promise<void> =>
  expect
    .poll(async () => {
      const picture = await seen(bob, msid);
      const wanted = [...left, ...right];
      const got = [...(picture?.left ?? []), ...(picture?.right ?? [])];
      return Math.max(...got.map((value, at) => Math.abs(value - wanted[at]!)));
    }, soon)
    .toSatisfy((distance: number) => distance >= 0 && distance < 24);
