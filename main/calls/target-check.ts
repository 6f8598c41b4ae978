import { isEmergencyNumber } from "../../common/phone/emergency.ts";
import type { Failure } from "../../common/errors.ts";
import type { Target } from "../../common/wire/calls.ts";
import type { CallPorts } from "./ports.ts";

/** Why nobody may ring there, found out before anything is sent; null when nothing speaks against it. */
export function targetProblem(
  to: Target,
  { me, can, numbers }: Pick<CallPorts, "me" | "can" | "numbers">,
): Failure | null {
  const self = me();
  if (self === null) return { code: "not-signed-in" };
  if (to.kind === "person") return to.id === self ? { code: "calling-yourself" } : null;
  if (isEmergencyNumber(to.number)) return { code: "emergency-number" };
  if (!can("call-phones")) return { code: "phones-unavailable" };
  return numbers().includes(to.number) ? { code: "calling-yourself" } : null;
}
