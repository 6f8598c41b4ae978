import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";

interface Props {
  readonly media: MediaStream;
  /** Said to screen readers. */
  readonly label: string;
  /** As in a mirror: for one's own face. */
  readonly mirrored?: boolean;
  readonly class?: string;
  readonly onDoubleClick?: () => void;
}

/** A live picture, silent: sound is played elsewhere. */
export function VideoPicture({
  media,
  label,
  mirrored = false,
  class: name = "",
  onDoubleClick,
}: Props): VNode {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = media;
    return () => {
      element.srcObject = null;
    };
  }, [media]);
  return (
    <video
      ref={video}
      class={`picture${mirrored ? " picture--mirrored" : ""}${name === "" ? "" : ` ${name}`}`}
      aria-label={label}
      autoplay
      muted
      playsInline
      onDblClick={onDoubleClick}
    />
  );
}
