import type { VNode } from "preact";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";

const modifier = /mac/i.test(navigator.userAgent) ? "⌘" : "Ctrl";
const keys: readonly { readonly what: string; readonly keys: readonly string[] }[] = [
  { what: text.person.keys.find, keys: [modifier, "K"] },
  { what: text.person.keys.accept, keys: [modifier, "Shift", "A"] },
  { what: text.person.keys.hangUp, keys: [modifier, "Shift", "D"] },
  { what: text.person.keys.mute, keys: [modifier, "Shift", "M"] },
];

/** Nobody is chosen: says how to start, and teaches the keys. */
export function Welcome(): VNode {
  return (
    <section class="welcome">
      <span class="welcome__sign hero">
        <Icon name="phone" size={32} />
      </span>
      <h2 class="welcome__title">{text.person.chooseTitle}</h2>
      <p class="welcome__detail">{text.person.chooseDetail}</p>
      <dl class="keys" aria-label={text.person.keys.title}>
        {keys.map((row) => (
          <div key={row.what} class="keys__row">
            <dt>{row.what}</dt>
            <dd>
              {row.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
