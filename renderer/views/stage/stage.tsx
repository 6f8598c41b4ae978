import { useState } from "preact/hooks";
import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import type { MemberId } from "../../../common/ids.ts";
import type { Member } from "../../store/members.ts";
import { screenOf } from "../../store/video.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";
import { nameOfParty } from "../shell/remote-words.ts";
import { ShareBar } from "../share/share-bar.tsx";
import { SharedScreen } from "./shared-screen.tsx";
import { stageOf } from "./stage-layout.ts";
import { Tile } from "./tile.tsx";

const words = text.stage;

/** Everybody in a call as tiles; screens that are shared stand large beside them. Null when there is only a voice. */
export function Stage({ call }: { readonly call: LiveCall }): VNode | null {
  const stage = stageOf(call);
  if (stage === null) return null;
  const { members, presenters, pair } = stage;
  return (
    <div class="stage" data-presenting={presenters.length > 0}>
      <ShareBar call={call} />
      {presenters.length > 0 && <Screens presenters={presenters} />}
      {members.length > 0 && (
        // A tab stop, because it scrolls when there are many or the text is large.
        <ul
          class="stage__tiles"
          tabIndex={0}
          data-count={Math.min(members.length, 10)}
          data-pair={pair}
          aria-label={words.tiles}
        >
          {members.map((member) => (
            <Tile key={member.id} member={member} />
          ))}
        </ul>
      )}
      {members.length === 1 && call.remote.kind === "room" && <p class="stage__alone">{words.alone}</p>}
    </div>
  );
}

/** With several at once one chooses whose is large, or sees them side by side. */
function Screens({ presenters }: { readonly presenters: readonly Member[] }): VNode {
  const [chosen, setChosen] = useState<MemberId | "all" | null>(null);
  const one = presenters.find(({ id }) => id === chosen) ?? presenters.at(-1);
  const shown = chosen === "all" ? presenters : one === undefined ? [] : [one];
  return (
    <div class="stage__screens" data-count={shown.length}>
      {presenters.length > 1 && (
        <div class="stage__choice" role="group" aria-label={words.choose}>
          {presenters.map(({ id, party }) => (
            <Choice
              key={id}
              word={nameOfParty(party)}
              pressed={shown.length === 1 && one?.id === id}
              onPress={() => setChosen(id)}
            />
          ))}
          <Choice word={words.sideBySide} pressed={chosen === "all"} onPress={() => setChosen("all")} />
        </div>
      )}
      {shown.map(({ id, party, participantId }) => {
        const media = screenOf(participantId);
        return media === null ? null : <SharedScreen key={id} media={media} name={nameOfParty(party)} />;
      })}
    </div>
  );
}

function Choice(props: {
  readonly word: string;
  readonly pressed: boolean;
  readonly onPress: () => void;
}): VNode {
  return (
    <button type="button" class="stage__one" aria-pressed={props.pressed} onClick={props.onPress}>
      <Icon name="monitor" size={16} />
      {props.word}
    </button>
  );
}
