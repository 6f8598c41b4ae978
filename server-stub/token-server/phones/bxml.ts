/** The few BXML documents that phone calls of ours need (bandwidth.md 6.4). Whatever goes in is escaped. */

const document = (...verbs: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${verbs.join("")}</Response>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** For text and attributes alike. Control characters cannot be in XML 1.0 at all (section 2.2), so they are dropped. */
function escaped(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, "").replace(/[&<>"']/g, (found) => entities[found] ?? "");
}

const redirect = (url: string): string => `<Redirect redirectUrl="${escaped(url)}"/>`;

/** Before the answer this refuses, and costs nothing. */
export const hangUp = (): string => document("<Hangup/>");

/** The caller hears it ring and we are asked again: waiting that does not answer (bandwidth.md G16). */
export const ringAndAsk = (url: string): string =>
  document(`<Ring duration="30" answerCall="false"/>`, redirect(url));

/** Stays on the line until something else is ordered. */
export const wait = (url: string): string => document(`<Pause duration="300"/>`, redirect(url));

/** Ties this call to another; without a bridgeTargetCompleteUrl that one ends with this one. */
export const bridgeTo = (callId: string): string => document(`<Bridge>${escaped(callId)}</Bridge>`);

/** Ties this call to the participant whose token goes along. */
export const transferTo = (sipxUri: string, token: string): string =>
  document(`<Transfer><SipUri uui="${escaped(uuiOf(token))}">${escaped(sipxUri)}</SipUri></Transfer>`);

/** RFC 7433, as bandwidth.md 6.3 has it. Without a call id there is room for 243 characters of token. */
export const uuiOf = (token: string): string => `${token};encoding=jwt`;
