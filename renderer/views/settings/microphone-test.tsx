import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import {
  microphoneLevel,
  microphoneTest,
  startMicrophoneTest,
  stopMicrophoneTest,
} from "../../store/audio-test.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { Button } from "../../ui/button.tsx";
import { LevelBar } from "../../ui/level-bar.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";

const words = text.settings;

export function MicrophoneTestButton(): VNode {
  const { phase } = microphoneTest.value;
  const on = phase === "on" || phase === "opening";
  return (
    <Button
      icon={on ? "mic-off" : "mic"}
      label={on ? words.stopMicrophoneLabel : words.testMicrophoneLabel}
      onPress={on ? stopMicrophoneTest : () => void startMicrophoneTest()}
    >
      {on ? words.stopMicrophone : words.testMicrophone}
    </Button>
  );
}

/** The meter while the test runs, or why it could not. Leaving the settings closes the microphone. */
export function MicrophoneTest(): VNode | null {
  useEffect(() => stopMicrophoneTest, []);
  const test = microphoneTest.value;
  if (test.phase === "on") {
    return (
      <div class="settings__test">
        <LevelBar level={microphoneLevel.value} label={words.level} />
        <p class="settings__note">{words.speak}</p>
      </div>
    );
  }
  if (test.phase !== "failed") return null;
  const { what, remedy } = failureText(test.error);
  return (
    <div class="settings__test">
      <NoticeBox tone="danger" alert title={what} detail={remedy} />
    </div>
  );
}
