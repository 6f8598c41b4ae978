/** Pure reading and repair of SDP text (RFC 8866, RFC 8829; bandwidth.md 4.7). */

/** One part of a description: the session part first, then one for each m-line. Lines end in CRLF. */
const sectionStart = /^(?=m=)/m;
const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m;
const sends = /^a=(sendrecv|sendonly)\r?$/m;

/**
 * Makes an offer acceptable to a browser: sections without a direction attribute, in practice `m=application`, may say
 * `a=setup:active` although an offer has to say `actpass` (RFC 8842 §5.2; R49).
 */
export function acceptActiveSetup(offer: string): string {
  return mapMedia(offer, (section) =>
    direction.test(section) ? section : section.replace(/^a=setup:active(?=\r?$)/gm, "a=setup:actpass"),
  );
}

/** Makes us the DTLS server on every m-line of our answer: the service is always the client (R48, R49). */
export function answerPassive(answer: string): string {
  return mapMedia(answer, (section) => section.replace(/^a=setup:\w+(?=\r?$)/gm, "a=setup:passive"));
}

/** Removes `usedtx=1` (RFC 7587 §6.1), which asks us to stop sending in silence: then silence would look like loss. */
export function withoutDtx(answer: string): string {
  return answer.replace(/^a=fmtp:.*$/gm, (line) =>
    line.replace(/usedtx=1(;\s*)?/g, "").replace(/;\s*(?=\r?$)/, ""),
  );
}

/** The mids that an offer sends us, by the msid of their stream (RFC 8830). Rejected and inactive lines are left out. */
export function offeredStreams(offer: string): ReadonlyMap<string, readonly string[]> {
  const streams = new Map<string, string[]>();
  for (const section of offer.split(sectionStart).slice(1)) {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    if (mid === undefined || !sends.test(section) || /^m=\S+ 0 /.test(section)) continue;
    for (const [, msid] of section.matchAll(/^a=msid:(\S+)/gm)) {
      if (msid === undefined || msid === "-") continue;
      streams.set(msid, [...(streams.get(msid) ?? []), mid]);
    }
  }
  return streams;
}

function mapMedia(sdp: string, change: (section: string) => string): string {
  const [session = "", ...media] = sdp.split(sectionStart);
  return [session, ...media.map(change)].join("");
}
