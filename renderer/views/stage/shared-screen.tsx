import { useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { VideoPicture } from "../../ui/video-picture.tsx";

const words = text.stage;

interface Props {
  readonly media: MediaStream;
  /** Whose it is. */
  readonly name: string;
}

/** Somebody's screen: fitted into the room there is, or pixel for pixel; a double click fills the whole screen. */
export function SharedScreen({ media, name }: Props): VNode {
  const [actual, setActual] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const fill = (): void => {
    // Refused only where there is no full screen at all; then the view stays as it is.
    const done =
      document.fullscreenElement === null ? frame.current?.requestFullscreen() : document.exitFullscreen();
    done?.catch(() => undefined);
  };
  return (
    <figure class="screen" data-actual={actual}>
      {/* A tab stop, because it scrolls at its actual size. */}
      <div class="screen__frame" ref={frame} tabIndex={actual ? 0 : undefined}>
        <VideoPicture
          media={media}
          label={words.screenOf(name)}
          class="screen__picture"
          onDoubleClick={fill}
        />
      </div>
      <figcaption class="screen__bar">
        <span class="screen__name">{words.screenOf(name)}</span>
        <IconButton
          icon={actual ? "zoom-fit" : "zoom-actual"}
          label={actual ? words.fit : words.actualSize}
          onPress={() => setActual(!actual)}
        />
        <IconButton icon="full-screen" label={words.fullScreen} onPress={fill} />
      </figcaption>
    </figure>
  );
}
