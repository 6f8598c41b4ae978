/** Media commands (main to renderer) and reports (renderer to main). */
import { z } from "zod";
import { CallError } from "../errors.ts";
import { LinkId, SourceId } from "../ids.ts";
import { StreamMap } from "../wire/device-signaling.ts";

/** waiting: the ringtone of whoever is talking already. */
export const Tone = z.enum(["ringtone", "ringback", "waiting"]);
export type Tone = z.infer<typeof Tone>;

/** How to capture and play. `null` devices follow the system. */
export const AudioSettings = z.object({
  microphoneId: z.string().nullable(),
  speakerId: z.string().nullable(),
  /** Where it rings; null where calls are heard. */
  ringDeviceId: z.string().nullable(),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
});
export type AudioSettings = z.infer<typeof AudioSettings>;

/** `null` follows the system. */
export const VideoSettings = z.object({ cameraId: z.string().nullable() });
export type VideoSettings = z.infer<typeof VideoSettings>;

/** The aliases under which a client publishes its streams; the official samples use the first and the third too. */
export const streamAlias = {
  microphone: "usermedia",
  camera: "camera",
  screen: "screenshare",
  chat: "chat",
} as const;

/** text: resolution is kept and frames are dropped. motion: frames are kept and resolution gives way. */
export const ShareMode = z.enum(["text", "motion"]);
export type ShareMode = z.infer<typeof ShareMode>;

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
  /** On hold nothing is sent and nothing is played, whatever `mute` says. */
  z.object({ type: z.literal("hold"), link: LinkId, held: z.boolean() }),
  /** Presses keys on the published microphone (RFC 4733); `,` waits two seconds. */
  z.object({ type: z.literal("digits"), link: LinkId, digits: z.string().regex(/^[0-9A-D*#,]{1,32}$/) }),
  /** Publishes or unpublishes the camera. */
  z.object({ type: z.literal("camera"), link: LinkId, on: z.boolean() }),
  /**
   * Captures what main has armed for this page and publishes it; while already sharing, only the track is replaced
   * (no renegotiation). `sourceId` tells what is captured, for the report.
   */
  z.object({
    type: z.literal("share"),
    link: LinkId,
    sourceId: SourceId,
    mode: ShareMode,
    sound: z.boolean(),
  }),
  z.object({ type: z.literal("share-mode"), link: LinkId, mode: ShareMode }),
  /** The last picture stays at the viewers, and nothing new leaves this machine. */
  z.object({ type: z.literal("share-pause"), link: LinkId, paused: z.boolean() }),
  z.object({ type: z.literal("share-stop"), link: LinkId }),
  /** Publishes an application data channel under this alias. Its messages are reported as they come. */
  z.object({ type: z.literal("channel-open"), link: LinkId, alias: z.string().min(1).max(64) }),
  /** To everybody subscribed to our channel of this alias. Refused by the report `channel-full` when it cannot be queued. */
  z.object({
    type: z.literal("channel-send"),
    link: LinkId,
    alias: z.string().min(1).max(64),
    data: z.string().max(65_536),
  }),
  /** Fresh ICE credentials on the publishing side: the network has changed. */
  z.object({ type: z.literal("restart-ice"), link: LinkId }),
  /** Stop tracks, close both peer connections. The link is never used again. */
  z.object({ type: z.literal("close"), link: LinkId }),
  z.object({ type: z.literal("ring"), tone: Tone.nullable() }),
  z.object({ type: z.literal("audio"), audio: AudioSettings }),
  z.object({ type: z.literal("video"), video: VideoSettings }),
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
  /** Our microphone is published and its transport stands: in a room nobody else need be there. */
  z.object({ type: z.literal("published") }),
  z.object({ type: z.literal("camera"), on: z.boolean() }),
  z.object({ type: z.literal("camera-failed"), error: CallError }),
  /** What is captured is on its way to the viewers; also after each switch of the source. */
  z.object({
    type: z.literal("sharing"),
    sourceId: SourceId,
    width: z.int(),
    height: z.int(),
    sound: z.boolean(),
  }),
  /** By the user at the system's own control, or because the window was closed. */
  z.object({ type: z.literal("share-ended") }),
  /** Also when a switch of the source failed: nothing is shared any more. */
  z.object({ type: z.literal("share-failed"), error: CallError }),
  /** Everything that reaches us now; replaces the report before it. */
  z.object({ type: z.literal("streams"), streams: StreamMap }),
  /** To how many members our channel of this alias reaches now cannot be known; these two tell of our own end. */
  z.object({ type: z.literal("channel-open"), alias: z.string().max(64) }),
  z.object({ type: z.literal("channel-closed"), alias: z.string().max(64) }),
  /** The remote end of a member's channel opened here: messages of `participantId` can come now. */
  z.object({ type: z.literal("channel-from"), alias: z.string().max(64), participantId: z.string().max(64) }),
  z.object({
    type: z.literal("channel-message"),
    alias: z.string().max(64),
    /** As the service says: no member can speak in another's name. */
    participantId: z.string().max(64),
    data: z.string().max(65_536),
  }),
  z.object({ type: z.literal("channel-full"), alias: z.string().max(64) }),
  /** Keys that could not be sent. */
  z.object({ type: z.literal("digits-failed") }),
  /** Of the received audio, over the last seconds. Times in ms, loss 0 to 1. */
  z.object({
    type: z.literal("quality"),
    level: z.enum(["good", "fair", "poor"]),
    rttMs: z.number().nonnegative().nullable(),
    jitterMs: z.number().nonnegative(),
    loss: z.number().min(0).max(1),
  }),
]);
export type MediaReport = z.infer<typeof MediaReport>;
