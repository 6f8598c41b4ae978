import { FakeTrack } from "./fake-media.ts";

export class FakeDataChannel extends EventTarget {
  readonly sent: string[] = [];
  readyState: RTCDataChannelState = "open";
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

  receive(data: string): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

export class FakeTransceiver {
  mid: string | null;
  currentDirection: RTCRtpTransceiverDirection | "stopped" | null = null;
  stopped = false;
  codecs: RTCRtpCodec[] = [];
  readonly streams: readonly MediaStream[];
  readonly receiver = { track: new FakeTrack() };
  readonly sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: (track: MediaStreamTrack) => {
      this.sender.track = track;
      return Promise.resolve();
    },
  };

  constructor(mid: string | null, track: MediaStreamTrack | null, streams: readonly MediaStream[]) {
    this.mid = mid;
    this.sender.track = track;
    this.streams = streams;
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
  /** What the service's answer makes of our media. */
  answeredDirection: RTCRtpTransceiverDirection = "sendonly";

  createDataChannel(label: string, init: RTCDataChannelInit): FakeDataChannel {
    const channel = new FakeDataChannel(label, init);
    this.channels.push(channel);
    return channel;
  }

  addTransceiver(
    track: MediaStreamTrack,
    { streams = [] }: { direction?: string; streams?: readonly MediaStream[] },
  ): FakeTransceiver {
    const transceiver = new FakeTransceiver(null, track, streams);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createOffer(options: RTCOfferOptions): Promise<RTCSessionDescriptionInit> {
    this.#mustBeOpen();
    this.offerOptions.push(options);
    const media = this.transceivers.filter(({ stopped }) => !stopped).flatMap(({ streams }) => streams);
    return Promise.resolve({ type: "offer", sdp: ["application", ...media.map(({ id }) => id)].join(" ") });
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
    for (const [, mid] of sdp.matchAll(/^a=mid:(\S+)/gm)) {
      if (this.transceivers.some((each) => each.mid === mid) || mid === "app") continue;
      this.transceivers.push(new FakeTransceiver(mid!, null, []));
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
