/** Accelerators as Electron reads them ("Keyboard Shortcuts"): any order of modifiers, one key, no case. */
const aliases: Readonly<Record<string, string>> = {
  ...{ commandorcontrol: "control", cmdorctrl: "control", ctrl: "control", control: "control" },
  ...{ command: "meta", cmd: "meta", super: "meta", meta: "meta", option: "alt", alt: "alt" },
  ...{ altgr: "altgr", shift: "shift" },
};
const modifiers = new Set(Object.values(aliases));
const named = new Set([
  ...["plus", "space", "tab", "capslock", "numlock", "scrolllock", "backspace", "delete", "insert"],
  ...["return", "enter", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "escape", "esc"],
  ...["volumeup", "volumedown", "volumemute", "medianexttrack", "mediaprevioustrack", "mediastop"],
  ...["mediaplaypause", "printscreen", "numdec", "numadd", "numsub", "nummult", "numdiv"],
]);
const isKey = (part: string): boolean =>
  named.has(part) || /^f([1-9]|1\d|2[0-4])$/.test(part) || /^num\d$/.test(part) || /^[!-~]$/.test(part);

/** One spelling for each accelerator. Throws a TypeError, as Electron does, for what is not one. */
export function normalizeAccelerator(text: string): string {
  const parts = text.split("+").map((part) => part.toLowerCase());
  const known = parts.map((part) => aliases[part] ?? part);
  const keys = known.filter((part) => !modifiers.has(part));
  const [key = ""] = keys;
  if (keys.length !== 1 || !isKey(key))
    throw new TypeError(`Error processing argument at index 0, conversion failure from ${text}`);
  return [...new Set(known.filter((part) => part !== key))].sort().concat(key).join("+");
}
