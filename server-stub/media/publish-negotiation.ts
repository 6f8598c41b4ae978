import { extensionUris, forwardedExtensions } from "./codecs.ts";
import type { MediaError, MediaKind, PublishOffer } from "./media-engine.ts";
import { agreeOnCodecs, hasMediaCodec, type AgreedCodec } from "./sdp-codecs.ts";
import type { SdpExtension, SdpSection, SdpSession } from "./sdp-session.ts";
import {
  applicationSection,
  joinSdp,
  mediaSection,
  refusedSection,
  sessionLines,
  type LocalTransport,
} from "./sdp-text.ts";
import { err, ok, type Result } from "../../common/result.ts";

/** What the answer will say about one section of a publish offer. */
export type PlannedSection =
  | { readonly type: "application"; readonly section: SdpSection }
  | { readonly type: "refused"; readonly section: SdpSection }
  | {
      readonly type: "media";
      readonly section: SdpSection;
      readonly kind: MediaKind;
      readonly codecs: readonly AgreedCodec[];
      readonly extensions: readonly SdpExtension[];
      /** The encodings of the track, as the publisher lists them; none for a single one. */
      readonly rids: readonly string[];
      /** The published stream; undefined while the section is not used. */
      readonly msid: string | undefined;
    };

const knownExtensions: readonly string[] = [
  extensionUris.mid,
  extensionUris.rid,
  extensionUris.repairedRid,
  extensionUris.transportCc,
  ...forwardedExtensions,
];
const knownFeedback = ["nack", "nack pli", "ccm fir", "transport-cc"];

/** Decides about an offer without changing anything. Sections keep order and mid (JSEP RFC 8829 section 5.3.1). */
export function planAnswer(session: SdpSession, offer: PublishOffer): Result<PlannedSection[], MediaError> {
  const plan: PlannedSection[] = [];
  for (const section of session.sections) {
    if (section.kind === "application") {
      plan.push({ type: section.port === 0 ? "refused" : "application", section });
      continue;
    }
    const media = planMedia(section, section.kind, offer.announced);
    if (media.type === "media" && media.msid !== undefined && !offer.permitted.has(section.kind)) {
      return err({ code: "not-permitted", kind: section.kind });
    }
    plan.push(media);
  }
  return ok(plan);
}

function planMedia(section: SdpSection, kind: MediaKind, announced: ReadonlySet<string>): PlannedSection {
  const codecs = agreeOnCodecs(kind, section.formats);
  // Port 0 in an offer is a stopped section, unless it waits for its bundle (bundle-only sections have other ports
  // from every client we know).
  if (section.port === 0 || !hasMediaCodec(codecs)) return { type: "refused", section };
  const sends = section.direction === "sendonly" || section.direction === "sendrecv";
  const msid = sends && section.msid !== undefined && announced.has(section.msid) ? section.msid : undefined;
  return {
    type: "media",
    section,
    kind,
    codecs: codecs.map((agreed) => ({
      ...agreed,
      feedback: agreed.feedback.filter((item) => knownFeedback.includes(item)),
    })),
    extensions: section.extensions.filter(({ uri }) => knownExtensions.includes(uri)),
    rids: kind === "video" && canTellEncodings(section) ? section.rids : [],
    msid,
  };
}

/** Encodings are told apart by header extensions; the SSRCs of simulcast are not in descriptions. */
const canTellEncodings = ({ extensions }: SdpSection): boolean =>
  [extensionUris.mid, extensionUris.rid].every((wanted) => extensions.some(({ uri }) => uri === wanted));

/** The answer's text: our DTLS role is active, media is only received (R39). */
export function writeAnswer(
  plan: readonly PlannedSection[],
  local: LocalTransport,
  origin: { id: string; version: number },
): string {
  const bundle = plan.filter(({ type }) => type !== "refused").map(({ section }) => section.mid);
  const sections = plan.flatMap((planned) => {
    const { section } = planned;
    if (planned.type === "refused") return refusedSection(section);
    if (planned.type === "application")
      return applicationSection(local, { mid: section.mid, setup: "active" });
    return mediaSection(local, {
      kind: planned.kind,
      mid: section.mid,
      setup: "active",
      direction: planned.msid === undefined ? "inactive" : "recvonly",
      codecs: planned.codecs,
      extensions: planned.extensions,
      rids: planned.msid === undefined ? [] : planned.rids,
    });
  });
  return joinSdp([...sessionLines({ ...origin, bundle }), ...sections]);
}
