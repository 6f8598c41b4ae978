import { useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { ScreenSource } from "../../../common/contract/screen.ts";
import type { SourceId } from "../../../common/ids.ts";
import { Icon } from "../../ui/icon.tsx";

interface Props {
  readonly sources: readonly ScreenSource[];
  readonly chosen: SourceId | null;
  readonly label: string;
  readonly onPreview: (source: SourceId) => void;
  readonly onShare: (source: SourceId) => void;
}

const columns = 2;

/** One stop for Tab; arrows move, Enter or a click previews, the second one of what is previewed shares. */
export function SourceGrid({ sources, chosen, label, onPreview, onShare }: Props): VNode {
  const list = useRef<HTMLUListElement>(null);
  const stop = Math.max(
    0,
    sources.findIndex(({ id }) => id === chosen),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const options = [...(list.current?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
    const from = options.findIndex((option) => option === document.activeElement);
    const to = from < 0 ? null : neighbour(event.key, from, options.length);
    if (to === null) {
      if (event.key === "Enter" || event.key === " ") press(sources[from]?.id, event);
      return;
    }
    event.preventDefault();
    options[to]?.focus();
  };
  const press = (id: SourceId | undefined, event: Event): void => {
    if (id === undefined) return;
    event.preventDefault();
    if (id === chosen) onShare(id);
    else onPreview(id);
  };
  return (
    <ul ref={list} class="sources" role="listbox" aria-label={label} onKeyDown={onKeyDown}>
      {sources.map(({ id, title, thumbnail, kind }, index) => (
        <li
          key={id}
          class="sources__one"
          role="option"
          aria-selected={id === chosen}
          tabIndex={index === stop ? 0 : -1}
          title={title}
          onClick={() => {
            if (id !== chosen) onPreview(id);
          }}
          onDblClick={() => onShare(id)}
        >
          <span class="sources__picture">
            {thumbnail === null ? (
              <Icon name={kind === "screen" ? "monitor" : "window"} size={32} />
            ) : (
              <img class="picture" src={thumbnail} alt="" />
            )}
          </span>
          <span class="sources__title">{title}</span>
        </li>
      ))}
    </ul>
  );
}

/** The option that a key goes to in a grid; null when the key is none of its own. */
export function neighbour(key: string, from: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  if (step === undefined) return null;
  const to = from + step;
  return to < 0 || to >= count ? from : to;
}
