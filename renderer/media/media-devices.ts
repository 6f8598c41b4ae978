import type { MediaDevice, MediaDevices } from "../../common/contract/state.ts";
import type { CaptureDevices } from "./ports.ts";

/** Chromium's aliases of a real device that is listed too. "Follow the system" is `null` in our settings. */
const pseudoIds: ReadonlySet<string> = new Set(["default", "communications"]);
const maxDevices = 64;
const maxText = 512;

/** Real microphones, speakers and cameras, each once. Never asks for permission; without it browsers list nothing usable. */
export async function listMediaDevices(
  devices: Pick<CaptureDevices, "enumerateDevices">,
): Promise<MediaDevices> {
  const all = await devices.enumerateDevices();
  return {
    microphones: select(all, "audioinput"),
    speakers: select(all, "audiooutput"),
    cameras: select(all, "videoinput"),
  };
}

function select(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): MediaDevice[] {
  const byId = new Map<string, MediaDevice>();
  for (const device of all) {
    const id = device.deviceId;
    if (device.kind !== kind || id === "" || id.length > maxText || pseudoIds.has(id) || byId.has(id))
      continue;
    byId.set(id, { id, label: device.label.slice(0, maxText) });
  }
  return [...byId.values()].slice(0, maxDevices);
}
