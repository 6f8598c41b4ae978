import { systemClock } from "../../server-stub/system-clock.ts";
import {
  createPhoneNetwork,
  type ComposedPhoneNetwork,
} from "../../server-stub/pstn/create-phone-network.ts";
import type { AudioFrame, PhoneCall, PhoneCause } from "../../server-stub/pstn/phone-network.ts";
import { toneSource } from "../../server-stub/pstn/tone.ts";
import { everyFrame } from "../../server-stub/pstn/pacer.ts";
import { TrunkOptions } from "../../server-stub/pstn/trunk/trunk-options.ts";
import type { z } from "zod";

/** A phone network with only a trunk, on loopback and a free port. */
export function openTrunkNetwork(trunk: z.input<typeof TrunkOptions>): Promise<ComposedPhoneNetwork> {
  return createPhoneNetwork({
    trunk: TrunkOptions.parse({ listenPort: 0, keepAliveSeconds: 0, ...trunk }),
    simulated: false,
    clock: systemClock,
    log: () => {},
    listenAddress: "127.0.0.1",
  });
}

/** Resolves with the cause when the call is over. */
export const ended = (call: PhoneCall): Promise<PhoneCause> =>
  new Promise((resolve) => call.onEnded(resolve));

/** The same with the SIP status that was the end, if one was. */
export const endedWith = (call: PhoneCall): Promise<[cause: PhoneCause, status: number | undefined]> =>
  new Promise((resolve) => call.onEnded((cause, status) => resolve([cause, status])));

export const answered = (call: PhoneCall): Promise<void> =>
  new Promise((resolve, reject) => {
    call.onAnswered(resolve);
    call.onEnded((cause) => reject(new Error(`ended before the answer: ${cause}`)));
  });

/** The next `count` frames that the call hears. */
export function nextFrames(call: PhoneCall, count: number): Promise<AudioFrame[]> {
  return new Promise((resolve, reject) => {
    const frames: AudioFrame[] = [];
    const leave = call.onFrame((frame) => {
      frames.push(frame);
      if (frames.length < count) return;
      leave();
      resolve(frames);
    });
    call.onEnded((cause) => reject(new Error(`ended while listening: ${cause}`)));
  });
}

/** Until what the call hears satisfies `fits`, looked at in windows of 10 frames. */
export async function untilHeard(call: PhoneCall, fits: (frames: AudioFrame[]) => boolean): Promise<void> {
  while (!fits(await nextFrames(call, 10)));
}

/** Says a tone into the call until it ends. */
export function sayTone(call: PhoneCall, frequencyHz: number): void {
  const speak = toneSource(frequencyHz);
  const stop = everyFrame(systemClock, () => call.write(speak()));
  call.onEnded(stop);
}
