import type { TrayIcon } from "./tray-view.ts";

/** The icons of `scripts/tray-icons.ts`, inside the bundle as data addresses: nothing to find at run time. */
const icons = import.meta.glob("./icons/*.png", { query: "?inline", import: "default", eager: true });

export interface TrayPicture {
  /** 16 and 32 px. */
  readonly normal: string;
  readonly double: string;
}

/** colour: seen on light panels and on dark ones. template: black, to be coloured by macOS. */
export function trayPicture(icon: TrayIcon, style: "colour" | "template"): TrayPicture {
  return { normal: address(`${icon}-${style}.png`), double: address(`${icon}-${style}@2x.png`) };
}

function address(file: string): string {
  const found = icons[`./icons/${file}`];
  if (found === undefined) throw new Error(`no picture ${file}: run scripts/tray-icons.ts`);
  return found;
}
