import { afterEach, describe, expect, it } from "vitest";
import type { ComposedPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import type { PhoneCall } from "../../server-stub/pstn/phone-network.ts";
import { Baresip, type BaresipOptions } from "../support/baresip.ts";
import {
  answered,
  ended,
  nextFrames,
  openTrunkNetwork,
  sayTone,
  untilHeard,
} from "../support/phone-bench.ts";
import { toneShare } from "../support/tone-share.ts";

/** Baresip as the phone: a SIP stack and RTP side that nobody here wrote. */

const phoneNumber = "+19195550123";
const ourNumber = "+19195550142";
const phoneToneHz = 440;
const ourToneHz = 1_000;

interface Bench {
  readonly phone: Baresip;
  readonly network: ComposedPhoneNetwork;
}

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function bench(options: Partial<BaresipOptions> = {}): Promise<Bench> {
  const phone = await Baresip.start({ user: phoneNumber, answers: "auto", toneHz: phoneToneHz, ...options });
  cleanUp.push(() => phone.stop());
  const network = await openTrunkNetwork({
    server: `127.0.0.1:${phone.port}`,
    transport: options.transport ?? "udp",
  });
  cleanUp.push(() => network.close());
  return { phone, network };
}

const callPhone = (network: ComposedPhoneNetwork): PhoneCall =>
  network.place({ to: phoneNumber, from: ourNumber, ringLimitMs: 20_000 });

const hears = (frequencyHz: number) => (frames: readonly Int16Array[]) =>
  toneShare(frames, frequencyHz) > 0.9;
/** The frame-sized pieces of a recording, without the silence before and after. */
function spoken(samples: Int16Array): Int16Array[] {
  const frames = Array.from({ length: Math.floor(samples.length / 160) }, (_, at) =>
    samples.subarray(160 * at, 160 * at + 160),
  );
  return frames.filter((frame) => frame.some((sample) => Math.abs(sample) > 1_000));
}

describe("calling baresip", () => {
  it.each(["udp", "tcp"] as const)("carries tones both ways over %s", async (transport) => {
    const { phone, network } = await bench({ transport });
    const call = callPhone(network);
    await answered(call);
    sayTone(call, ourToneHz);
    await untilHeard(call, hears(phoneToneHz));
    const heard = await nextFrames(call, 100);
    expect(toneShare(heard, phoneToneHz)).toBeGreaterThan(0.98);
    const over = ended(call);
    phone.command("hangup");
    expect(await over).toBe("hangup");
    const recorded = spoken(phone.heard());
    expect(recorded.length).toBeGreaterThan(90);
    expect(toneShare(recorded.slice(5, -5), ourToneHz)).toBeGreaterThan(0.98);
  });
});
