/** Screens and windows of an X display as capture sources, and how Chromium is made to choose one of them. */
import type { DesktopCapturer, DesktopCapturerSource, Size } from "electron";
import type { Picture, XDisplay } from "../x11/windows.ts";
import { imageOf } from "./native-image.ts";
import { scaleBitmap } from "./png.ts";

/** What the page has to ask Chromium for, so that it takes the armed source. */
export interface CaptureConstraints {
  readonly displaySurface: "monitor" | "window";
}

export interface ArmedSource {
  readonly constraints: CaptureConstraints;
  readonly disarm: () => Promise<void>;
}

const screenId = "screen:0:0";
const barOfChromium = / is sharing (your screen|a window)\.$/;

/**
 * Chromium's picker takes "Entire screen", or the window whose title is this host's token: a chosen window has that
 * title until the capture runs. Without a display there is nothing to capture.
 */
export class ScreenCapture implements DesktopCapturer {
  readonly #token: string;
  #display: XDisplay | null = null;

  constructor(token: string) {
    this.#token = token;
  }

  /** Chromium's switches that make the picker answer by itself. */
  get switches(): readonly (readonly [string, string])[] {
    return [
      ["auto-select-desktop-capture-source", "Entire screen"],
      ["auto-select-window-capture-source-by-title", this.#token],
    ];
  }

  use(display: XDisplay | null): void {
    this.#display = display;
  }

  async getSources({
    types,
    thumbnailSize = { width: 150, height: 150 },
  }: Parameters<DesktopCapturer["getSources"]>[0]): Promise<DesktopCapturerSource[]> {
    const display = this.#display;
    if (display === null) return [];
    const source = async (id: string, name: string, picture: Promise<Picture | null>) =>
      ({
        ...{ id, name, display_id: id === screenId ? "1" : "" },
        thumbnail: thumbnailOf(await picture, thumbnailSize),
        appIcon: null,
      }) as unknown as DesktopCapturerSource; // Electron's type has no null, its documentation has
    const found: Promise<DesktopCapturerSource>[] = [];
    if (types.includes("screen")) found.push(source(screenId, "Entire Screen", display.picture("screen")));
    if (types.includes("window"))
      for (const { id, title } of await display.windows())
        if (!barOfChromium.test(title)) found.push(source(`window:${id}:0`, title, display.picture(id)));
    return Promise.all(found);
  }

  /** Null when there is no such source: Chromium's picker would wait for it for ever. */
  async arm(id: string): Promise<ArmedSource | null> {
    const display = this.#display;
    if (display === null) return null;
    if (id.startsWith("screen:"))
      return { constraints: { displaySurface: "monitor" }, disarm: () => Promise.resolve() };
    const window = Number(/^window:(\d+):/.exec(id)?.[1]);
    const isThere = (await display.windows()).some((one) => one.id === window);
    if (!isThere) return null;
    const disarm = await display.rename(window, this.#token);
    return { constraints: { displaySurface: "window" }, disarm };
  }
}

/** As large as fits into the size that was asked for. */
function thumbnailOf(picture: Picture | null, { width, height }: Size): DesktopCapturerSource["thumbnail"] {
  if (picture === null || width < 1 || height < 1) return imageOf(null);
  const scale = Math.min(width / picture.width, height / picture.height, 1);
  const fit = (length: number): number => Math.max(1, Math.round(length * scale));
  return imageOf(scaleBitmap(picture, fit(picture.width), fit(picture.height)));
}
