import type { Page } from "@playwright/test";

/* No named function inside the evaluated one: tsx would wrap it in a helper that the page does not have. */

/** When the first decoded remote audio is loud enough to be heard in this page; ms since the epoch. */
export function firstRemoteAudio(page: Page, limitMs = 20_000): Promise<number> {
  return page.evaluate(async (limit) => {
    const giveUp = Date.now() + limit;
    const context = new AudioContext();
    const heard = new Map<MediaProvider, AnalyserNode>();
    const samples = new Float32Array(256);
    while (Date.now() < giveUp) {
      for (const element of document.querySelectorAll<HTMLAudioElement>("audio[data-remote-audio]")) {
        const stream = element.srcObject;
        if (!(stream instanceof MediaStream) || heard.has(stream)) continue;
        const analyser = new AnalyserNode(context, { fftSize: 256 });
        context.createMediaStreamSource(stream).connect(analyser);
        heard.set(stream, analyser);
      }
      for (const analyser of heard.values()) {
        analyser.getFloatTimeDomainData(samples);
        if (samples.some((sample) => Math.abs(sample) > 0.01)) {
          await context.close();
          return Date.now();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("no remote audio was heard");
  }, limitMs);
}
