import { describe, expect, it } from "vitest";
import type { AudioLeg } from "../../server-stub/media/media-engine.ts";
import { hears, publish, soon, subscribe, useMediaBench, type Client } from "./media-bench.ts";

const bench = useMediaBench();
const rate = 8_000;
const frameSamples = 160;

/** A telephone on a leg: says a tone, keeps the last second of what it hears, and the keys. */
async function telephone(hz: number) {
  const leg = await bench.engine().createAudioLeg({ msid: "phone" });
  let at = 0;
  let heard: number[] = [];
  const keys: string[] = [];
  // One frame said for each heard: both have the pace of the mixer.
  leg.onFrame((frame) => {
    heard = [...heard, ...frame].slice(-rate);
    leg.write(
      Int16Array.from({ length: frameSamples }, (_, sample) =>
        Math.round(8_000 * Math.sin((2 * Math.PI * hz * (at + sample)) / rate)),
      ),
    );
    at += frameSamples;
  });
  leg.onDigit((digit) => keys.push(digit));
  return { leg, keys, heard: () => heard };
}

/** How much of what was heard in the last second is this tone: 1 is all, 0 nothing. */
function share(hz: number, samples: readonly number[]): number {
  let [real, imaginary, power] = [0, 0, 0];
  samples.forEach((sample, at) => {
    real += sample * Math.cos((2 * Math.PI * hz * at) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * hz * at) / rate);
    power += sample * sample;
  });
  return power === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (power * samples.length);
}

async function aliceOnThePhone(
  hz: number,
): Promise<{ alice: Client; leg: AudioLeg; keys: string[]; heard: () => number[] }> {
  const alice = await bench.client();
  await publish(alice);
  await alice.page.evaluate(() => window.peer.addTone());
  await publish(alice);
  const phone = await telephone(hz);
  phone.leg.hear(alice.producers);
  await subscribe(alice, [phone.leg.producer]);
  return { alice, ...phone };
}

describe("phone leg with Chromium", () => {
  it("hears alice's 440 Hz, and alice hears its 700 Hz, both decoded", async () => {
    const { alice, heard } = await aliceOnThePhone(700);
    await expect.poll(() => share(440, heard()), soon).toBeGreaterThan(0.9);
    await hears(alice, 700);
  });

  it("reports the keys that alice presses, each once, and still hears her afterwards", async () => {
    const { alice, keys, heard } = await aliceOnThePhone(700);
    await expect.poll(() => share(440, heard()), soon).toBeGreaterThan(0.9);
    await alice.page.evaluate(() => window.peer.pressKeys("0123456789*#"));
    await expect.poll(() => keys.length, soon).toBe(12);
    await expect.poll(() => share(440, heard()), soon).toBeGreaterThan(0.9);
    expect(keys.join("")).toBe("0123456789*#");
  });

  it("stands a twentieth of the packets lost, keys included", async () => {
    const { alice, keys, heard } = await aliceOnThePhone(700);
    bench.lose({ of: "media", every: 20 });
    await expect.poll(() => share(440, heard()), soon).toBeGreaterThan(0.5);
    await alice.page.evaluate(() => window.peer.pressKeys("159#"));
    await expect.poll(() => keys.join(""), soon).toBe("159#");
  });

  it("is heard by bob, who then hears alice too, and goes on hearing her when the phone has gone", async () => {
    const { alice, leg } = await aliceOnThePhone(1_000);
    const bob = await bench.client();
    await subscribe(bob, [leg.producer]);
    await hears(bob, 1_000);
    await subscribe(bob, [...alice.producers, leg.producer]);
    // A tone from Chromium is louder than ours.
    await hears(bob, 440);
    leg.close();
    await subscribe(bob, alice.producers);
    await hears(bob, 440);
  });
});
