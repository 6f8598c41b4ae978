import { type Call } from "../../common/call/call.ts";
import { isIncoming, isLive } from "../../common/call/call-view.ts";
import { type CallId, type UserId } from "../../common/ids.ts";
import { type ServiceCall } from "../../common/wire/token-server.ts";

/** What this client knows of one call when the service sends everything anew. */
export interface LocalCall {
  readonly call: Call;
  readonly serviceId: CallId;
  /** The service has said that it has it. */
  readonly known: boolean;
  /** Its last word has not reached the service. */
  readonly undelivered: boolean;
}

/** What to do about it, by the service's id. */
export type Repair =
  | { readonly type: "lost"; readonly id: CallId }
  | { readonly type: "answered"; readonly id: CallId }
  | { readonly type: "answered-elsewhere"; readonly id: CallId }
  | { readonly type: "repeat-farewell"; readonly id: CallId }
  | { readonly type: "receive"; readonly call: ServiceCall };

/** Compares both after a gap in the event stream: what was missed is made up for, what is not ours is left alone. */
export function repairs(
  local: readonly LocalCall[],
  service: readonly ServiceCall[],
  me: UserId | null,
): Repair[] {
  const there = new Map(service.map((call) => [call.id, call]));
  const here = new Set(local.map((one) => one.serviceId));
  const missed = service
    .filter((call) => call.state === "ringing" && call.callee.id === me && !here.has(call.id))
    .map((call): Repair => ({ type: "receive", call }));
  return [...local.flatMap((one) => repairsOf(one, there.get(one.serviceId))), ...missed];
}

function repairsOf(
  { call, serviceId: id, known, undelivered }: LocalCall,
  there: ServiceCall | undefined,
): Repair[] {
  if (there === undefined) return isLive(call) && known ? [{ type: "lost", id }] : [];
  if (!isLive(call)) return undelivered ? [{ type: "repeat-farewell", id }] : [];
  if (there.state !== "answered") return [];
  if (isIncoming(call)) return [{ type: "answered-elsewhere", id }];
  return call.phase === "trying" || call.phase === "ringing" ? [{ type: "answered", id }] : [];
}
