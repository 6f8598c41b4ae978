import type { Handlers } from "../../common/contract/contract.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { TrayIntent } from "../tray/tray-view.ts";
import type { Log } from "../log/log.ts";

export interface IntentPorts {
  /** What the page asks by these names, the desktop's surfaces ask too. */
  readonly handlers: Pick<
    Handlers,
    "call.accept" | "call.decline" | "call.hang-up" | "call.mute" | "call.hold" | "call.place" | "screen.stop"
  >;
  readonly settings: SettingsStore;
  readonly showWindow: () => void;
  readonly showKeypad: () => void;
  readonly quit: () => void;
  readonly log: Log;
}

/** Carries out what was chosen in the tray, by a key or in a notification. A choice that comes too late does nothing. */
export async function carryOut(intent: TrayIntent, ports: IntentPorts): Promise<void> {
  const done = await request(intent, ports);
  if (done !== null && !done.ok)
    ports.log.info("desktop intent refused", { type: intent.type, code: done.error.code });
}

function request(
  intent: TrayIntent,
  ports: IntentPorts,
): ReturnType<Handlers["call.mute"]> | ReturnType<Handlers["call.place"]> | null {
  const { handlers } = ports;
  switch (intent.type) {
    case "accept":
      return handlers["call.accept"]({ id: intent.call });
    case "decline":
      return handlers["call.decline"]({ id: intent.call });
    case "hang-up":
      return handlers["call.hang-up"]({ id: intent.call });
    case "mute":
      return handlers["call.mute"]({ id: intent.call, muted: intent.on });
    case "hold":
      return handlers["call.hold"]({ id: intent.call, held: intent.on });
    case "call":
      return handlers["call.place"]({ to: intent.to });
    case "stop-sharing":
      return handlers["screen.stop"](null);
    case "do-not-disturb":
      ports.settings.change({ doNotDisturb: intent.on });
      return null;
    case "dial":
      ports.showWindow();
      ports.showKeypad();
      return null;
    case "open":
      ports.showWindow();
      return null;
    case "quit":
      ports.quit();
      return null;
  }
}
