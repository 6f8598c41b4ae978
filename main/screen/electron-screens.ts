import {
  type BrowserWindow,
  desktopCapturer,
  type DesktopCapturerSource,
  type Session,
  systemPreferences,
} from "electron/main";
import type { ScreenSource } from "../../common/contract/screen.ts";
import { SourceId } from "../../common/ids.ts";
import type { Log } from "../log/log.ts";
import { appOrigin } from "../windows/asset-path.ts";
import type { CaptureGate } from "./capture-gate.ts";
import type { Screens } from "./ports.ts";

const thumbnailSize = { width: 320, height: 180 };
const maxTitle = 200;
const maxSources = 200;

export interface ElectronScreensPorts {
  /** Our own windows are not offered: sharing them shows the share in the share. */
  readonly ownWindows: () => readonly BrowserWindow[];
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}

export function createElectronScreens({ ownWindows, platform, log }: ElectronScreensPorts): Screens {
  return {
    // Electron captures the system's sound on Windows only; elsewhere we say so instead of sending silence.
    canShareSound: platform === "win32",
    async sources() {
      if (
        platform === "darwin" &&
        /denied|restricted/.test(systemPreferences.getMediaAccessStatus("screen"))
      ) {
        return null;
      }
      try {
        const found = await desktopCapturer.getSources({ types: ["screen", "window"], thumbnailSize });
        const own = new Set(ownWindows().map((window) => window.getMediaSourceId()));
        return found
          .filter(({ id }) => !own.has(id))
          .slice(0, maxSources)
          .flatMap(readSource);
      } catch (cause) {
        // A refused portal dialog and a missing display reject alike.
        log.warn("screens not listed", { cause: String(cause) });
        return null;
      }
    },
  };
}

function readSource(source: DesktopCapturerSource): ScreenSource[] {
  const id = SourceId.safeParse(source.id);
  if (!id.success) return [];
  const thumbnail = source.thumbnail.isEmpty() ? null : source.thumbnail.toDataURL();
  return [
    {
      id: id.data,
      kind: id.data.startsWith("screen:") ? "screen" : "window",
      title: source.name.slice(0, maxTitle),
      thumbnail,
    },
  ];
}

/** `getDisplayMedia` of a page gets what main has armed for it, and nothing else. */
export function guardCapture(
  webSession: Session,
  gate: CaptureGate,
  window: () => BrowserWindow | null,
): void {
  webSession.setDisplayMediaRequestHandler((request, callback) => {
    const contents = window()?.webContents;
    const ours =
      request.frame !== null &&
      request.frame === contents?.mainFrame &&
      request.securityOrigin.replace(/\/$/, "") === appOrigin;
    const armed = gate.take(ours);
    if (armed === null) return callback(null);
    callback({
      video: { id: armed.source, name: "" },
      ...(armed.sound ? { audio: "loopback" as const } : {}),
    });
  });
}
