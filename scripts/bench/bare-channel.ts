/** The peer of the chat's latency: a bare RTCDataChannel between two pages of one Chromium. */
import { type Browser, chromium, type Page } from "playwright-core";

export const bareChannelName = "a bare data channel between two pages";

declare global {
  interface Window {
    benchPeer: RTCPeerConnection;
    benchChannel: RTCDataChannel;
    benchArrivals: Map<string, number>;
  }
}

/** One way, from `send` to `message`, each at its own page's clock: both count from one epoch. */
export async function bareChannelMs(count: number): Promise<readonly number[]> {
  const browser = await launch();
  try {
    const [from, to] = await connectedPages(browser);
    const samples: number[] = [];
    for (let at = 0; at < count; at++) samples.push(await oneMessage(from, to, `bare ${at}`));
    return samples;
  } finally {
    await browser.close();
  }
}

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Names of mDNS in place of addresses need a network that answers them.
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-features=WebRtcHideLocalIpsWithMdns",
    ],
  });

async function connectedPages(browser: Browser): Promise<readonly [Page, Page]> {
  const context = await browser.newContext();
  const [from, to] = [await context.newPage(), await context.newPage()];
  const offer = await from.evaluate(async () => {
    window.benchPeer = new RTCPeerConnection();
    window.benchChannel = window.benchPeer.createDataChannel("bench");
    await window.benchPeer.setLocalDescription();
    while (window.benchPeer.iceGatheringState !== "complete")
      await new Promise((resolve) =>
        window.benchPeer.addEventListener("icegatheringstatechange", resolve, { once: true }),
      );
    return window.benchPeer.localDescription?.sdp ?? "";
  });
  const answer = await to.evaluate(async (sdp) => {
    window.benchArrivals = new Map();
    window.benchPeer = new RTCPeerConnection();
    window.benchPeer.addEventListener("datachannel", ({ channel }) => {
      channel.addEventListener("message", ({ data }) =>
        window.benchArrivals.set(String(data), performance.timeOrigin + performance.now()),
      );
    });
    await window.benchPeer.setRemoteDescription({ type: "offer", sdp });
    await window.benchPeer.setLocalDescription();
    while (window.benchPeer.iceGatheringState !== "complete")
      await new Promise((resolve) =>
        window.benchPeer.addEventListener("icegatheringstatechange", resolve, { once: true }),
      );
    return window.benchPeer.localDescription?.sdp ?? "";
  }, offer);
  await from.evaluate(async (sdp) => {
    await window.benchPeer.setRemoteDescription({ type: "answer", sdp });
    if (window.benchChannel.readyState !== "open")
      await new Promise((resolve) => window.benchChannel.addEventListener("open", resolve, { once: true }));
  }, answer);
  return [from, to];
}

async function oneMessage(from: Page, to: Page, text: string): Promise<number> {
  const sentAt = await from.evaluate((words) => {
    const now = performance.timeOrigin + performance.now();
    window.benchChannel.send(words);
    return now;
  }, text);
  const arrived = await to.waitForFunction((words) => window.benchArrivals.get(words), text);
  return ((await arrived.jsonValue()) ?? NaN) - sentAt;
}
