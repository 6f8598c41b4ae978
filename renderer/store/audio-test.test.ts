import { afterEach, describe, expect, it } from "vitest";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { settle } from "../../test/support/fake-clock.ts";
import {
  microphoneLevel,
  microphoneTest,
  playTestTone,
  provideAudioTest,
  startMicrophoneTest,
  stopMicrophoneTest,
  tonePlaying,
} from "./audio-test.ts";

type Started = Result<Dispose, CallError>;

class FakeMedia {
  opened = 0;
  stopped = 0;
  tones = 0;
  level: (level: number) => void = () => {};
  settleStart: (started: Started) => void = () => {};
  endTone: () => void = () => {};

  startMicrophoneTest(onLevel: (level: number) => void): Promise<Started> {
    this.opened += 1;
    this.level = onLevel;
    return new Promise((resolve) => (this.settleStart = resolve));
  }

  playTestTone(): Promise<void> {
    this.tones += 1;
    return new Promise((resolve) => (this.endTone = resolve));
  }

  open(): void {
    this.settleStart(ok(() => (this.stopped += 1)));
  }
}

let dispose: Dispose = () => {};
function start(): FakeMedia {
  const media = new FakeMedia();
  dispose = provideAudioTest(media);
  return media;
}
afterEach(() => dispose());

describe("the microphone test", () => {
  it("shows the level until it is stopped, and closes the microphone then", async () => {
    const media = start();
    void startMicrophoneTest();
    void startMicrophoneTest();
    media.open();
    await settle();
    expect(media.opened).toBe(1);
    media.level(0.5);
    expect(microphoneLevel.value).toBe(0.5);
    stopMicrophoneTest();
    expect(media.stopped).toBe(1);
    expect(microphoneLevel.value).toBe(0);
    expect(microphoneTest.value.phase).toBe("off");
  });

  it("closes a microphone that opens after the test was stopped", async () => {
    const media = start();
    void startMicrophoneTest();
    stopMicrophoneTest();
    media.open();
    await settle();
    expect(media.stopped).toBe(1);
    expect(microphoneTest.value.phase).toBe("off");
  });

  it("tells why the microphone cannot be opened", async () => {
    const media = start();
    void startMicrophoneTest();
    media.settleStart(err({ code: "microphone-denied" }));
    await settle();
    expect(microphoneTest.value).toEqual({ phase: "failed", error: { code: "microphone-denied" } });
  });
});

describe("the test sound", () => {
  it("plays once at a time", async () => {
    const media = start();
    void playTestTone();
    void playTestTone();
    expect(media.tones).toBe(1);
    expect(tonePlaying.value).toBe(true);
    media.endTone();
    await settle();
    expect(tonePlaying.value).toBe(false);
  });
});
