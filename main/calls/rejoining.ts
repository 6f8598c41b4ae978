import type { LiveCall } from "../../common/call/call.ts";
import type { CallId, MediaAccessId, UserId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Backend, CallRefusal } from "../backend/backend.ts";

/** It will not give us our place back, whatever its reason: the other end is out of reach. */
const lost: CallRefusal = { code: "ended", outcome: "lost" };

/**
 * Asks for our place in an answered call again. A service that has forgotten the call makes one between two people anew
 * (docs/decisions/rebuilding-calls.md); a phone's leg went with it, and a room is entered anew.
 */
export async function askRejoin(
  backend: Pick<Backend, "calls" | "rooms">,
  call: LiveCall,
  { id, me, mediaAccessId }: { id: CallId; me: UserId; mediaAccessId: MediaAccessId },
): Promise<Result<null, CallRefusal>> {
  const { remote, direction, startedAt: placedAt } = call;
  const made =
    remote.kind === "person"
      ? direction === "outbound"
        ? { caller: me, callee: remote.userId, placedAt }
        : { caller: remote.userId, callee: me, placedAt }
      : undefined;
  const back = await backend.calls.rejoin({
    id,
    mediaAccessId,
    ...(made === undefined ? {} : { call: made }),
  });
  if (back.ok || back.error.code === "ended" || mayPass(back.error)) return back;
  if (remote.kind !== "room") return err(lost);
  const joined = await backend.rooms.join({ callId: id, id: remote.roomId, mediaAccessId });
  return joined.ok ? ok(null) : joined;
}

/** The service is just starting, or out of reach: it may be able to later. */
export const mayPass = (refusal: CallRefusal): boolean =>
  refusal.code === "refused" &&
  (refusal.error.code === "server-unreachable" ||
    refusal.error.code === "server-unreadable" ||
    (refusal.error.code === "server-refused" && refusal.error.status >= 500));
