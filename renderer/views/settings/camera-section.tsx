import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Settings } from "../../../common/contract/state.ts";
import { changeSettings } from "../../store/actions.ts";
import { cameraPreview } from "../../store/previews.ts";
import { devices } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { Button } from "../../ui/button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { VideoPicture } from "../../ui/video-picture.tsx";
import { deviceChoices, idOfChoice, systemChoice } from "./device-choices.ts";

const words = text.settings;

/** Which camera, and what it sees. Leaving the settings closes it. */
export function CameraSection({ settings }: { readonly settings: Settings }): VNode {
  const { cameraId } = settings;
  const preview = cameraPreview.state.value;
  const on = preview.phase === "on" || preview.phase === "opening";
  useEffect(() => () => cameraPreview.close(), []);
  const choose = (value: string): void => {
    // What is shown would be the old one.
    cameraPreview.close();
    changeSettings({ cameraId: idOfChoice(value) });
  };
  return (
    <div class="settings__device">
      <SelectField
        id="camera"
        label={words.camera}
        value={cameraId ?? systemChoice}
        choices={deviceChoices(devices.value.cameras, cameraId, words.unnamedCamera)}
        onChange={choose}
      />
      <Button
        icon={on ? "video-off" : "video"}
        label={on ? words.stopCameraLabel : words.testCameraLabel}
        onPress={on ? () => cameraPreview.close() : () => void cameraPreview.open()}
      >
        {on ? words.stopCamera : words.testCamera}
      </Button>
      {preview.phase === "on" && (
        <div class="settings__test">
          <VideoPicture
            media={preview.media}
            label={words.cameraPreview}
            mirrored
            class="settings__picture"
          />
        </div>
      )}
      {preview.phase === "failed" && (
        <div class="settings__test">
          <NoticeBox
            tone="danger"
            alert
            title={failureText(preview.error).what}
            detail={failureText(preview.error).remedy}
          />
        </div>
      )}
    </div>
  );
}
