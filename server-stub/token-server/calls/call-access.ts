import type { CallId } from "../../../common/ids.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { ServiceCall } from "../../../common/wire/calls.ts";
import type { Client } from "../client.ts";
import { fail, type Failure } from "../failure.ts";
import type { CallRegistry } from "./call-registry.ts";
import { serviceCall } from "./call-view.ts";
import type { JoinedMember, Member } from "./member.ts";
import type { TrackedCall } from "./tracked-call.ts";

export type Done = Result<Record<string, never>, Failure>;
export const done: Done = ok({});

export interface Owned<M extends Member = Member> {
  readonly call: TrackedCall;
  /** The client's own place in it. */
  readonly member: M;
}

/** The live call, if it is this client's business; else how it ended, or that there is none. */
export function owned(registry: CallRegistry, client: Client, id: CallId): Result<Owned, Failure> {
  const found = registry.standing(id, client);
  if (!found) return fail("not-found");
  const { call, standing } = found;
  if (standing.kind === "gone") return err({ code: "call-gone", outcome: standing.outcome });
  return call.phase === "ended" ? fail("not-found") : ok({ call, member: standing.member });
}

/** The same, if the client is in the call already. */
export function taken(
  registry: CallRegistry,
  client: Client,
  id: CallId,
): Result<Owned<JoinedMember>, Failure> {
  const mine = owned(registry, client, id);
  if (!mine.ok) return mine;
  const { call, member } = mine.value;
  return member.state === "joined" ? ok({ call, member }) : fail("not-found");
}

/** The call as this client is to see it now. */
export function currentCall(
  registry: CallRegistry,
  client: Client,
  id: CallId,
): Result<ServiceCall, Failure> {
  const mine = owned(registry, client, id);
  if (!mine.ok) return mine;
  const { call, member } = mine.value;
  return call.phase === "placing" ? fail("platform-unavailable") : ok(serviceCall(call, member));
}
