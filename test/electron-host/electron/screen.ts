/** `screen`: the displays of a model. A test changes it through `setDisplays`; the pointer rests in a corner. */
import type { Display, Point, Rectangle, Screen, Size } from "electron";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";

type Implemented = Pick<
  Screen,
  | "getAllDisplays"
  | "getPrimaryDisplay"
  | "getDisplayMatching"
  | "getDisplayNearestPoint"
  | "getCursorScreenPoint"
  | "dipToScreenPoint"
  | "screenToDipPoint"
>;

export class HostScreen extends GuardedEmitter implements Implemented {
  #displays: readonly Display[] = [displayOf(1, { x: 0, y: 0, width: 1280, height: 900 })];

  constructor() {
    super("screen");
  }

  /** The first one is the primary one. Emits what Electron emits for the difference. */
  setDisplays(displays: readonly { id: number; bounds: Rectangle }[]): void {
    const before = this.#displays;
    this.#displays = displays.map(({ id, bounds }) => displayOf(id, bounds));
    for (const display of this.#displays) {
      const old = before.find((one) => one.id === display.id);
      if (old === undefined) this.emit("display-added", createEvent({}), display);
      else if (JSON.stringify(old.bounds) !== JSON.stringify(display.bounds))
        this.emit("display-metrics-changed", createEvent({}), display, ["bounds", "workArea"]);
    }
    for (const old of before)
      if (!this.#displays.some((one) => one.id === old.id))
        this.emit("display-removed", createEvent({}), old);
  }

  getAllDisplays(): Display[] {
    return [...this.#displays];
  }

  getPrimaryDisplay(): Display {
    const [primary] = this.#displays;
    if (primary === undefined) throw new Error("electron-host: there is no display");
    return primary;
  }

  /** The display with the largest part of the rectangle, else the nearest one. */
  getDisplayMatching(rect: Rectangle): Display {
    const [best] = this.#displays.toSorted(
      (one, other) => overlap(other.bounds, rect) - overlap(one.bounds, rect),
    );
    if (best !== undefined && overlap(best.bounds, rect) > 0) return best;
    return this.getDisplayNearestPoint({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
  }

  getDisplayNearestPoint(point: Point): Display {
    const [nearest] = this.#displays.toSorted(
      (one, other) => distance(one.bounds, point) - distance(other.bounds, point),
    );
    return nearest ?? this.getPrimaryDisplay();
  }

  getCursorScreenPoint(): Point {
    return { x: 0, y: 0 };
  }

  /** Every display of this model has a scale of one. */
  dipToScreenPoint(point: Point): Point {
    return { ...point };
  }

  screenToDipPoint(point: Point): Point {
    return { ...point };
  }
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

function distance({ x, y, width, height }: Rectangle, point: Point): number {
  return Math.hypot(
    Math.max(x - point.x, 0, point.x - (x + width)),
    Math.max(y - point.y, 0, point.y - (y + height)),
  );
}

function displayOf(id: number, bounds: Rectangle): Display {
  const size: Size = { width: bounds.width, height: bounds.height };
  return {
    ...{ id, bounds, size, workArea: bounds, workAreaSize: size, scaleFactor: 1, rotation: 0 },
    ...{
      label: `Display ${id}`,
      internal: id === 1,
      detected: true,
      monochrome: false,
      touchSupport: "unknown",
    },
    ...{ accelerometerSupport: "unknown", colorDepth: 24, colorSpace: "srgb", depthPerComponent: 8 },
    ...{
      displayFrequency: 60,
      maximumCursorSize: { width: 64, height: 64 },
      nativeOrigin: { x: bounds.x, y: bounds.y },
    },
  };
}
