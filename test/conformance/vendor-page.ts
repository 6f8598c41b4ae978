/** Runs in Chromium: an application that uses the vendor's browser SDK as its documents say, and nothing else. */
import BandwidthRtc from "@bandwidth/webrtc-browser";

/** What the application was told of a remote stream. */
export interface Told {
  readonly endpointId: string;
  readonly mediaTypes: readonly string[];
  readonly participantId: string | undefined;
  readonly alias: string | undefined;
}

export interface VendorApp {
  connect(deviceToken: string, websocketUrl: string): Promise<void>;
  publishTone(hz: number, alias?: string): Promise<Told>;
  /** The left half in one colour, the right half in another, as CSS colours. */
  publishPicture(left: string, right: string, alias?: string): Promise<Told>;
  /** What the SDK publishes when it is told nothing: microphone and camera. */
  publishDefault(): Promise<Told>;
  unpublish(endpointId: string): Promise<void>;
  mute(isMuted: boolean): void;
  pressKeys(keys: string): void;
  disconnect(): void;
  /** All streams that ever became available, in order, and those that became unavailable since. */
  readonly available: Told[];
  readonly unavailable: string[];
  /** The loudest frequency of a remote stream in Hz; 0 when it is silent. */
  heardHz(endpointId: string): number;
  /** Colours left and right of a remote picture, as R, G, B; undefined before its first frame. */
  seen(endpointId: string): readonly [left: number[], right: number[]] | undefined;
  /** Frames of a remote picture that were decoded. */
  frames(endpointId: string): number;
}

declare global {
  interface Window {
    vendor: VendorApp;
  }
}

const rtc = new BandwidthRtc();
const audio = new AudioContext({ sampleRate: 48_000 });
const ears = new Map<string, AnalyserNode>();
const eyes = new Map<string, HTMLVideoElement>();
const available: Told[] = [];
const unavailable: string[] = [];

type Stream = Awaited<ReturnType<typeof rtc.publish>>;

const told = ({ endpointId, mediaTypes, alias, ...rest }: Stream): Told => ({
  endpointId,
  mediaTypes,
  alias,
  participantId: (rest as { participantId?: string }).participantId,
});

rtc.onStreamAvailable((stream) => {
  available.push(told(stream));
  const { endpointId, mediaStream } = stream;
  const element = document.createElement(mediaStream.getVideoTracks().length > 0 ? "video" : "audio");
  element.srcObject = mediaStream;
  element.muted = true;
  document.body.append(element);
  void element.play();
  if (element instanceof HTMLVideoElement) eyes.set(endpointId, element);
  if (mediaStream.getAudioTracks().length === 0) return;
  const ear = audio.createAnalyser();
  ear.fftSize = 16_384;
  ear.smoothingTimeConstant = 0;
  audio.createMediaStreamSource(mediaStream).connect(ear);
  ears.set(endpointId, ear);
});
// The SDK's types say an id, and so it is; its documents show an object (bandwidth.md section 8, G8).
rtc.onStreamUnavailable((endpointId) => unavailable.push(endpointId));

function tone(hz: number): MediaStream {
  const oscillator = audio.createOscillator();
  oscillator.frequency.value = hz;
  const destination = audio.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return destination.stream;
}

function picture(left: string, right: string): MediaStream {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d")!;
  let frame = 0;
  setInterval(() => {
    context.fillStyle = left;
    context.fillRect(0, 0, 160, 240);
    context.fillStyle = right;
    context.fillRect(160, 0, 160, 240);
    // Something has to move, or the canvas gives no more frames.
    context.fillStyle = `hsl(${String((frame += 7) % 360)} 90% 50%)`;
    context.fillRect(150, 0, 20, 240);
  }, 50);
  return canvas.captureStream(20);
}

window.vendor = {
  available,
  unavailable,
  connect: (deviceToken, websocketUrl) => rtc.connect({ deviceToken }, { websocketUrl }),
  publishTone: async (hz, alias) => told(await rtc.publish(tone(hz), undefined, alias)),
  publishPicture: async (left, right, alias) =>
    told(await rtc.publish(picture(left, right), undefined, alias)),
  publishDefault: async () => told(await rtc.publish()),
  async unpublish(endpointId) {
    await rtc.unpublish(endpointId);
  },
  mute(isMuted) {
    rtc.setMicEnabled(!isMuted);
  },
  pressKeys(keys) {
    rtc.sendDtmf(keys);
  },
  disconnect() {
    rtc.disconnect();
  },
  heardHz(endpointId) {
    const ear = ears.get(endpointId);
    if (ear === undefined) return 0;
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    const loudest = bins.reduce((best, level, at) => (level > bins[best]! ? at : best), 0);
    return bins[loudest]! > -60 ? (loudest * audio.sampleRate) / ear.fftSize : 0;
  },
  seen(endpointId) {
    const video = eyes.get(endpointId);
    if (video === undefined || video.videoWidth === 0) return undefined;
    const { videoWidth: width, videoHeight: height } = video;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d")!;
    context.drawImage(video, 0, 0);
    const at = (part: number): number[] => [
      ...context.getImageData(Math.floor(width * part), height >> 1, 1, 1).data.subarray(0, 3),
    ];
    return [at(0.2), at(0.8)];
  },
  frames: (endpointId) => eyes.get(endpointId)?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
};
