import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import type { CallMember, Target } from "../../../common/wire/calls.ts";
import { addToCall, dropMember, sendDigits, transferCall } from "../../store/actions.ts";
import { callPanel, closeCallPanel } from "../../store/navigation.ts";
import { account } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { KeypadGrid } from "../../ui/keypad-grid.tsx";
import { nameOfParty } from "../shell/remote-words.ts";
import { ChatPanel } from "../chat/chat-panel.tsx";
import { SessionPeople } from "../sessions/session-people.tsx";
import { conversationWith } from "./call-conversation.ts";
import { TargetPicker } from "./target-picker.tsx";

/** What is open beside the call: keys, people, or to whom it is passed on. Null when nothing is. */
export function CallPanels({ call }: { readonly call: LiveCall }): VNode | null {
  switch (callPanel.value) {
    case "keypad":
      return <InCallKeypad call={call} />;
    case "people":
      return <CallPeople call={call} />;
    case "transfer":
      return <Transfer call={call} />;
    case "chat":
      return <CallChat call={call} />;
    case null:
      return null;
  }
}

function Panel(props: {
  readonly title: string;
  readonly detail?: string;
  readonly children: ComponentChildren;
}): VNode {
  const section = useRef<HTMLElement>(null);
  // Before the next key can come: it belongs to the panel.
  useLayoutEffect(() => {
    const first = section.current?.querySelector<HTMLElement>("input, textarea, .keypad__key");
    first?.focus({ preventScroll: true });
  }, []);
  return (
    <section ref={section} class="panel" aria-labelledby="panel-title">
      <header class="panel__head">
        <h3 id="panel-title" class="panel__title">
          {props.title}
        </h3>
        <IconButton icon="x" label={text.close} onPress={closeCallPanel} />
      </header>
      {props.detail !== undefined && <p class="panel__detail">{props.detail}</p>}
      {props.children}
    </section>
  );
}

/** Each key goes out at once; what was pressed stays to be read. */
function InCallKeypad({ call }: { readonly call: LiveCall }): VNode {
  const [pressed, setPressed] = useState("");
  const press = (key: string): void => {
    setPressed((before) => (before + key).slice(-32));
    sendDigits(call.id, key);
  };
  return (
    <Panel title={text.keypad.title}>
      <output class="panel__digits" aria-label={text.keypad.sent}>
        {pressed}
      </output>
      <KeypadGrid label={text.keypad.keys} onKey={press} />
    </Panel>
  );
}

function CallPeople({ call }: { readonly call: LiveCall }): VNode {
  return (
    <Panel title={text.call.members}>
      {call.remote.kind === "room" ? <SessionPeople call={call} /> : <PeopleOfCall call={call} />}
    </Panel>
  );
}

function PeopleOfCall({ call }: { readonly call: LiveCall }): VNode {
  return (
    <>
      <ul class="members" aria-label={text.call.members}>
        {call.members.map((member) => (
          <Member key={member.id} call={call} member={member} />
        ))}
      </ul>
      <h4 class="panel__subtitle">{text.targets.addTitle}</h4>
      <TargetPicker
        action={text.targets.add}
        except={call.members.map(({ party }) => party)}
        onPick={(to: Target) => addToCall(call.id, to)}
      />
    </>
  );
}

function Member({ call, member }: { readonly call: LiveCall; readonly member: CallMember }): VNode {
  const { party } = member;
  const isMe =
    account.value?.phase === "signed-in" && party.kind === "person" && party.id === account.value.me.id;
  const name = isMe ? text.call.you : nameOfParty(party);
  const state = member.holding ? "holding" : member.state;
  return (
    <li class="members__one">
      <span class="members__text">
        <span class="members__name">{name}</span>
        <span class="members__state">{text.call.memberState[state]}</span>
      </span>
      {!isMe && call.members.length > 2 && (
        <IconButton icon="x" label={text.call.drop(name)} onPress={() => dropMember(call.id, member.id)} />
      )}
    </li>
  );
}

function CallChat({ call }: { readonly call: LiveCall }): VNode | null {
  const conversation = conversationWith(call.remote);
  if (conversation === null) return null;
  return (
    <Panel title={text.call.chat}>
      <ChatPanel conversation={conversation} />
    </Panel>
  );
}

function Transfer({ call }: { readonly call: LiveCall }): VNode {
  return (
    <Panel title={text.targets.transferTitle} detail={text.targets.transferDetail}>
      <TargetPicker
        action={text.targets.transfer}
        except={call.members.map(({ party }) => party)}
        onPick={(to: Target) => transferCall(call.id, to)}
      />
    </Panel>
  );
}
