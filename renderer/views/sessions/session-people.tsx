import { useState } from "preact/hooks";
import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import type { Room, RoomMember } from "../../../common/wire/rooms.ts";
import { inviteToRoom, removeFromRoom } from "../../store/actions.ts";
import { isHost, isMe, roomOfRemote } from "../../store/members.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { TargetPicker } from "../call/target-picker.tsx";
import { nameOfParty } from "../shell/remote-words.ts";
import { EndForAll } from "./end-for-all.tsx";
import { SessionLink } from "./session-link.tsx";

const words = text.sessions;

/** Who is in the session, who else could be, and the host's rights. */
export function SessionPeople({ call }: { readonly call: LiveCall }): VNode | null {
  const room = roomOfRemote(call.remote);
  if (room === undefined) return null;
  return (
    <>
      <ul class="members" aria-label={words.members}>
        {room.members.map((member) => (
          <Member key={member.id} room={room} member={member} />
        ))}
      </ul>
      <SessionLink code={room.code} />
      <h4 class="panel__subtitle">{words.inviteTitle}</h4>
      <TargetPicker
        action={words.invite}
        except={room.members.map(({ party }) => party)}
        onPick={(to) => inviteToRoom(room.id, to)}
      />
      {isHost(room) && <EndForAll room={room.id} />}
    </>
  );
}

function Member({ room, member }: { readonly room: Room; readonly member: RoomMember }): VNode {
  const [asked, setAsked] = useState(false);
  const name = isMe(member.party) ? text.call.you : nameOfParty(member.party);
  const host = member.party.kind === "person" && member.party.id === room.host;
  const state = member.muted ? text.call.muted : words.inside;
  return (
    <li class="members__one">
      <span class="members__text">
        <span class="members__name">
          {member.muted && <Icon name="mic-off" size={16} />} {name}
        </span>
        <span class="members__state">{host ? words.host : state}</span>
      </span>
      {isHost(room) && !isMe(member.party) && !asked && (
        <IconButton icon="x" label={words.remove(name)} onPress={() => setAsked(true)} />
      )}
      {asked && (
        <span class="members__question" role="alertdialog" aria-label={words.removeQuestion(name)}>
          <Button kind="danger" label={words.remove(name)} onPress={() => removeFromRoom(room.id, member.id)}>
            {words.removeShort}
          </Button>
          <Button onPress={() => setAsked(false)}>{words.keep}</Button>
        </span>
      )}
    </li>
  );
}
