import type { Page } from "playwright-core";

declare global {
  interface Window {
    benchPeers: RTCPeerConnection[];
  }
}

/** Loads the page anew with a hold on the peer connections that it makes from then on. */
export async function keepPeerConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.benchPeers = [];
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct(target, args: [RTCConfiguration?]) {
        const made = new target(...args);
        window.benchPeers.push(made);
        return made;
      },
    });
  });
  await page.reload();
  await page.getByRole("textbox", { name: "Find people" }).waitFor();
}

/** What the page sends as video in that time, headers and repeats included. */
export function sentVideoKbps(page: Page, ms: number): Promise<number> {
  return page.evaluate(async (span) => {
    const looks = [];
    for (const waitMs of [0, span]) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      let bytes = 0;
      for (const peer of window.benchPeers)
        for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>)
          if (entry.type === "outbound-rtp" && entry.kind === "video")
            bytes += Number(entry.bytesSent) + Number(entry.headerBytesSent);
      looks.push({ bytes, at: performance.now() });
    }
    const [first, second] = looks;
    if (first === undefined || second === undefined || second.bytes === 0)
      throw new Error("the page sends no video");
    return ((second.bytes - first.bytes) * 8) / (second.at - first.at);
  }, ms);
}
