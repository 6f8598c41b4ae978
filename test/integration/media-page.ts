/**
 * A client for media tests, run inside a page: negotiates as the vendor's SDK does (bandwidth.md 4.6 and 4.7), that
 * is, texts are sent before candidates are gathered and every section of an answer is `passive`.
 */
export interface PagePeer {
  /** Adds a 440 Hz tone and a two-colour picture; returns the msid of each. */
  addTone(tone?: Tone): string;
  addPicture(picture?: Picture): string;
  /** Other frames on the same sender, without negotiation. */
  replacePicture(msid: string, picture: Picture): Promise<void>;
  /** Adds an application channel, by an id that was not used before; returns the key of its stream. */
  addChannel(label: string): string;
  closeChannel(stream: string): void;
  /** Sends texts on a channel, waiting when much is buffered. */
  send(stream: string, texts: string[]): Promise<void>;
  sendBytes(stream: string, length: number): void;
  /** States of the channels that this client has opened, by stream. */
  channelState(stream: string): string;
  /** What has arrived on a channel of the subscribing peer connection: texts as they are, binary as `bytes N`. */
  received(streamId: number): string[];
  /** State of a channel of the subscribing peer connection. */
  subscribedState(streamId: number): string | undefined;
  unpublish(msid: string): void;
  /** On the first audio track that is published: 100 ms a key, 70 ms between. */
  pressKeys(keys: string): void;
  publish(options?: { iceRestart?: boolean }): Promise<void>;
  /** Takes an offer, returns the answer. */
  subscribe(offer: string, channels: readonly { label: string; streamId: number }[]): Promise<string>;
  sendDiagnostics(text: string): void;
  report(): Promise<PeerReport>;
  /** Frequency of the loudest tone that is heard, in Hz. */
  heardHz(): number;
  /** The picture that is seen of a stream, the latest without one; undefined before its first frame. */
  seen(msid?: string): Seen | undefined;
}

export interface Tone {
  /** 1 is as loud as it gets, 0 is silence. */
  readonly gain?: number;
  /** Subtype of the codec to prefer, `red` for instance. */
  readonly codec?: string;
}

/** Two colours side by side, with a strip of noise between them, and at the bottom the frame's number in black and white. */
export interface Picture {
  readonly left?: readonly number[];
  readonly right?: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  /** Width of the strip: more of it costs more. */
  readonly noise?: number;
  /** `detail` keeps the size and gives up frames, as a screen share does (mst-content-hint). */
  readonly contentHint?: string;
  /** Subtype of the only codec to use, `VP9` for instance. */
  readonly codec?: string;
  /** Several encodings at once, or one with layers. */
  readonly encodings?: readonly RTCRtpEncodingParameters[];
}
export interface Seen {
  readonly width: number;
  readonly height: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The frame's number, from 0 to 255. */
  readonly count: number;
}

export interface PeerReport {
  readonly publish: { state: string; pings: number; bandwidth: number; outbound: Outbound[]; path: string };
  readonly subscribe: { state: string; pings: number; inbound: Inbound[]; path: string };
}
export interface Outbound {
  readonly kind: string;
  /** Of simulcast; empty otherwise. */
  readonly rid: string;
  readonly packets: number;
  readonly nacks: number;
  readonly keyFrames: number;
  readonly plis: number;
  readonly codec: string;
  readonly roundTripMs: number | undefined;
}
export interface Inbound {
  readonly kind: string;
  readonly mid: string;
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  readonly nacks: number;
  readonly repaired: number;
}

declare global {
  interface Window {
    peer: PagePeer;
    /** Exposed by the test: the way to the engine. */
    negotiate: (
      sdp: string,
      announced: string[],
      channels: { stream: string; label: string; streamId: number }[],
    ) => Promise<string>;
  }
}

