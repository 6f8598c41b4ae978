/** Media commands (main to renderer) and reports (renderer to main). */
import { z } from "zod";
import { CallError } from "../errors.ts";
import { LinkId } from "../ids.ts";
import { StreamMap } from "../wire/device-signaling.ts";

export const Tone = z.enum(["ringtone", "ringback"]);
export type Tone = z.infer<typeof Tone>;

/** How to capture and play. `null` devices follow the system. */
export const AudioSettings = z.object({
  microphoneId: z.string().nullable(),
  speakerId: z.string().nullable(),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
});
export type AudioSettings = z.infer<typeof AudioSettings>;

export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;

export const MediaCommand = z.discriminatedUnion("type", [
  /** Make the publishing peer connection with its data channels and negotiate it; the microphone stays closed. */
  z.object({ type: z.literal("prepare"), link: LinkId, iceServers: z.array(IceServer) }),
  /** Open the microphone and publish it. */
  z.object({ type: z.literal("publish"), link: LinkId, muted: z.boolean() }),
  /** An offer of the service for the subscribing peer connection; answer with request media.answer. */
  z.object({
    type: z.literal("subscribe"),
    link: LinkId,
    revision: z.int(),
    sdpOffer: z.string(),
    streams: StreamMap,
    iceServers: z.array(IceServer),
  }),
  z.object({ type: z.literal("mute"), link: LinkId, muted: z.boolean() }),
  /** Stop tracks, close both peer connections. The link is never used again. */
  z.object({ type: z.literal("close"), link: LinkId }),
  z.object({ type: z.literal("ring"), tone: Tone.nullable() }),
  z.object({ type: z.literal("audio"), audio: AudioSettings }),
]);
export type MediaCommand = z.infer<typeof MediaCommand>;

export const MediaReport = z.discriminatedUnion("type", [
  /** Remote audio packets arrive. */
  z.object({ type: z.literal("flowing") }),
  /** They stopped, or ICE lost its path. */
  z.object({ type: z.literal("interrupted") }),
  z.object({ type: z.literal("failed"), error: CallError }),
  /** The microphone in use vanished or came back as another one. */
  z.object({ type: z.literal("microphone-changed"), label: z.string().max(512) }),
]);
export type MediaReport = z.infer<typeof MediaReport>;
