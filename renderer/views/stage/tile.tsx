import type { VNode } from "preact";
import { partyKey } from "../../../common/call/remote.ts";
import type { Member } from "../../store/members.ts";
import { selfSpeaking, speaking } from "../../store/video.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { VideoPicture } from "../../ui/video-picture.tsx";
import { nameOfParty } from "../shell/remote-words.ts";
import { pictureOf, sharesScreen } from "./stage-layout.ts";

const words = text.stage;

/** One member: picture or avatar, name, and what has to be known of them. Who talks has a ring too. */
export function Tile({ member }: { readonly member: Member }): VNode {
  const { party, isMe, participantId, state, muted } = member;
  const name = isMe ? text.call.you : nameOfParty(party);
  const picture = pictureOf(member);
  const talks = !muted && (isMe ? selfSpeaking.value : speaking.value.has(participantId ?? ""));
  return (
    <li class="tile" data-me={isMe} data-speaking={talks} data-state={state}>
      {picture === null ? (
        <Avatar id={partyKey(party)} name={nameOfParty(party)} size="large" />
      ) : (
        <VideoPicture media={picture} label={words.cameraOf(name)} mirrored={isMe} class="tile__picture" />
      )}
      <span class="tile__plate">
        {sharesScreen(member) && <Mark icon="monitor" words={words.sharing} />}
        {muted && <Mark icon="mic-off" words={text.call.muted} />}
        {talks && <Mark icon="voice" words={words.talking} />}
        <span class="tile__name">{name}</span>
        {state !== "joined" && <span class="tile__state">{text.call.memberState[state]}</span>}
      </span>
    </li>
  );
}

const Mark = ({ icon, words }: { readonly icon: IconName; readonly words: string }): VNode => (
  <span class="tile__mark" data-mark={icon}>
    <Icon name={icon} size={16} />
    <span class="visually-hidden">{words}: </span>
  </span>
);
