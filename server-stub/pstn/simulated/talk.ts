import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { AudioFrame, Digit } from "../phone-network.ts";
import { silentFrame, toneSource } from "../tone.ts";
import { habits, menuKeyHz, menuToneHz, steadyToneHz, type Talk } from "./number-plan.ts";

/** What a simulated phone can do in an answered call. */
export interface TalkingLine {
  /** Own number and the other one, as on a phone's display. */
  readonly number: string;
  readonly remote: string;
  hangUp(): void;
  /** Runs `task` unless the call ends before. */
  after(ms: number, task: () => void): void;
  onEnded(listener: () => void): Dispose;
}

/** How it takes part in one: asked for a frame each 20 ms, told what it hears. */
export interface Talker {
  speak(): AudioFrame;
  hear?(frame: AudioFrame): void;
  keyPressed?(digit: Digit): void;
}

/** What reaches beyond the one call. */
export interface TalkPorts {
  readonly clock: Clock;
  readonly callBack: (from: string, to: string) => void;
}

/** Begins when the call is answered. */
export const talks: Record<Talk, (line: TalkingLine, ports: TalkPorts) => Talker> = {
  silent: () => ({ speak: silentFrame }),
  tone: () => ({ speak: toneSource(steadyToneHz) }),
  echo() {
    const heard: AudioFrame[] = [];
    return {
      speak: () => heard.shift() ?? silentFrame(),
      hear: (frame) => {
        heard.push(frame);
        // A writer that is faster than the clock must not make the echo later and later.
        if (heard.length > 10) heard.shift();
      },
    };
  },
  menu(line) {
    let speak = toneSource(menuToneHz);
    return {
      speak: () => speak(),
      keyPressed: (digit) => {
        if (digit === "#") line.hangUp();
        else speak = toneSource(menuKeyHz(digit));
      },
    };
  },
  "hang-up"(line) {
    line.after(habits.hangsUpAfterMs, () => line.hangUp());
    return { speak: toneSource(steadyToneHz) };
  },
  "call-back"(line, { clock, callBack }) {
    line.after(habits.callBack.hangsUpAfterMs, () => line.hangUp());
    line.onEnded(() => {
      clock.after(habits.callBack.callsAfterMs, () => callBack(line.number, line.remote));
    });
    return { speak: toneSource(steadyToneHz) };
  },
};
