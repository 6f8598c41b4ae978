/** Device signaling v3 (bandwidth.md section 4): JSON-RPC 2.0 over one WebSocket per device. */
import { z } from "zod";

export const MediaType = z.enum(["AUDIO", "VIDEO", "APPLICATION"]);
export type MediaType = z.infer<typeof MediaType>;

/** SDP is bounded so that a hostile peer cannot make us parse megabytes. */
const Sdp = z.string().min(1).max(256_000);
const Msid = z.string().min(1).max(256);

/**
 * Bounds of application data channels (docs/decisions/application-data-channels.md). 1023 is the highest SCTP stream
 * that Chromium opens; 0 and 1 are the service's own channels.
 */
export const applicationChannel = {
  minStreamId: 2,
  maxStreamId: 1_023,
  maxPerDevice: 16,
  maxLabelLength: 64,
  /** A longer message is dropped, and the channel it came on closed. */
  maxMessageBytes: 65_536,
} as const;

/** What the service knows of one stream (4.3). */
export const StreamMetadata = z.object({
  endpointId: z.string(),
  mediaTypes: z.array(MediaType),
  alias: z.string().optional(),
  participantId: z.string(),
  /**
   * Of an application stream, in `sdpOffer` only: the channel to open on the subscribing peer connection with
   * `negotiated: true` and this id, before answering. Chosen for each subscriber.
   */
  dataChannel: z
    .object({
      label: z.string().max(applicationChannel.maxLabelLength),
      streamId: z.int().min(applicationChannel.minStreamId).max(applicationChannel.maxStreamId),
    })
    .optional(),
});
export type StreamMetadata = z.infer<typeof StreamMetadata>;

/** Streams by msid: the complete current map, never a change. */
export const StreamMap = z.record(Msid, StreamMetadata);
export type StreamMap = z.infer<typeof StreamMap>;

/** One data channel of the publishing peer connection, pre-negotiated. */
export const PublishedChannel = z.object({
  label: z.string(),
  /** The SCTP stream, that is, the channel's `id`. */
  streamId: z.int().min(0).max(65_534),
  /** The key in `mediaStreams` of the application stream that this channel carries. The vendor's SDK has none. */
  stream: Msid.optional(),
});
export type PublishedChannel = z.infer<typeof PublishedChannel>;

/** All that a client publishes, sent with every offer (4.3, R37). */
export const PublishMetadata = z.object({
  mediaStreams: z.record(Msid, z.object({ alias: z.string().max(256).optional() })),
  /** By label. */
  dataChannels: z.record(z.string(), PublishedChannel),
});
export type PublishMetadata = z.infer<typeof PublishMetadata>;

export const SetMediaPreferencesParams = z.object({ protocol: z.literal("WEBRTC") });
export const OfferSdpParams = z.object({ sdpOffer: Sdp, mediaMetadata: PublishMetadata });
export const OfferSdpResult = z.object({ sdpAnswer: Sdp, endpointId: z.string(), streamMetadata: StreamMap });
export type OfferSdpResult = z.infer<typeof OfferSdpResult>;
export const AnswerSdpParams = z.object({ sdpAnswer: Sdp });

/** The one notification of the service (4.4). */
export const SdpOfferParams = z.object({
  sdpOffer: Sdp,
  sdpRevision: z.int().min(0),
  endpointId: z.string().optional(),
  streamMetadata: StreamMap,
});
export type SdpOfferParams = z.infer<typeof SdpOfferParams>;

/** The pre-negotiated data channels of both peer connections (4.5). */
export const heartbeatChannel = { label: "__heartbeat__", id: 0, protocol: "udp" } as const;
export const diagnosticsChannel = { label: "__diagnostics__", id: 1, protocol: "udp" } as const;

/** What the token's payload says (1.4). Decoded, never verified, by clients. */
export const DeviceTokenClaims = z.object({
  a: z.string().optional(),
  p: z.string().optional(),
  v: z.string().optional(),
  exp: z.number().optional(),
});
export type DeviceTokenClaims = z.infer<typeof DeviceTokenClaims>;
