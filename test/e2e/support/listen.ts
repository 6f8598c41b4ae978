/** What a page's user hears: measured on the decoded audio of its remote streams. */
import { expect, type Page } from "@playwright/test";

export interface Spectrum {
  readonly peakHz: number;
  /** dB relative to full scale, as AnalyserNode gives them, at each frequency that was asked for. */
  readonly levels: readonly number[];
}

/** A tone must stand so far above what must not be there. */
const separationDb = 20;
/** Less than this is silence. */
const floorDb = -60;
const limitMs = 15_000;

/** Waits until `hz` is what one hears, and `absent` is not. Throws with what was heard instead. */
export async function expectTone(
  page: Page,
  hz: number,
  { absent }: { absent: number },
): Promise<{ peakHz: number }> {
  return until(page, [hz, absent], `to hear ${hz} Hz and not ${absent} Hz`, ({ peakHz, levels }) => {
    const [wanted = -Infinity, other = -Infinity] = levels;
    return Math.abs(peakHz - hz) < 5 && wanted > floorDb && wanted - other > separationDb;
  });
}

/** Waits until all of `tones` are heard at once, and `absent` is not. Throws with what was heard instead. */
export async function expectTones(
  page: Page,
  tones: readonly number[],
  { absent }: { absent: number },
): Promise<void> {
  const all = tones.join(" and ");
  await until(page, [absent, ...tones], `to hear ${all} Hz and not ${absent} Hz`, ({ levels }) => {
    const [other = -Infinity, ...wanted] = levels;
    const faintest = Math.min(...wanted);
    return faintest > floorDb && faintest - other > separationDb;
  });
}

/** Waits until no remote stream is played at all: what a call on hold sounds like. */
export async function expectNothingPlayed(page: Page): Promise<void> {
  await expect.poll(() => listen(page, []), { timeout: limitMs }).toBeNull();
}

/** Waits until nothing is heard at `hz` any more. */
export async function expectSilence(page: Page, hz: number): Promise<void> {
  await until(page, [hz], `silence at ${hz} Hz`, ({ levels }) => (levels[0] ?? 0) < floorDb);
}

async function until(
  page: Page,
  frequencies: readonly number[],
  wanted: string,
  holds: (heard: Spectrum) => boolean,
): Promise<Spectrum> {
  const giveUp = Date.now() + limitMs;
  for (;;) {
    const heard = await listen(page, frequencies);
    if (heard !== null && holds(heard)) return heard;
    if (Date.now() > giveUp) throw new Error(`expected ${wanted}, heard ${JSON.stringify(heard)}`);
  }
}

/** One look at the sum of all remote streams that are being played; null when there is none. */
function listen(page: Page, frequencies: readonly number[]): Promise<Spectrum | null> {
  return page.evaluate(async (wanted) => {
    const streams = [...document.querySelectorAll<HTMLAudioElement>("audio[data-remote-audio]")]
      .map((element) => element.srcObject)
      .filter(
        (source): source is MediaStream =>
          source instanceof MediaStream && source.getAudioTracks().length > 0,
      );
    if (streams.length === 0) return null;
    const context = new AudioContext({ sampleRate: 48_000 });
    const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
    for (const stream of streams) context.createMediaStreamSource(stream).connect(analyser);
    // The analyser looks back over its whole window: let it fill with sound of now.
    const start = context.currentTime;
    while (context.currentTime - start < 0.5) await new Promise((resolve) => setTimeout(resolve, 20));
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrum);
    await context.close();
    const hzPerBin = 48_000 / 16_384;
    const peak = spectrum.indexOf(Math.max(...spectrum));
    const levels = wanted.map((hz) => {
      const bin = Math.round(hz / hzPerBin);
      return Math.max(-200, ...spectrum.subarray(bin - 1, bin + 2));
    });
    return { peakHz: peak * hzPerBin, levels };
  }, frequencies);
}
