/**
 * What the platform needs of a media engine: terminate WebRTC for one client's two peer connections and forward
 * tracks between them. Everything above (who may publish, who is subscribed to what) is the platform's business.
 * Transports are full ICE agents with a reachable address; clients send no candidates (bandwidth.md 4.5, R35).
 */
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { LayerSelection } from "./layers.ts";

export type MediaKind = "audio" | "video";
/** What can be published: media, or a data channel that applications use as they like. */
export type ProducerKind = MediaKind | "application";

/** As RTCPeerConnection.connectionState (webrtc-pc 4.3.3), seen from the server. */
export type TransportState = "new" | "connecting" | "connected" | "disconnected" | "failed" | "closed";

/** One published track or channel. The engine makes it; the platform hands it to subscribers. */
export interface Producer {
  /** Unique in the engine. */
  readonly id: string;
  readonly kind: ProducerKind;
  /** Key of the stream: for media the MediaStream id, as the publisher announced it. */
  readonly msid: string;
}

/** A data channel as both peer connections of a client know it: pre-negotiated by its SCTP stream id. */
export interface ChannelIdentity {
  readonly label: string;
  readonly streamId: number;
}

/** A channel of the publisher. The caller has checked that stream ids are free for applications, and used once. */
export interface AnnouncedChannel extends ChannelIdentity {
  /** Key of the stream that it carries. */
  readonly stream: string;
}

export type MediaError =
  /** The text is not SDP, or not one that this engine can answer. `detail` may be shown to the client. */
  | { readonly code: "sdp-invalid"; readonly detail: string }
  /** The offer publishes a kind that is not permitted; nothing has changed. */
  | { readonly code: "not-permitted"; readonly kind: MediaKind }
  /** An answer without an offer, or a transport that is closed, or was in a worker that has died. */
  | { readonly code: "wrong-state"; readonly detail: string };

export interface PublishOffer {
  readonly sdp: string;
  /** The msids that the client says it publishes; a track of any other is not, or no longer, published (R41). */
  readonly announced: ReadonlySet<string>;
  readonly permitted: ReadonlySet<MediaKind>;
  /** All application channels; one that is missing is no longer published. None when absent. */
  readonly channels?: readonly AnnouncedChannel[];
}

export interface PublishAnswer {
  readonly sdp: string;
  /** All producers after this negotiation. Those that are no longer in it have been closed. */
  readonly producers: readonly Producer[];
}

interface Transport {
  readonly state: TransportState;
  onStateChange(listener: (state: TransportState) => void): Dispose;
  /** Text received on `__diagnostics__`. PING and PONG on `__heartbeat__` are the engine's own (R36). */
  onDiagnostics(listener: (text: string) => void): Dispose;
  close(): Promise<void>;
}

/** The client's publishing peer connection: the client offers. */
export interface PublishTransport extends Transport {
  /** One at a time; a failed negotiation leaves the transport as it was. New ICE credentials restart ICE (R42). */
  negotiate(offer: PublishOffer): Promise<Result<PublishAnswer, MediaError>>;
}

export interface SubscribeOffer {
  readonly sdp: string;
  /** What the client has to open before it answers, by producer. */
  readonly channels: ReadonlyMap<Producer["id"], ChannelIdentity>;
}

/** The client's subscribing peer connection: the server offers, and is the DTLS client (R48). */
export interface SubscribeTransport extends Transport {
  /**
   * The offer that makes the client receive exactly these producers. Keeps m-line order; a line that is not needed
   * becomes inactive and is used again for the same kind. Forwarding starts when the answer has been applied.
   */
  offer(wanted: { producers: readonly Producer[]; iceRestart: boolean }): Promise<SubscribeOffer>;
  answer(sdp: string): Promise<Result<void, MediaError>>;
  /** From now on the client gets at most this of a video producer, whatever its path has room for. */
  limit(producer: Producer, most: LayerSelection): void;
  /** A channel was closed because the client does not keep up: only another offer brings its producer back. */
  onChannelLost(listener: () => void): Dispose;
}

