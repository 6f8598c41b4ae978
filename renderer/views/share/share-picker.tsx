import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import type { ScreenSource } from "../../../common/contract/screen.ts";
import { screenPreview } from "../../store/previews.ts";
import { closePicker, picking, pickMode, pickSound, previewSource, shareChosen } from "../../store/share.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SwitchRow } from "../../ui/switch-row.tsx";
import { VideoPicture } from "../../ui/video-picture.tsx";
import { shareModes } from "./share-modes.ts";
import { SourceGrid } from "./source-grid.tsx";

const words = text.share;
type Kind = ScreenSource["kind"];

/** Chooses what to share. Exists only between the user's press on Share and their choice. */
export function SharePicker(): VNode | null {
  return picking.value === null ? null : <Dialog />;
}

function Dialog(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    return closePicker;
  }, []);
  return (
    <dialog ref={dialog} class="picker" aria-labelledby="picker-title" onClose={closePicker}>
      <header class="picker__head">
        <h2 id="picker-title" class="picker__title">
          {words.title}
        </h2>
        <IconButton icon="x" label={text.close} onPress={closePicker} />
      </header>
      <div class="picker__body">
        <Sources />
        <Choice />
      </div>
    </dialog>
  );
}

function Sources(): VNode {
  const [kind, setKind] = useState<Kind>("screen");
  const now = picking.value;
  if (now === null || now.listing.phase === "loading")
    return (
      <div class="picker__sources" aria-busy="true">
        <p class="picker__wait">{words.looking}</p>
      </div>
    );
  if (now.listing.phase === "failed") {
    const { what, remedy } = failureText(now.listing.error);
    return (
      <div class="picker__sources">
        <NoticeBox tone="danger" alert title={what} detail={remedy} />
      </div>
    );
  }
  const sources = now.listing.sources.filter((source) => source.kind === kind);
  return (
    <div class="picker__sources">
      <Segments
        name="picker-kind"
        label={words.kinds}
        value={kind}
        segments={[
          { value: "screen", label: words.screens, icon: "monitor" },
          { value: "window", label: words.windows, icon: "window" },
        ]}
        onChange={setKind}
      />
      {sources.length > 0 ? (
        <SourceGrid
          key={kind}
          sources={sources}
          chosen={now.chosen}
          label={kind === "screen" ? words.screens : words.windows}
          onPreview={previewSource}
          onShare={(source) => void shareChosen(source)}
        />
      ) : (
        <p class="picker__none">{kind === "screen" ? words.noScreens : words.noWindows}</p>
      )}
    </div>
  );
}

function Choice(): VNode | null {
  const now = picking.value;
  if (now === null) return null;
  const { listing, chosen } = now;
  const source = listing.phase === "listed" ? listing.sources.find(({ id }) => id === chosen) : undefined;
  return (
    <div class="picker__choice">
      <Look source={source} />
      <Segments
        name="picker-mode"
        label={words.mode}
        value={now.mode}
        segments={shareModes(words.bestFor)}
        onChange={pickMode}
      />
      <p class="picker__note">{words.modeDetail[now.mode]}</p>
      {listing.phase === "listed" && listing.canShareSound ? (
        <SwitchRow
          id="share-sound"
          label={words.sound}
          detail={words.soundDetail}
          on={now.sound}
          onChange={pickSound}
        />
      ) : (
        listing.phase === "listed" && <p class="picker__note">{words.noSound}</p>
      )}
      <div class="picker__actions">
        <Button
          kind="primary"
          icon="monitor-up"
          disabled={source === undefined}
          onPress={() => source !== undefined && void shareChosen(source.id)}
        >
          {words.share}
        </Button>
        <Button onPress={closePicker}>{words.cancel}</Button>
      </div>
    </div>
  );
}

function Look({ source }: { readonly source: ScreenSource | undefined }): VNode {
  const preview = screenPreview.state.value;
  return (
    <div class="picker__look">
      {preview.phase === "on" && source !== undefined ? (
        <VideoPicture media={preview.media} label={words.preview(source.title)} />
      ) : source !== undefined && source.thumbnail !== null ? (
        <img class="picture" src={source.thumbnail} alt={words.preview(source.title)} />
      ) : (
        <p class="picker__hint">
          <Icon name="monitor-up" size={32} />
          {words.hint}
        </p>
      )}
      {preview.phase === "failed" && <p class="picker__note">{failureText(preview.error).what}</p>}
    </div>
  );
}
