/** What tests of calls at a token server begin with. */
import type { Answer, DeskClient } from "./token-server-desk.ts";

/** Status, error code and outcome in one line. */
export const code = ({ status, body }: Answer): string => {
  const { error, outcome } = (body ?? {}) as { error?: { code: string }; outcome?: string };
  return [status, error?.code, outcome].filter((part) => part !== undefined).join(" ");
};

/** alice has placed a call to bob; his clients know. */
export async function ringing(caller: DeskClient, ...callees: DeskClient[]): Promise<string> {
  const placed = await caller.place("bob");
  if (placed.status !== 200) throw new Error(code(placed));
  await Promise.all(callees.map((callee) => callee.event("call.incoming")));
  return placed.id;
}

export async function answered(caller: DeskClient, callee: DeskClient) {
  const access = { caller: await caller.access(), callee: await callee.access() };
  const { id } = await caller.place("bob", { mediaAccessId: access.caller.id });
  await callee.event("call.incoming");
  const accepted = await callee.accept(id, access.callee.id);
  if (accepted.status !== 200) throw new Error(code(accepted));
  await caller.event("call.answered");
  return { id, access };
}
