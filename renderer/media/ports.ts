import type { Clock } from "../../common/clock.ts";

/** What the media code needs of `navigator.mediaDevices`. */
export type CaptureDevices = Pick<
  MediaDevices,
  "getUserMedia" | "getDisplayMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

/** Output device selection of newer AudioContexts (Web Audio API 1.1), absent from the compiler's DOM library. */
export interface SinkSelection {
  setSinkId(id: string): Promise<void>;
}

/** The web APIs the media code runs on. Tests bring their own. */
export interface MediaPorts {
  readonly clock: Clock;
  readonly devices: CaptureDevices;
  createPeerConnection(config: RTCConfiguration): RTCPeerConnection;
  /** Codecs this browser can send, in its own order of preference. */
  codecs(kind: "audio" | "video"): readonly RTCRtpCodec[];
  createStream(tracks: readonly MediaStreamTrack[]): MediaStream;
  /** The newest picture of a track; null when it ends before there is one. The caller closes it. */
  takePicture(track: MediaStreamTrack): Promise<ImageBitmap | null>;
  /** A track that shows this picture until it is stopped, and owns it. */
  stillTrack(picture: ImageBitmap): MediaStreamTrack;
  createAudioContext(): AudioContext;
  /** A new `<audio>` element inside the document. */
  createAudioElement(): HTMLAudioElement;
}
