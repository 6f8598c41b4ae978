import { isEmergencyNumber } from "../pstn/emergency.ts";

const e164 = /^\+[1-9]\d{6,14}$/;
const sip =
  /^sips?:(?:[^@\s<>"]{1,200}@)?([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:;[^\s<>"]*)?$/i;

/** Why a call cannot go there, as a sentence's end; undefined when it can. */
export function numberProblem(to: string): string | undefined {
  if (isEmergencyNumber(to)) return "is an emergency number, which cannot be called here";
  return e164.test(to) ? undefined : "is not a number in E.164 format";
}

export function sipUriProblem(to: string): string | undefined {
  if (to.length > 512 || !sip.test(to)) return "is not a SIP address";
  const user = /^sips?:([^@:;]+)[^@]*@/i.exec(to)?.[1];
  return user !== undefined && isEmergencyNumber(user)
    ? "is an emergency number, which cannot be called here"
    : undefined;
}

export const isSipUri = (to: string): boolean => /^sips?:/i.test(to);
export const isE164 = (text: string): boolean => e164.test(text);

/** Host of a SIP address in lower case, without its port: what tells the interconnect from the rest of the world. */
export function sipHost(uri: string): string | undefined {
  return sip.exec(uri)?.[1]?.toLowerCase();
}