/** Runs in the page: everything it uses is inside of it. */
export function installPeer(configuration: RTCConfiguration = {}): void {
  const channels = (pc: RTCPeerConnection): { pings: number; diagnostics: RTCDataChannel } => {
    const options = { negotiated: true, protocol: "udp" };
    const heartbeat = pc.createDataChannel("__heartbeat__", { ...options, id: 0 });
    const state = { pings: 0, diagnostics: pc.createDataChannel("__diagnostics__", { ...options, id: 1 }) };
    heartbeat.onmessage = (event) => {
      if (event.data !== "PING") return;
      state.pings += 1;
      heartbeat.send("PONG");
    };
    return state;
  };
  const publishing = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
  const subscribing = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
  const publishChannels = channels(publishing);
  const subscribeChannels = channels(subscribing);
  const audio = new AudioContext({ sampleRate: 48_000 });
  const analyser = audio.createAnalyser();
  analyser.fftSize = 32_768;
  /** By stream; the latest last. */
  const videos = new Map<string, HTMLVideoElement>();
  const published = new Map<string, RTCRtpTransceiver>();
  const publishedChannels = new Map<string, { label: string; streamId: number; channel: RTCDataChannel }>();
  let lastStreamId = 1;
  const subscribed = new Map<number, { channel: RTCDataChannel; received: string[] }>();

  const add = (stream: MediaStream, encodings: readonly RTCRtpEncodingParameters[] = []): string => {
    const track = stream.getTracks()[0]!;
    const sendEncodings = [...encodings];
    const transceiver = publishing.addTransceiver(track, {
      direction: "sendonly",
      streams: [stream],
      sendEncodings,
    });
    published.set(stream.id, transceiver);
    return stream.id;
  };
  const draw = ({ left = [51, 102, 204], right = [255, 136, 0], ...rest }: Picture): MediaStream => {
    const { width = 640, height = 480, fps = 30, contentHint = "", noise = 80 } = rest;
    const half = noise / 2;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d")!;
    let frame = 0;
    setInterval(() => {
      context.fillStyle = `rgb(${left.join()})`;
      context.fillRect(0, 0, width / 2, height);
      context.fillStyle = `rgb(${right.join()})`;
      context.fillRect(width / 2, 0, width / 2, height);
      // Noise in a strip between the halves gives the encoder something to send.
      for (let y = 0; y < height; y += 4) {
        context.fillStyle = `hsl(${(frame * 37 + y * 11) % 360} 90% 50%)`;
        context.fillRect(width / 2 - half + ((frame * 5 + y) % half), y, half, 4);
      }
      for (let bit = 0; bit < 8; bit++) {
        context.fillStyle = ((frame >> bit) & 1) === 1 ? "white" : "black";
        context.fillRect((bit * width) / 8, (height * 11) / 12, width / 8, height / 12);
      }
      frame += 1;
    }, 1_000 / fps);
    const stream = canvas.captureStream(fps);
    stream.getVideoTracks()[0]!.contentHint = contentHint;
    return stream;
  };
  subscribing.ontrack = ({ track, streams }) => {
    const stream = new MediaStream([track]);
    if (track.kind === "video") {
      const video = document.createElement("video");
      video.muted = true;
      video.autoplay = true;
      video.srcObject = stream;
      document.body.append(video);
      const msid = streams[0]!.id;
      videos.get(msid)?.remove();
      videos.delete(msid);
      videos.set(msid, video);
      return;
    }
    // Chromium decodes a remote track for Web Audio only while an element plays it.
    const element = document.createElement("audio");
    element.srcObject = stream;
    element.muted = true;
    void element.play();
    audio.createMediaStreamSource(stream).connect(analyser);
  };
  type Stats = Record<string, number | string | boolean | undefined> & { type: string };
  const stats = async (pc: RTCPeerConnection): Promise<Stats[]> => {
    const found: Stats[] = [];
    (await pc.getStats()).forEach((one: Stats) => found.push(one));
    return found;
  };
  /** How our side of the pair in use reaches the engine: `udp host`, `tcp prflx`, `udp relay`. */
  const pathOf = (found: readonly Stats[]): string => {
    const transport = found.find(({ type }) => type === "transport");
    const pair = found.find(({ id }) => id === transport?.["selectedCandidatePairId"]);
    const local = found.find(({ id }) => id === pair?.["localCandidateId"]);
    return `${String(local?.["protocol"])} ${String(local?.["candidateType"])}`;
  };
  // Later texts repeat what has been gathered meanwhile; the engine must not need it.
  const withoutCandidates = (sdp: string): string => sdp.replaceAll(/a=candidate:.*\r\n/g, "");
  const number = (value: unknown): number => (typeof value === "number" ? value : 0);

  window.peer = {
    addTone({ gain = 1, codec } = {}) {
      const oscillator = audio.createOscillator();
      oscillator.frequency.value = 440;
      const destination = audio.createMediaStreamDestination();
      const volume = audio.createGain();
      volume.gain.value = gain;
      oscillator.connect(volume).connect(destination);
      oscillator.start();
      const msid = add(destination.stream);
      if (codec !== undefined) {
        const { codecs } = RTCRtpReceiver.getCapabilities("audio")!;
        const [wanted, others] = [true, false].map((is) =>
          codecs.filter(({ mimeType }) => (mimeType === `audio/${codec}`) === is),
        );
        published.get(msid)!.setCodecPreferences([...wanted!, ...others!]);
      }
      return msid;
    },
    addPicture(picture = {}) {
      const msid = add(draw(picture), picture.encodings);
      const { codecs } = RTCRtpReceiver.getCapabilities("video")!;
      const wanted = codecs.filter(({ mimeType }) => mimeType === `video/${picture.codec}`);
      if (wanted.length > 0) published.get(msid)!.setCodecPreferences(wanted);
      return msid;
    },
    async replacePicture(msid, picture) {
      await published.get(msid)!.sender.replaceTrack(draw(picture).getVideoTracks()[0]!);
    },
    addChannel(label) {
      // Chromium gives a closed channel's id away at once, and closes the new one when the reset of the old is answered.
      const streamId = (lastStreamId += 1);
      const channel = publishing.createDataChannel(label, { negotiated: true, id: streamId });
      publishedChannels.set(`${label}-${streamId}`, { label, streamId, channel });
      return `${label}-${streamId}`;
    },
    closeChannel(stream) {
      publishedChannels.get(stream)!.channel.close();
      publishedChannels.delete(stream);
    },
    async send(stream, texts) {
      const { channel } = publishedChannels.get(stream)!;
      if (channel.readyState === "connecting") {
        await new Promise((resolve) => (channel.onopen = resolve));
      }
      for (const text of texts) {
        channel.send(text);
        if (channel.bufferedAmount < 1 << 20) continue;
        await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
      }
    },
    sendBytes(stream, length) {
      publishedChannels.get(stream)!.channel.send(new Uint8Array(length));
    },
    channelState: (stream) => publishedChannels.get(stream)!.channel.readyState,
    received: (streamId) => subscribed.get(streamId)?.received ?? [],
    subscribedState: (streamId) => subscribed.get(streamId)?.channel.readyState,
    pressKeys(keys) {
      const sender = publishing.getSenders().find(({ track }) => track?.kind === "audio");
      sender!.dtmf!.insertDTMF(keys, 100, 70);
    },
    unpublish(msid) {
      const transceiver = published.get(msid)!;
      publishing.removeTrack(transceiver.sender);
      transceiver.stop();
      published.delete(msid);
    },
    async publish(options = {}) {
      const offer = await publishing.createOffer(options);
      const channels = [...publishedChannels].map(([stream, { label, streamId }]) => ({
        stream,
        label,
        streamId,
      }));
      const announced = [...published.keys(), ...publishedChannels.keys()];
      const answer = await window.negotiate(withoutCandidates(offer.sdp!), announced, channels);
      await publishing.setLocalDescription(offer);
      await publishing.setRemoteDescription({ type: "answer", sdp: answer });
    },
    async subscribe(offer, channels) {
      for (const { label, streamId } of channels) {
        if (subscribed.has(streamId)) continue;
        const channel = subscribing.createDataChannel(label, { negotiated: true, id: streamId });
        const received: string[] = [];
        channel.binaryType = "arraybuffer";
        channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
          received.push(typeof data === "string" ? data : `bytes ${data.byteLength}`);
        subscribed.set(streamId, { channel, received });
      }
      await subscribing.setRemoteDescription({ type: "offer", sdp: offer });
      const answer = await subscribing.createAnswer();
      const sdp = answer.sdp!.replaceAll(/a=setup:\w+/g, "a=setup:passive");
      await subscribing.setLocalDescription({ type: "answer", sdp });
      return withoutCandidates(sdp);
    },
    sendDiagnostics(text) {
      subscribeChannels.diagnostics.send(text);
    },
    async report() {
      const out = await stats(publishing);
      const remote = out.filter(({ type }) => type === "remote-inbound-rtp");
      const pair = out.find((one) => one.type === "candidate-pair" && one["nominated"] === true);
      return {
        publish: {
          path: pathOf(out),
          state: publishing.connectionState,
          pings: publishChannels.pings,
          bandwidth: number(pair?.["availableOutgoingBitrate"]),
          outbound: out
            .filter(({ type }) => type === "outbound-rtp")
            .map((one) => {
              const seconds = remote.find((other) => other["localId"] === one["id"])?.["roundTripTime"];
              return {
                kind: String(one["kind"]),
                rid: String(one["rid"] ?? ""),
                packets: number(one["packetsSent"]),
                nacks: number(one["nackCount"]),
                keyFrames: number(one["keyFramesEncoded"]),
                plis: number(one["pliCount"]),
                codec: String(out.find((other) => other["id"] === one["codecId"])?.["mimeType"]),
                roundTripMs: typeof seconds === "number" ? seconds * 1_000 : undefined,
              };
            }),
        },
        subscribe: {
          path: pathOf(await stats(subscribing)),
          state: subscribing.connectionState,
          pings: subscribeChannels.pings,
          inbound: (await stats(subscribing))
            .filter(({ type }) => type === "inbound-rtp")
            .map((one) => ({
              kind: String(one["kind"]),
              mid: String(one["mid"]),
              packets: number(one["packetsReceived"]),
              lost: number(one["packetsLost"]),
              frames: number(one["framesDecoded"]),
              nacks: number(one["nackCount"]),
              repaired: number(one["retransmittedPacketsReceived"]),
            })),
        },
      };
    },
    heardHz() {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const loudest = bins.reduce((best, level, at) => (level > bins[best]! ? at : best), 0);
      return bins[loudest]! > -60 ? (loudest * audio.sampleRate) / analyser.fftSize : 0;
    },
    seen(msid = [...videos.keys()].at(-1) ?? "") {
      const video = videos.get(msid);
      if (video === undefined || video.videoWidth === 0) return undefined;
      const { videoWidth: width, videoHeight: height } = video;
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d")!;
      context.drawImage(video, 0, 0);
      const at = (part: number): number[] => [
        ...context.getImageData(Math.floor(width * part), height >> 1, 1, 1).data.subarray(0, 3),
      ];
      let count = 0;
      for (let bit = 0; bit < 8; bit++) {
        const x = Math.floor(((bit + 0.5) * width) / 8);
        const [level = 0] = context.getImageData(x, Math.floor((height * 23) / 24), 1, 1).data;
        if (level > 127) count |= 1 << bit;
      }
      return { width, height, left: at(0.2), right: at(0.8), count };
    },
  };
}
