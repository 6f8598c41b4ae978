import {
  parseAudioDescription,
  type AudioCodec,
  type AudioDescription,
  type Direction,
} from "./audio-description.ts";

/** What both ends have agreed on. */
export interface AgreedAudio {
  readonly remote: { readonly address: string; readonly port: number };
  readonly codec: AudioCodec;
  readonly payloadType: number;
  /** Undefined when the far end knows no telephone-event. */
  readonly keyPayloadType: number | undefined;
  readonly sends: boolean;
  readonly receives: boolean;
  /** The far end has put us on hold (RFC 3264 section 8.4, or the older 0.0.0.0). */
  readonly heldByRemote: boolean;
}

const ourCodecs: readonly { readonly codec: AudioCodec; readonly payloadType: number }[] = [
  { codec: "PCMU", payloadType: 0 },
  { codec: "PCMA", payloadType: 8 },
];
const ourKeyPayloadType = 101;
/** RFC 3264 section 5: no media, and the oldest way to say hold. */
const nowhere = new Set(["0.0.0.0", "::"]);

/** Our side of offer and answer for one call (RFC 3264): plain RTP, G.711 and keys. Knows no sockets. */
export class AudioNegotiation {
  readonly #address: string;
  readonly #port: number;
  readonly #sessionId: string;
  #version = 0;
  #holding = false;
  #agreed: AgreedAudio | undefined;

  constructor(local: { address: string; port: number; sessionId: string }) {
    this.#address = local.address;
    this.#port = local.port;
    this.#sessionId = local.sessionId;
  }

  get agreed(): AgreedAudio | undefined {
    return this.#agreed;
  }

  /** Whether we put the far end on hold, from the next offer or answer on. */
  set holding(holding: boolean) {
    this.#holding = holding;
  }

  offer(): string {
    const heldByRemote = this.#agreed?.heldByRemote === true;
    const direction = directionFor({ sends: !heldByRemote, receives: !this.#holding });
    return this.#write([this.#audioLines(direction, ourCodecs, ourKeyPayloadType)]);
  }

  /** Takes the answer to our last offer; false when nothing in it can be used. */
  acceptAnswer(sdp: string): boolean {
    const description = parseAudioDescription(sdp);
    return description !== undefined && this.#agree(description) !== undefined;
  }

  /** Our answer to their offer; undefined when we have nothing in common. */
  answer(sdp: string): string | undefined {
    const description = parseAudioDescription(sdp);
    const agreed = description && this.#agree(description);
    if (description === undefined || agreed === undefined) return undefined;
    const { codec, payloadType, keyPayloadType, sends, receives } = agreed;
    const audio = this.#audioLines(
      directionFor({ sends, receives }),
      [{ codec, payloadType }],
      keyPayloadType,
    );
    return this.#write(
      description.media.map(({ kind, protocol, formats }, index) =>
        index === description.index ? audio : [`m=${kind} 0 ${protocol} ${formats}`],
      ),
    );
  }

  #agree({ address, port, codecs, keyPayloadType, direction }: AudioDescription): AgreedAudio | undefined {
    const [first] = codecs;
    if (first === undefined) return undefined;
    const heldByRemote = direction === "sendonly" || direction === "inactive" || nowhere.has(address);
    this.#agreed = {
      remote: { address, port },
      ...first,
      keyPayloadType,
      sends: !heldByRemote,
      receives: !this.#holding && (direction === "sendrecv" || direction === "sendonly"),
      heldByRemote,
    };
    return this.#agreed;
  }

  #audioLines(
    direction: Direction,
    codecs: readonly { readonly codec: AudioCodec; readonly payloadType: number }[],
    keyPayloadType: number | undefined,
  ): string[] {
    const types = [
      ...codecs.map(({ payloadType }) => payloadType),
      ...(keyPayloadType === undefined ? [] : [keyPayloadType]),
    ];
    const keys =
      keyPayloadType === undefined
        ? []
        : [`a=rtpmap:${keyPayloadType} telephone-event/8000`, `a=fmtp:${keyPayloadType} 0-15`];
    return [
      `m=audio ${this.#port} RTP/AVP ${types.join(" ")}`,
      ...codecs.map(({ codec, payloadType }) => `a=rtpmap:${payloadType} ${codec}/8000`),
      ...keys,
      "a=ptime:20",
      `a=${direction}`,
    ];
  }

  #write(sections: readonly (readonly string[])[]): string {
    this.#version += 1;
    const address = `IN ${this.#address.includes(":") ? "IP6" : "IP4"} ${this.#address}`;
    return [
      "v=0",
      `o=- ${this.#sessionId} ${this.#version} ${address}`,
      "s=-",
      `c=${address}`,
      "t=0 0",
      ...sections.flat(),
      "",
    ].join("\r\n");
  }
}

function directionFor({ sends, receives }: { sends: boolean; receives: boolean }): Direction {
  if (sends) return receives ? "sendrecv" : "sendonly";
  return receives ? "recvonly" : "inactive";
}
