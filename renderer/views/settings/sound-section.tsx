import type { VNode } from "preact";
import type { Settings } from "../../../common/contract/state.ts";
import { changeSettings } from "../../store/actions.ts";
import { playTestTone, tonePlaying } from "../../store/audio-test.ts";
import { devices } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SwitchRow } from "../../ui/switch-row.tsx";
import { deviceChoices, idOfChoice, systemChoice } from "./device-choices.ts";
import { MicrophoneTest, MicrophoneTestButton } from "./microphone-test.tsx";

const words = text.settings;
const switches = ["echoCancellation", "noiseSuppression", "autoGainControl"] as const;

export function SoundSection({ settings }: { readonly settings: Settings }): VNode {
  const { microphoneId, speakerId } = settings;
  return (
    <>
      <div class="settings__device">
        <SelectField
          id="microphone"
          label={words.microphone}
          value={microphoneId ?? systemChoice}
          choices={deviceChoices(devices.value.microphones, microphoneId, words.unnamedMicrophone)}
          onChange={(value) => changeSettings({ microphoneId: idOfChoice(value) })}
        />
        <MicrophoneTestButton />
        <MicrophoneTest />
      </div>
      <div class="settings__device">
        <SelectField
          id="speaker"
          label={words.speaker}
          value={speakerId ?? systemChoice}
          choices={deviceChoices(devices.value.speakers, speakerId, words.unnamedSpeaker)}
          onChange={(value) => changeSettings({ speakerId: idOfChoice(value) })}
        />
        <Button
          icon="speaker"
          label={tonePlaying.value ? words.playing : words.testSpeakerLabel}
          busy={tonePlaying.value}
          onPress={() => void playTestTone()}
        >
          {words.testSpeaker}
        </Button>
      </div>
      <div class="settings__device">
        <SelectField
          id="ring-speaker"
          label={words.ringSpeaker}
          value={settings.ringDeviceId ?? systemChoice}
          choices={[
            { value: systemChoice, label: words.sameSpeaker },
            ...deviceChoices(devices.value.speakers, settings.ringDeviceId, words.unnamedSpeaker).slice(1),
          ]}
          onChange={(value) => changeSettings({ ringDeviceId: idOfChoice(value) })}
        />
      </div>
      {switches.map((name) => (
        <SwitchRow
          key={name}
          id={name}
          label={words[name]}
          detail={words[`${name}Detail`]}
          on={settings[name]}
          onChange={(on) => changeSettings({ [name]: on })}
        />
      ))}
    </>
  );
}
