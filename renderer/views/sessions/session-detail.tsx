import type { VNode } from "preact";
import { isLive } from "../../../common/call/call-view.ts";
import { partyKey } from "../../../common/call/remote.ts";
import type { Room } from "../../../common/wire/rooms.ts";
import { joinRoom, openRoom } from "../../store/actions.ts";
import { calls } from "../../store/calls.ts";
import { isHost, isMe, roomOf } from "../../store/members.ts";
import { expandCall, selectedRoom } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { nameOfParty } from "../shell/remote-words.ts";
import { EndForAll } from "./end-for-all.tsx";
import { SessionLink } from "./session-link.tsx";

const words = text.sessions;

/** The chosen session before one is in it, or what sessions are for. */
export function SessionDetail(): VNode {
  const room = selectedRoom.value === null ? undefined : roomOf(selectedRoom.value);
  return room === undefined ? <About /> : <Card room={room} />;
}

function About(): VNode {
  return (
    <div class="empty empty--page">
      <Icon name="sessions" size={32} />
      <p class="empty__title">{words.aboutTitle}</p>
      <p class="empty__detail">{words.aboutDetail}</p>
    </div>
  );
}

function Card({ room }: { readonly room: Room }): VNode {
  const heading = useFocusIfLost<HTMLHeadingElement>(room.id);
  const joined = calls.value.some(
    (call) => isLive(call) && call.remote.kind === "room" && call.remote.roomId === room.id,
  );
  return (
    <article class="session" aria-labelledby="session-title">
      <div class="detail__back">
        <IconButton icon="arrow-left" label={text.back} onPress={() => openRoom(null)} />
      </div>
      <h2 id="session-title" class="session__name" tabIndex={-1} ref={heading}>
        {room.name}
      </h2>
      <p class="session__who">{words.people(room.members.length)}</p>
      <div class="session__actions">
        <Button
          kind="primary"
          size="large"
          icon="phone"
          onPress={joined ? expandCall : () => void joinRoom({ id: room.id })}
        >
          {joined ? words.backIn : words.join}
        </Button>
      </div>
      {room.members.length > 0 && (
        <ul class="session__members" aria-label={words.members}>
          {room.members.map(({ id, party }) => (
            <li key={id} class="session__member">
              <Avatar id={partyKey(party)} name={nameOfParty(party)} size="small" />
              <span class="session__member-name">{isMe(party) ? text.call.you : nameOfParty(party)}</span>
              {party.kind === "person" && party.id === room.host && (
                <span class="session__host">{words.host}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <SessionLink code={room.code} />
      {isHost(room) && <EndForAll room={room.id} />}
    </article>
  );
}
