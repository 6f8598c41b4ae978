import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { readRoomCode } from "../../../common/call/room-link.ts";
import type { Room } from "../../../common/wire/rooms.ts";
import { createRoom, joinRoom, openRoom } from "../../store/actions.ts";
import { rooms } from "../../store/members.ts";
import { callExpanded, selectedRoom } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ConnectionLine } from "../people/connection-line.tsx";

const words = text.sessions;
const longestName = 100;

/** Sessions that are open now, and the ways into one: by a name of one's own, or by somebody's link. */
export function SessionsPane(): VNode {
  const all = rooms.value;
  return (
    <section class="list-pane" aria-labelledby="sessions-title">
      <header class="list-pane__head">
        <h1 id="sessions-title" class="list-pane__title">
          {words.title}
        </h1>
      </header>
      <ConnectionLine />
      <NewSession />
      <JoinByLink />
      {all.length > 0 ? (
        <ul class="sessions" aria-label={words.list}>
          {all.map((room) => (
            <Row key={room.id} room={room} />
          ))}
        </ul>
      ) : (
        <EmptyState icon="sessions" title={words.emptyTitle} detail={words.emptyDetail} />
      )}
    </section>
  );
}

function Row({ room }: { readonly room: Room }): VNode {
  const current = selectedRoom.value === room.id && !callExpanded.value;
  return (
    <li>
      <button
        type="button"
        class="session-row"
        aria-current={current ? "true" : undefined}
        onClick={() => openRoom(room.id)}
      >
        <span class="session-row__icon">
          <Icon name="sessions" />
        </span>
        <span class="session-row__text">
          <span class="session-row__name">{room.name}</span>
          <span class="session-row__who">{words.people(room.members.length)}</span>
        </span>
      </button>
    </li>
  );
}

function NewSession(): VNode {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wanted = name.trim();
    if (wanted === "" || busy) return;
    setBusy(true);
    const made = await createRoom(wanted);
    setBusy(false);
    if (made) setName("");
  };
  return (
    <form
      class="sessions__form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        id="session-name"
        label={words.newName}
        value={name}
        onInput={(value) => setName(value.slice(0, longestName))}
      />
      <Button submit kind="primary" busy={busy} disabled={name.trim() === ""}>
        {words.create}
      </Button>
    </form>
  );
}

function JoinByLink(): VNode {
  const [link, setLink] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = async (): Promise<void> => {
    const code = readRoomCode(link);
    setWrong(code === null);
    if (code !== null && (await joinRoom({ code }))) setLink("");
  };
  return (
    <form
      class="sessions__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (link.trim() !== "") void submit();
      }}
    >
      <TextField
        id="session-link"
        label={words.link}
        value={link}
        error={wrong ? words.linkWrong : undefined}
        onInput={(value) => {
          setLink(value);
          setWrong(false);
        }}
      />
      <Button submit disabled={link.trim() === ""}>
        {words.join}
      </Button>
    </form>
  );
}
