import { err, ok, type Result } from "../../common/result.ts";

/** What this engine reads from a remote description (RFC 8866, JSEP RFC 8829). Anything else in it is ignored. */

/** Larger texts are refused unread. A large client SDP is about 20 kB. */
const maxCharacters = 200_000;
const maxSections = 64;
const maxPayloadTypes = 64;
/** Of one track. Browsers send three. */
const maxEncodings = 4;

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export interface SdpFormat {
  readonly payloadType: number;
  /** `a=rtpmap` value, lower case; empty for a static type without one. */
  readonly encoding: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** `a=rtcp-fb` values, `nack pli` for instance. */
  readonly feedback: readonly string[];
}

export interface SdpExtension {
  readonly id: number;
  readonly uri: string;
}

export interface SdpSection {
  readonly kind: "audio" | "video" | "application";
  readonly port: number;
  readonly protocol: string;
  readonly mid: string;
  readonly direction: Direction;
  readonly formats: readonly SdpFormat[];
  readonly extensions: readonly SdpExtension[];
  /** MediaStream id, when the section announces one. */
  readonly msid: string | undefined;
  readonly ssrcs: readonly number[];
  /** Retransmission SSRC by the SSRC that it repairs (RFC 4588 section 8.8, RFC 5576). */
  readonly rtxSsrcs: ReadonlyMap<number, number>;
  /** The encodings that the other side would send at once, in its order (RFC 8853); empty for a single one. */
  readonly rids: readonly string[];
  readonly sctpPort: number | undefined;
}

export interface SdpTransport {
  readonly ufrag: string;
  readonly pwd: string;
  /** `sha-256` fingerprints, upper case with colons. */
  readonly fingerprints: readonly string[];
  readonly setup: string;
}

export interface SdpSession {
  readonly sections: readonly SdpSection[];
  readonly bundle: readonly string[];
  readonly transport: SdpTransport;
}

type Attributes = readonly (readonly [name: string, value: string])[];

/** Reads a description whose sections are all bundled on one transport. The error is a sentence for the client. */
export function parseSdp(sdp: string): Result<SdpSession, string> {
  if (sdp.length > maxCharacters) return err("the description is too long");
  const [head = [], ...blocks] = splitSections(sdp);
  if (head[0] !== "v=0") return err("the description does not start with v=0");
  if (blocks.length === 0) return err("the description has no media section");
  if (blocks.length > maxSections) return err("the description has too many media sections");
  const sessionAttributes = attributesOf(head);
  const sections: SdpSection[] = [];
  const mids = new Set<string>();
  for (const block of blocks) {
    const section = parseSection(block);
    if (section === undefined) return err(`unreadable media section ${sections.length}`);
    if (mids.has(section.mid)) return err("two media sections have the same mid");
    mids.add(section.mid);
    sections.push(section);
  }
  const transport = readTransport(sessionAttributes, blocks, sections);
  if (transport === undefined) return err("ICE credentials or the sha-256 fingerprint are missing");
  const bundle =
    value(sessionAttributes, "group")
      ?.match(/^BUNDLE (.+)$/)?.[1]
      ?.trim()
      .split(/ +/) ?? [];
  return ok({ sections, bundle, transport });
}

function splitSections(sdp: string): string[][] {
  const groups: string[][] = [[]];
  for (const line of sdp.split(/\r?\n/)) {
    if (line === "") continue;
    if (line.startsWith("m=")) groups.push([]);
    groups.at(-1)?.push(line);
  }
  return groups;
}

function attributesOf(lines: readonly string[]): Attributes {
  return lines
    .filter((line) => line.startsWith("a="))
    .map((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [line.slice(2), ""] : [line.slice(2, colon), line.slice(colon + 1)];
    });
}

const value = (attributes: Attributes, name: string): string | undefined =>
  attributes.find(([found]) => found === name)?.[1];

const values = (attributes: Attributes, name: string): string[] =>
  attributes.filter(([found]) => found === name).map(([, found]) => found);

function parseSection(lines: readonly string[]): SdpSection | undefined {
  const match = /^m=(audio|video|application) (\d{1,5})(?:\/\d+)? ([A-Z/]+) (.+)$/.exec(lines[0] ?? "");
  const attributes = attributesOf(lines);
  const mid = value(attributes, "mid");
  if (match === null || mid === undefined || !/^[A-Za-z0-9_+.-]{1,32}$/.test(mid)) return undefined;
  const [, kind, port, protocol = "", formats = ""] = match;
  const isMedia = kind === "audio" || kind === "video";
  if (!isMedia && kind !== "application") return undefined;
  const payloadTypes = isMedia ? formats.trim().split(/ +/).map(Number) : [];
  const readable = payloadTypes.every((type) => Number.isInteger(type) && type >= 0 && type <= 127);
  if (!readable || payloadTypes.length > maxPayloadTypes) return undefined;
  return {
    kind,
    port: Number(port),
    protocol,
    mid,
    direction: readDirection(attributes),
    formats: payloadTypes.map((payloadType) => readFormat(payloadType, attributes)),
    extensions: readExtensions(attributes),
    msid: readMsid(attributes),
    ...readSsrcs(attributes),
    rids: readRids(attributes),
    sctpPort: readSctpPort(attributes),
  };
}

