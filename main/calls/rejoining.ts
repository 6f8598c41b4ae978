import type { LiveCall } from "../../common/call/call.ts";
import type { CallId, MediaAccessId, UserId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Backend, CallRefusal } from "../backend/backend.ts";

/** It will not give us our place back, whatever its reason: the other end is out of reach. */
const lost: CallRefusal = { code: "ended", outcome: "lost" };

/**
 * Asks a service that has forgotten the call for our place in it. A phone's leg went with the service, so there is nothing
 * to come back to; people come back by themselves, and rooms are entered anew.
 */
export async function askRejoin(
  backend: Pick<Backend, "calls" | "rooms">,
  call: LiveCall,
  { id, me, mediaAccessId }: { id: CallId; me: UserId; mediaAccessId: MediaAccessId },
): Promise<Result<null, CallRefusal>> {
  const { remote, direction, startedAt: placedAt } = call;
  switch (remote.kind) {
    case "phone":
      return err(lost);
    case "room": {
      const joined = await backend.rooms.join({ callId: id, id: remote.roomId, mediaAccessId });
      return joined.ok ? ok(null) : joined;
    }
    case "person": {
      const [caller, callee] = direction === "outbound" ? [me, remote.userId] : [remote.userId, me];
      const back = await backend.calls.rejoin({ id, caller, callee, placedAt, mediaAccessId });
      return back.ok || back.error.code === "ended" || mayPass(back.error) ? back : err(lost);
    }
  }
}

/** The service is just starting, or out of reach: it may be able to later. */
export const mayPass = (refusal: CallRefusal): boolean =>
  refusal.code === "refused" &&
  (refusal.error.code === "server-unreachable" ||
    refusal.error.code === "server-unreadable" ||
    (refusal.error.code === "server-refused" && refusal.error.status >= 500));
