import type { StatsEntry } from "../../renderer/media/stats.ts";
import { FakeTrack } from "./fake-media.ts";

export class FakeDataChannel extends EventTarget {
  readonly sent: string[] = [];
  readyState: RTCDataChannelState = "open";
  /** What the test says the browser still holds. */
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readonly label: string;
  readonly init: RTCDataChannelInit;

  constructor(label: string, init: RTCDataChannelInit) {
    super();
    this.label = label;
    this.init = init;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  /** Our own close: fires its event later, and by then nobody listens. */
  close(): void {
    this.readyState = "closed";
  }

  receive(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  /** Moves to that state, and tells of it. */
  become(state: "open" | "closed"): void {
    this.readyState = state;
    this.dispatchEvent(new Event(state === "open" ? "open" : "close"));
  }

  /** The browser has sent what it held. */
  drain(): void {
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event("bufferedamountlow"));
  }

  get asChannel(): RTCDataChannel {
    return this as unknown as RTCDataChannel;
  }
}

interface TransceiverInit {
  readonly track?: MediaStreamTrack | null;
  readonly streams?: readonly MediaStream[];
  readonly sendEncodings?: RTCRtpEncodingParameters[];
}

/** Notes what it is told to press; with `canInsertDTMF` false it refuses, as the real one does. */
export class FakeDtmf {
  canInsertDTMF = true;
  toneBuffer = "";
  readonly inserted: { tones: string; duration: number; gap: number }[] = [];

  insertDTMF(tones: string, duration: number, gap: number): void {
    if (!this.canInsertDTMF) throw new DOMException("scripted", "InvalidStateError");
    this.toneBuffer = tones;
    this.inserted.push({ tones, duration, gap });
  }
}

export class FakeTransceiver {
  mid: string | null;
  currentDirection: RTCRtpTransceiverDirection | "stopped" | null = null;
  stopped = false;
  codecs: RTCRtpCodec[] = [];
  readonly streams: readonly MediaStream[];
  readonly receiver: { readonly track: FakeTrack };
  readonly sender = {
    track: null as MediaStreamTrack | null,
    dtmf: new FakeDtmf(),
    parameters: {} as Partial<RTCRtpSendParameters>,
    getParameters: () => ({ ...this.sender.parameters, encodings: this.encodings }),
    setParameters: (parameters: RTCRtpSendParameters) => {
      this.encodings = parameters.encodings;
      this.sender.parameters = parameters;
      return Promise.resolve();
    },
    replaceTrack: (track: MediaStreamTrack | null) => {
      this.sender.track = track;
      return Promise.resolve();
    },
  };
  encodings: RTCRtpEncodingParameters[];

  constructor(
    mid: string | null,
    kind: string,
    { track = null, streams = [], sendEncodings = [] }: TransceiverInit = {},
  ) {
    this.mid = mid;
    this.receiver = { track: new FakeTrack("remote", { kind }) };
    this.sender.track = track;
    this.streams = streams;
    this.encodings = sendEncodings;
  }

  setCodecPreferences(codecs: RTCRtpCodec[]): void {
    this.codecs = codecs;
  }

  stop(): void {
    this.stopped = true;
  }
}

/**
 * A peer connection without a network. Its offers name the streams they carry; it keeps the signaling state
 * (webrtc-pc §4.3.1) and refuses what the real one refuses: an answer that says "broken", anything when closed.
 */
export class FakePeerConnection extends EventTarget {
  readonly channels: FakeDataChannel[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  readonly remoteOffers: string[] = [];
  readonly offerOptions: RTCOfferOptions[] = [];
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  currentRemoteDescription: RTCSessionDescriptionInit | null = null;
  localDescription: RTCSessionDescriptionInit | null = null;
  packetsReceived = 0;
  /** What else getStats tells. */
  stats: readonly StatsEntry[] = [];
  /** What the service's answer makes of our media. */
  answeredDirection: RTCRtpTransceiverDirection = "sendonly";

  /** Channel numbers that the real one would refuse, being in use. */
  readonly takenIds = new Set<number>();

  createDataChannel(label: string, init: RTCDataChannelInit): FakeDataChannel {
    if (this.takenIds.has(init.id ?? -1)) throw new DOMException("scripted", "OperationError");
    const channel = new FakeDataChannel(label, init);
    this.channels.push(channel);
    return channel;
  }

  addTransceiver(
    track: MediaStreamTrack,
    { streams = [], sendEncodings = [] }: RTCRtpTransceiverInit,
  ): FakeTransceiver {
    const transceiver = new FakeTransceiver(null, track.kind, { track, streams, sendEncodings });
    this.transceivers.push(transceiver);
    return transceiver;
  }

  removeTrack(sender: FakeTransceiver["sender"]): void {
    sender.track = null;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createOffer(options: RTCOfferOptions): Promise<RTCSessionDescriptionInit> {
    this.#mustBeOpen();
    this.offerOptions.push(options);
    const media = this.transceivers.filter(({ stopped }) => !stopped).flatMap(({ streams }) => streams);
    const names = ["application", ...media.map(({ id }) => id)];
    return Promise.resolve({ type: "offer", sdp: names.join(" ") });
  }

  createAnswer(): Promise<RTCSessionDescriptionInit> {
    this.#mustBeOpen();
    const sdp = this.remoteOffers.at(-1)!.replace(/a=setup:\w+/g, "a=setup:active");
    return Promise.resolve({ type: "answer", sdp });
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    if (description.type === "offer") this.#mustBe("stable", "have-local-offer");
    else if (description.type === "rollback") this.#mustBe("have-local-offer", "stable");
    else this.#mustBe("have-remote-offer", "stable");
    this.localDescription = description;
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    if (description.sdp === "broken") throw new DOMException("scripted", "InvalidAccessError");
    if (description.type === "offer") {
      this.signalingState = "have-remote-offer";
      this.#receive(description.sdp ?? "");
      return;
    }
    this.#mustBe("have-local-offer", "stable");
    this.currentRemoteDescription = description;
    for (const each of this.transceivers) each.currentDirection = this.answeredDirection;
  }

  getStats(): Promise<Map<string, unknown>> {
    const audio = { type: "inbound-rtp", kind: "audio", packetsReceived: this.packetsReceived };
    return Promise.resolve(
      new Map<string, unknown>([
        ["audio", audio],
        ["other", { type: "codec" }],
        ...this.stats.map((entry, index) => [`stats-${String(index)}`, entry] as const),
      ]),
    );
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  /** Moves to that state, and tells of it. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  get asPeerConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  #receive(sdp: string): void {
    this.remoteOffers.push(sdp);
    for (const [, kind, mid] of sdp.matchAll(/^m=(\w+) [^]*?^a=mid:(\S+)/gm)) {
      if (this.transceivers.some((each) => each.mid === mid) || mid === "app") continue;
      this.transceivers.push(new FakeTransceiver(mid!, kind!));
    }
  }

  #mustBe(expected: RTCSignalingState, next: RTCSignalingState): void {
    if (this.signalingState !== expected) throw new DOMException(this.signalingState, "InvalidStateError");
    this.signalingState = next;
  }

  #mustBeOpen(): void {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
  }
}