/**
 * A phone line's place in the engine: one audio track in, one mix out, both linear PCM at 8 kHz in frames of 160
 * samples (20 ms). Listeners are called synchronously and must not throw.
 */
export interface AudioLeg {
  /** What the leg publishes: Opus, encoded only while somebody is subscribed. */
  readonly producer: Producer;
  /** What the phone says. A frame each 20 ms; a pause is a pause. Other lengths are dropped. */
  write(frame: Int16Array): void;
  /** The leg hears exactly these from now on; its own producer, and what is not audio, is passed over. */
  hear(producers: readonly Producer[]): void;
  /** The sum of all that it hears, each 20 ms, silence when nobody speaks. Nothing is decoded without a listener. */
  onFrame(listener: (frame: Int16Array) => void): Dispose;
  /** A key pressed by one of those that it hears (RFC 4733), once a press, when it is let go. */
  onDigit(listener: (digit: string, durationMs: number) => void): Dispose;
  close(): void;
}

/** Who speaks among some audio producers, from the levels that their packets carry (RFC 6464). */
export interface SpeakerWatch {
  /** Present speaker first, then by when they last spoke. Short pauses and little differences change nothing. */
  readonly order: readonly Producer["id"][];
  /** Exactly these from now on; those that are new come last. What is not audio is passed over. */
  watch(producers: readonly Producer[]): void;
  close(): void;
}

/** Plain figures for metrics and tests. Bytes are RTP payload plus header, packets are RTP. */
export interface TransportStats {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

export interface EngineStats extends TransportStats {
  readonly transports: number;
  /** Datagrams that were forged, malformed, or not negotiated. */
  readonly packetsDropped: number;
  /** Sent once more because a subscriber asked (RFC 4585 NACK); of `packetsSent`. */
  readonly packetsRetransmitted: number;
}

/** What subscribers' receiver reports say, one call a report block (RFC 3550 section 6.4). */
export interface MediaObserver {
  /** From our sender report to their answer to it, without the time that they took. */
  roundTrip(seconds: number): void;
  /** 0 to 1, since their last report. */
  fractionLost(fraction: number): void;
  /** What one subscriber's path is thought to carry, every few seconds while it is known. */
  pathCarries(bitsPerSecond: number): void;
}

export interface MediaEngine {
  createPublishTransport(): Promise<PublishTransport>;
  createSubscribeTransport(): Promise<SubscribeTransport>;
  /** `msid`: under which the leg's track is published. */
  createAudioLeg(options: { msid: string }): Promise<AudioLeg>;
  stats(): EngineStats;
  close(): Promise<void>;
}

/** An engine in this process, of one thread or several. */
export interface ListeningMediaEngine extends MediaEngine {
  /** Binds the port that transports share, of each thread; the first of them does it otherwise. Throws when that is impossible. */
  listen(): Promise<void>;
}

/** An engine in this thread. */
export interface LocalMediaEngine extends ListeningMediaEngine {
  /** `onChange` is called synchronously with each new order and must not throw. */
  watchSpeakers(onChange: (order: readonly Producer["id"][]) => void): SpeakerWatch;
}

export interface MediaEngineOptions {
  /** Local address to bind and to put into candidates; 127.0.0.1 for a laptop by itself, a wildcard for all. */
  readonly listenAddress: string;
  /** Addresses put into candidates instead, when the server is behind NAT; one candidate for each. */
  readonly publicAddress?: readonly string[];
  /** The UDP port of all transports; any that is free when absent or 0. */
  readonly port?: number;
  /** A UDP port for each transport in place of the one for all: these, inclusive. */
  readonly portRange?: { readonly min: number; readonly max: number };
  /** A TCP port too, for clients whose network lets no UDP through; 0 is any that is free. */
  readonly tcpPort?: number;
  readonly heartbeatMs?: number;
  readonly observe?: MediaObserver;
  /** For tests: a bad network, in the receive path. `true` loses a datagram before anything has looked at it. */
  readonly impair?: { readonly dropInbound: (datagram: Buffer) => boolean };
  readonly log: (
    level: "debug" | "info" | "warn" | "error",
    message: string,
    data?: Record<string, unknown>,
  ) => void;
}
