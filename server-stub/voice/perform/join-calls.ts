import type { Dispose } from "../../../common/scope.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import { joinLegs } from "../legs/join-legs.ts";

/** Lets two answered calls hear each other until disposed; in the meantime neither can be bridged to (bandwidth.md 6.9). */
export function joinCalls(one: VoiceCall, other: VoiceCall): Dispose {
  const stop = one.leg && other.leg ? joinLegs(one.leg, other.leg) : () => {};
  one.joined = other.joined = true;
  return () => {
    one.joined = other.joined = false;
    stop();
  };
}
