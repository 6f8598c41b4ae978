import type { VNode } from "preact";
import { partyKey } from "../../../common/call/remote.ts";
import type { Member } from "../../store/members.ts";
import { selfSpeaking, speaking } from "../../store/video.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import { VideoPicture } from "../../ui/video-picture.tsx";
import { nameOfParty } from "../shell/remote-words.ts";
import { pictureOf } from "./stage-layout.ts";

const words = text.stage;

/** One member: picture or avatar, name, and what has to be known of them. Who talks has a ring and an icon. */
export function Tile({ member }: { readonly member: Member }): VNode {
  const { party, isMe, participantId, state, muted } = member;
  const name = isMe ? text.call.you : nameOfParty(party);
  const picture = pictureOf(member);
  const talks = !muted && (isMe ? selfSpeaking.value : speaking.value.has(participantId ?? ""));
  return (
    <li class="tile" data-speaking={talks} data-state={state}>
      {picture === null ? (
        <Avatar id={partyKey(party)} name={nameOfParty(party)} size="large" />
      ) : (
        <VideoPicture media={picture} label={words.cameraOf(name)} mirrored={isMe} class="tile__picture" />
      )}
      <span class="tile__plate">
        {muted ? <Icon name="mic-off" size={16} /> : talks && <Icon name="voice" size={16} />}
        {muted && <span class="visually-hidden">{text.call.muted}: </span>}
        <span class="tile__name">{name}</span>
        {state !== "joined" && <span class="tile__state">{text.call.memberState[state]}</span>}
      </span>
    </li>
  );
}
