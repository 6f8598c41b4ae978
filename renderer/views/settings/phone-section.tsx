import type { VNode } from "preact";
import type { Settings } from "../../../common/contract/state.ts";
import { regions } from "../../../common/phone/numbers.ts";
import { changeSettings } from "../../store/actions.ts";
import { snapshot } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { numberOf } from "../shell/remote-words.ts";

const words = text.keypad;

const names = new Intl.DisplayNames(undefined, { type: "region" });
const choices = regions
  .map((region) => ({ value: region, label: names.of(region) ?? region }))
  .sort((a, b) => a.label.localeCompare(b.label));

/** How typed numbers are read, and by which numbers phones reach us. */
export function PhoneSection({ settings }: { readonly settings: Settings }): VNode {
  const numbers = snapshot.value?.numbers ?? [];
  return (
    <>
      <div class="settings__row">
        <SelectField
          id="region"
          label={words.region}
          value={settings.region}
          choices={choices}
          onChange={(region) => changeSettings({ region })}
        />
      </div>
      <div class="settings__row">
        <span>{words.numbers}</span>
        <span class="settings__value">
          {numbers.length === 0 ? words.noNumbers : numbers.map(numberOf).join(", ")}
        </span>
      </div>
    </>
  );
}
