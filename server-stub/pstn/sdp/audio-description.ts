import { isIP } from "node:net";

export type AudioCodec = "PCMU" | "PCMA";
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** One `m=` line as it was offered, so that an answer can mirror what it refuses. */
export interface MediaLine {
  readonly kind: string;
  readonly protocol: string;
  readonly formats: string;
}

/** What a phone's SDP says of the one audio stream that we take part in (RFC 4566, RFC 3264). */
export interface AudioDescription {
  readonly address: string;
  readonly port: number;
  /** Those that we speak, in the order of the description. */
  readonly codecs: readonly { readonly codec: AudioCodec; readonly payloadType: number }[];
  /** Payload type of telephone-event/8000. */
  readonly keyPayloadType: number | undefined;
  readonly direction: Direction;
  readonly media: readonly MediaLine[];
  /** Which of `media` is the audio stream. */
  readonly index: number;
}

const maxBytes = 16_384;
const staticCodecs: Readonly<Record<number, AudioCodec>> = { 0: "PCMU", 8: "PCMA" };

interface Section extends MediaLine {
  readonly port: number;
  readonly lines: readonly string[];
}

/** Undefined when it is no SDP, or holds no plain RTP audio that we can take part in. Never throws. */
export function parseAudioDescription(sdp: string): AudioDescription | undefined {
  if (sdp.length > maxBytes || !sdp.startsWith("v=0")) return undefined;
  const lines = sdp.split(/\r?\n/).slice(0, 500);
  const sections = splitSections(lines);
  const index = sections.findIndex(
    ({ kind, protocol, port }) => kind === "audio" && /^RTP\/AVPF?$/.test(protocol) && port > 0,
  );
  const audio = sections[index];
  if (audio === undefined || sections.length > 32) return undefined;
  const head = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith("m=")),
  );
  const address = connectionAddress(audio.lines) ?? connectionAddress(head);
  if (address === undefined) return undefined;
  const maps = rtpMaps(audio.lines);
  const payloadTypes = audio.formats.split(" ").map(Number).slice(0, 64);
  const codecs = payloadTypes.flatMap((payloadType) => {
    const codec = codecOf(maps.get(payloadType), payloadType);
    return codec === undefined ? [] : [{ codec, payloadType }];
  });
  return {
    address,
    port: audio.port,
    codecs,
    keyPayloadType: payloadTypes.find((type) => maps.get(type) === "TELEPHONE-EVENT/8000"),
    direction: directionOf(audio.lines) ?? directionOf(head) ?? "sendrecv",
    media: sections.map(({ kind, protocol, formats }) => ({ kind, protocol, formats })),
    index,
  };
}

function splitSections(lines: readonly string[]): Section[] {
  const starts = lines.flatMap((line, at) => (line.startsWith("m=") ? [at] : []));
  return starts.flatMap((start, nth) => {
    const [, kind, port, protocol, formats] =
      /^m=([a-z]{1,32}) (\d{1,5})(?:\/\d+)? ([A-Za-z0-9/]{1,32}) ([\w .+-]{1,512})$/.exec(
        lines[start] ?? "",
      ) ?? [];
    if (kind === undefined || port === undefined || protocol === undefined || formats === undefined)
      return [];
    if (Number(port) > 65_535) return [];
    return [{ kind, port: Number(port), protocol, formats, lines: lines.slice(start + 1, starts[nth + 1]) }];
  });
}

function connectionAddress(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const [, address] = /^c=IN IP[46] ([0-9A-Fa-f.:]{2,45})$/.exec(line.trimEnd()) ?? [];
    if (address !== undefined && isIP(address) !== 0) return address;
  }
  return undefined;
}

function rtpMaps(lines: readonly string[]): ReadonlyMap<number, string> {
  const maps = new Map<number, string>();
  for (const line of lines) {
    const [, type, encoding] =
      /^a=rtpmap:(\d{1,3}) ([\w.-]{1,32}\/\d{1,6})(?:\/1)?$/.exec(line.trimEnd()) ?? [];
    if (type !== undefined && encoding !== undefined) maps.set(Number(type), encoding.toUpperCase());
  }
  return maps;
}

/** 0 and 8 need no rtpmap (RFC 3551 table 4). */
function codecOf(encoding: string | undefined, payloadType: number): AudioCodec | undefined {
  if (encoding === undefined) return staticCodecs[payloadType];
  if (encoding === "PCMU/8000") return "PCMU";
  return encoding === "PCMA/8000" ? "PCMA" : undefined;
}

function directionOf(lines: readonly string[]): Direction | undefined {
  const found = lines.find((line) => /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.test(line));
  return found?.slice(2).trim() as Direction | undefined;
}
