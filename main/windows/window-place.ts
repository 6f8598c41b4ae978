import type { WindowPlace } from "../settings/settings-store.ts";

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A size, and a position unless the system shall choose one. */
export type Placement = Pick<Area, "width" | "height"> & Partial<Pick<Area, "x" | "y">>;

export const minimumSize = { width: 360, height: 560 } as const;
export const defaultSize = { width: 980, height: 680 } as const;

/** So much of a title bar has to be visible that one can take hold of it. */
const graspable = { width: 120, height: 40 } as const;

/** Where the window goes: where it was, if that is still on a screen, and never larger than that screen. */
export function placeOnScreens(place: WindowPlace | null, screens: readonly Area[]): Placement {
  const screen = place === null ? undefined : screens.find((area) => canGrasp(place, area));
  if (place === null || screen === undefined) return defaultSize;
  const width = clamp(place.width, minimumSize.width, screen.width);
  const height = clamp(place.height, minimumSize.height, screen.height);
  return {
    width,
    height,
    x: clamp(place.x, screen.x, screen.x + screen.width - width),
    y: clamp(place.y, screen.y, screen.y + screen.height - height),
  };
}

function canGrasp(place: Area, area: Area): boolean {
  const visible = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const titleBar = place.y >= area.y - graspable.height && place.y <= area.y + area.height - graspable.height;
  return visible >= graspable.width && titleBar;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(value, Math.max(low, high)));
