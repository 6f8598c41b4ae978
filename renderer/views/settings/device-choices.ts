import type { MediaDevice } from "../../../common/contract/state.ts";
import { text } from "../../strings/en.ts";
import type { Choice } from "../../ui/select-field.tsx";

/** A select cannot hold null; no browser gives a device an empty id that could be chosen. */
export const systemChoice = "";
export const idOfChoice = (value: string): string | null => (value === systemChoice ? null : value);

/** What can be chosen: the system's default, every device, and what was chosen before but is not plugged in. */
export function deviceChoices(
  devices: readonly MediaDevice[],
  chosen: string | null,
  unnamed: (position: number) => string,
): Choice[] {
  const real = devices.filter(({ id }) => id !== systemChoice);
  const choices = real.map(({ id, label }, index) => ({
    value: id,
    label: label === "" ? unnamed(index + 1) : label,
  }));
  const gone = chosen !== null && !real.some(({ id }) => id === chosen);
  return [
    { value: systemChoice, label: text.settings.systemDefault },
    ...choices,
    ...(gone ? [{ value: chosen, label: text.settings.notConnected }] : []),
  ];
}