function readDirection(attributes: Attributes): Direction {
  for (const direction of ["sendonly", "recvonly", "inactive"] as const) {
    if (value(attributes, direction) !== undefined) return direction;
  }
  return "sendrecv";
}

function readFormat(payloadType: number, attributes: Attributes): SdpFormat {
  const prefix = `${payloadType} `;
  const find = (name: string): string | undefined =>
    values(attributes, name)
      .find((found) => found.startsWith(prefix))
      ?.slice(prefix.length);
  const parameters = new Map<string, string>();
  for (const item of (find("fmtp") ?? "").split(";")) {
    const [name = "", text = ""] = item.trim().split("=");
    if (name !== "") parameters.set(name.toLowerCase(), text);
  }
  const feedback = values(attributes, "rtcp-fb")
    .filter((found) => found.startsWith(prefix) || found.startsWith("* "))
    .map((found) => found.slice(found.indexOf(" ") + 1).trim());
  return { payloadType, encoding: (find("rtpmap") ?? "").trim().toLowerCase(), parameters, feedback };
}

/** Each once: a packet would be forwarded with as many copies of an extension as there are lines for it. */
function readExtensions(attributes: Attributes): SdpExtension[] {
  const byUri = new Map<string, SdpExtension>();
  for (const text of values(attributes, "extmap")) {
    const match = /^(\d{1,3})(?:\/\w+)? (\S+)/.exec(text);
    const [id, uri] = [Number(match?.[1]), match?.[2]];
    if (uri !== undefined && id >= 1 && id <= 255 && !byUri.has(uri)) byUri.set(uri, { id, uri });
  }
  return [...byUri.values()];
}

function readMsid(attributes: Attributes): string | undefined {
  const stream = value(attributes, "msid")?.trim().split(/ +/)[0] ?? "";
  // A lone dash means a track without a stream (RFC 8830 section 2). The text is repeated to others: token only.
  return stream !== "-" && /^[\w!#$%&'*+.^`|~{}-]{1,64}$/.test(stream) ? stream : undefined;
}

function readSsrcs(attributes: Attributes): Pick<SdpSection, "ssrcs" | "rtxSsrcs"> {
  const number = (text: string | undefined): number | undefined =>
    text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : undefined;
  const ssrcs = new Set<number>();
  for (const text of values(attributes, "ssrc")) {
    const ssrc = number(text.split(" ")[0]);
    if (ssrc !== undefined) ssrcs.add(ssrc);
  }
  const rtxSsrcs = new Map<number, number>();
  for (const text of values(attributes, "ssrc-group")) {
    const [semantics, media, repair] = text.trim().split(/ +/);
    const [mediaSsrc, repairSsrc] = [number(media), number(repair)];
    if (semantics !== "FID" || mediaSsrc === undefined || repairSsrc === undefined) continue;
    rtxSsrcs.set(mediaSsrc, repairSsrc);
    ssrcs.delete(repairSsrc);
  }
  return { ssrcs: [...ssrcs], rtxSsrcs };
}

/**
 * `a=simulcast:send 1;2,3;~4` names those that `a=rid:1 send` describes (RFC 8853 section 5.1). Of alternatives the first
 * is taken; one that begins paused may begin to be sent.
 */
function readRids(attributes: Attributes): string[] {
  const words = value(attributes, "simulcast")?.trim().split(/ +/) ?? [];
  const at = words.indexOf("send");
  const named = at < 0 ? [] : (words[at + 1]?.split(";") ?? []);
  const described = new Set(
    values(attributes, "rid").map((text) => /^([A-Za-z0-9_-]{1,16}) send(?: |$)/.exec(text.trim())?.[1]),
  );
  const rids = named.map((alternatives) => alternatives.split(",")[0]?.replace(/^~/, "") ?? "");
  return [...new Set(rids)].filter((rid) => described.has(rid)).slice(0, maxEncodings);
}

function readSctpPort(attributes: Attributes): number | undefined {
  const port = Number(value(attributes, "sctp-port") ?? NaN);
  return Number.isInteger(port) && port > 0 && port <= 0xffff ? port : undefined;
}

/** Transport attributes come from the first section that is in use, or from the session (RFC 8843 section 7.1.3). */
function readTransport(
  session: Attributes,
  blocks: readonly (readonly string[])[],
  sections: readonly SdpSection[],
): SdpTransport | undefined {
  const used = Math.max(
    0,
    sections.findIndex((section) => section.port !== 0),
  );
  const attributes = attributesOf(blocks[used] ?? []);
  const find = (name: string): string | undefined => value(attributes, name) ?? value(session, name);
  const ufrag = find("ice-ufrag")?.trim() ?? "";
  const pwd = find("ice-pwd")?.trim() ?? "";
  const fingerprints = [...values(attributes, "fingerprint"), ...values(session, "fingerprint")]
    .map((text) => /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\s*$/i.exec(text)?.[1]?.toUpperCase())
    .filter((text) => text !== undefined);
  // RFC 8839 section 5.4: 4 to 256 and 22 to 256 ICE characters.
  if (!/^[A-Za-z0-9+/]{4,256}$/.test(ufrag) || !/^[A-Za-z0-9+/]{22,256}$/.test(pwd)) return undefined;
  if (fingerprints.length === 0) return undefined;
  return { ufrag, pwd, fingerprints, setup: find("setup")?.trim() ?? "actpass" };
}
