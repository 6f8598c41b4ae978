import type { Log } from "../log.ts";
import type { ControlClient } from "./control-client.ts";
import type { PlatformCleanup } from "./platform-cleanup.ts";

export interface CallSessionPorts {
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly log: Log;
}

/**
 * Makes a platform session with the caller's participant in it and returns its id; null when the platform fails us,
 * and then nothing is left behind. The tag holds nothing personal: it flows to billing (bandwidth.md 1.1).
 */
export async function openSession(ports: CallSessionPorts, participantId: string): Promise<string | null> {
  const { control, cleanup, log } = ports;
  const session = await control.createSession({ tag: "deskline-call" });
  if (!session.ok) {
    log("error", "no session from the platform", { problem: session.error });
    return null;
  }
  const joined = await control.addParticipant(session.value.id, participantId);
  if (joined.ok) return session.value.id;
  log("error", "the caller cannot join", { problem: joined.error });
  cleanup.session(session.value.id);
  return null;
}
