/** Runs in Chromium: our media host against a service played by plain peer connections of the same page. */
import type { Host, Input, Payload } from "../../common/contract/contract.ts";
import type { AudioSettings, MediaReport, VideoSettings } from "../../common/contract/media.ts";
import type { LinkId } from "../../common/ids.ts";
import type { StreamMap } from "../../common/wire/device-signaling.ts";
import { err, ok } from "../../common/result.ts";
import { heartbeatChannel } from "../../common/wire/device-signaling.ts";
import { startMediaHost, type MediaHost } from "../../renderer/media-host/media-host.ts";

declare global {
  interface Window {
    lab: Lab;
    /** Given by the test: makes a UDP relay to that candidate, and returns its port. */
    relayTo(address: string, port: number): Promise<number>;
  }
}

const fftSize = 8192;

/** The loudest frequency of a stream, in Hz; null when it is (almost) silent. */
class Ear {
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;

  constructor(context: AudioContext, stream: MediaStream) {
    this.#context = context;
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = fftSize;
    this.#analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  peakHz(): number | null {
    const bins = new Float32Array(this.#analyser.frequencyBinCount);
    this.#analyser.getFloatFrequencyData(bins);
    const loudest = bins.reduce((best, level, index) => (level > bins[best]! ? index : best), 0);
    return bins[loudest]! < -60 ? null : (loudest * this.#context.sampleRate) / fftSize;
  }
}

/** What a viewer sees: the decoded frames of one published picture. */
class Eye {
  readonly #video = document.createElement("video");

  constructor(stream: MediaStream) {
    this.#video.muted = true;
    this.#video.srcObject = stream;
    document.body.append(this.#video);
    void this.#video.play();
  }

  get size(): readonly [width: number, height: number] {
    return [this.#video.videoWidth, this.#video.videoHeight];
  }

  get frames(): number {
    return this.#video.getVideoPlaybackQuality().totalVideoFrames;
  }

  /** The middle's colour; null before the first frame. */
  colour(): readonly number[] | null {
    return this.#at(0.5);
  }

  /** A point near the lower right corner. */
  corner(): readonly number[] | null {
    return this.#at(0.9);
  }

  #at(part: number): readonly number[] | null {
    const [width, height] = this.size;
    if (width === 0) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d")!;
    context.drawImage(this.#video, 0, 0);
    return [
      ...context.getImageData(Math.floor(width * part), Math.floor(height * part), 1, 1).data.subarray(0, 3),
    ];
  }
}

export class Lab {
  readonly reports: MediaReport[] = [];
  readonly offers: Input<"media.offer">[] = [];
  readonly answers: Input<"media.answer">[] = [];
  readonly logs: Input<"log.write">[] = [];
  devices: Input<"media.devices"> | null = null;
  pongs = 0;
  refuseOffers = false;
  readonly captures: MediaStreamTrack[] = [];
  mediaHost: MediaHost | null = null;

  readonly #context = new AudioContext();
  readonly #published = new RTCPeerConnection();
  readonly #subscribed = new RTCPeerConnection();
  #emit: (command: Payload<"media.command">) => void = () => {};
  #publishedEar: Ear | null = null;
  #remoteEar: { element: HTMLAudioElement; ear: Ear } | null = null;
  #revision = 0;

  constructor() {
    for (const pc of [this.#published, this.#subscribed]) this.#heartbeat(pc);
    this.#published.addEventListener("track", ({ track, streams: [stream] }) => {
      if (track.kind === "video") {
        this.eyes.push(new Eye(stream!));
        return;
      }
      // Chromium decodes a remote track only while a media element plays it.
      const element = document.createElement("audio");
      element.muted = true;
      element.srcObject = stream!;
      void element.play();
      this.#publishedEar = new Ear(this.#context, stream!);
    });
  }

  start(audio: AudioSettings): void {
    this.#watchCaptures();
    this.#watchTones();
    this.mediaHost = startMediaHost({ host: this.#host(audio, { cameraId: null }) });
  }

  /** One for each picture that the service has received, oldest first. */
  readonly eyes: Eye[] = [];
  readonly #channelsOfClient = new Map<number, RTCDataChannel>();
  readonly channelTexts: string[] = [];

  /** The next capture of a screen shows this colour and changes a little with every frame. */
  paintScreen(colour: string, { width = 640, height = 360, fps = 30 } = {}): void {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d")!;
    let frame = 0;
    this.#colour = colour;
    const timer = setInterval(() => {
      context.fillStyle = this.#colour;
      context.fillRect(0, 0, width, height);
      context.fillStyle = "white";
      context.fillRect((frame += 1) % width, 0, 8, 8);
    }, 1_000 / fps);
    const stream = canvas.captureStream(fps);
    // getDisplayMedia itself needs a picker or a real screen; what comes out of it is a track like this one.
    navigator.mediaDevices.getDisplayMedia = () => {
      this.captures.push(...stream.getTracks());
      return Promise.resolve(stream);
    };
    this.#stopPainting();
    this.#stopPainting = () => clearInterval(timer);
  }

  #stopPainting = (): void => {};
  #colour = "";

  /** The source that is painted now shows another colour. */
  repaint(colour: string): void {
    this.#colour = colour;
  }

  /** The keys whose tones have begun, and at the end of all an empty one (RTCDTMFToneChangeEvent). */
  readonly tones: string[] = [];
  /** Listens to every DTMF sender of the page: the other end gets no event for tones. */
  #watchTones(): void {
    const { tones } = this;
    const known = new WeakSet<RTCDTMFSender>();
    const press = Object.getOwnPropertyDescriptor(RTCDTMFSender.prototype, "insertDTMF")!
      .value as RTCDTMFSender["insertDTMF"];
    RTCDTMFSender.prototype.insertDTMF = function (...input) {
      if (!known.has(this)) this.addEventListener("tonechange", ({ tone }) => tones.push(tone));
      known.add(this);
      press.apply(this, input);
    };
  }

  /** The source shows nothing new any more. */
  freezeScreen(): void {
    this.#stopPainting();
  }

  /** The service's end of the channels that the client has announced. */
  #openAnnounced(channels: Input<"media.offer">["metadata"]["dataChannels"]): void {
    for (const { label, streamId, stream } of Object.values(channels)) {
      if (stream === undefined || this.#channelsOfClient.has(streamId)) continue;
      const channel = this.#published.createDataChannel(label, { negotiated: true, id: streamId });
      channel.addEventListener("message", ({ data }) => this.channelTexts.push(String(data)));
      this.#channelsOfClient.set(streamId, channel);
    }
  }

  /** The service announces a member's channel, and its end stands already when the client answers. */
  async offerChannel(link: LinkId, participantId: string, streamId: number): Promise<void> {
    this.#memberChannel = this.#subscribed.createDataChannel("chat", { negotiated: true, id: streamId });
    const metadata = { endpointId: "e", mediaTypes: ["APPLICATION" as const], alias: "chat", participantId };
    await this.#offer(link, { [participantId]: { ...metadata, dataChannel: { label: "chat", streamId } } });
  }

  #memberChannel: RTCDataChannel | null = null;

  memberSays(text: string): boolean {
    if (this.#memberChannel?.readyState !== "open") return false;
    this.#memberChannel.send(text);
    return true;
  }

  command(command: Payload<"media.command">): void {
    this.#emit(command);
  }

  /** What the service hears from us. */
  publishedPeakHz(): number | null {
    return this.#publishedEar?.peakHz() ?? null;
  }

  get publishedState(): string {
    return this.#published.connectionState;
  }

  /** What plays in the remote audio element. */
  remotePeakHz(): number | null {
    const element = document.querySelector<HTMLAudioElement>("audio[data-remote-audio]");
    if (!(element?.srcObject instanceof MediaStream)) return null;
    if (this.#remoteEar?.element !== element) {
      this.#remoteEar = { element, ear: new Ear(this.#context, element.srcObject) };
    }
    return this.#remoteEar.ear.peakHz();
  }

  /** The service begins to send a tone, offering as the real one does: `active` on m=application (R49). */
  async offerTone(link: LinkId, frequencyHz: number): Promise<void> {
    const oscillator = this.#context.createOscillator();
    oscillator.frequency.value = frequencyHz;
    const destination = this.#context.createMediaStreamDestination();
    oscillator.connect(destination);
    oscillator.start();
    const [track] = destination.stream.getAudioTracks();
    this.#subscribed.addTransceiver(track!, { direction: "sendonly", streams: [destination.stream] });
    await this.#offer(link);
  }

  async stopTone(link: LinkId): Promise<void> {
    for (const transceiver of this.#subscribed.getTransceivers()) transceiver.direction = "inactive";
    await this.#offer(link);
  }

  ping(): void {
    for (const channel of this.#heartbeats) if (channel.readyState === "open") channel.send("PING");
  }

  readonly #heartbeats: RTCDataChannel[] = [];

  #heartbeat(pc: RTCPeerConnection): void {
    const { label, id, protocol } = heartbeatChannel;
    const channel = pc.createDataChannel(label, { negotiated: true, id, protocol });
    channel.addEventListener("message", ({ data }) => {
      if (data === "PONG") this.pongs += 1;
    });
    this.#heartbeats.push(channel);
  }

  async #offer(link: LinkId, streams: StreamMap = {}): Promise<void> {
    await this.#subscribed.setLocalDescription();
    await gathered(this.#subscribed);
    const sdp = this.#subscribed.localDescription!.sdp;
    const applicationAt = sdp.indexOf("m=application");
    const sdpOffer =
      sdp.slice(0, applicationAt) + sdp.slice(applicationAt).replace(/^a=setup:actpass/m, "a=setup:active");
    this.#revision += 1;
    this.#emit({
      type: "subscribe",
      link,
      revision: this.#revision,
      sdpOffer,
      streams,
      iceServers: [],
    });
  }

  #host(audio: AudioSettings, video: VideoSettings): Host {
    const handlers: Record<string, (input: never) => unknown> = {
      "media.ready": () => ok({ audio, video }),
      "media.devices": (input: Input<"media.devices">) => ok(((this.devices = input), null)),
      "media.report": ({ report }: Input<"media.report">) => ok((this.reports.push(report), null)),
      "log.write": (input: Input<"log.write">) => ok((this.logs.push(input), null)),
      "media.offer": (input: Input<"media.offer">) => this.#answerOffer(input),
      "media.answer": async (input: Input<"media.answer">) => {
        this.answers.push(input);
        await this.#subscribed.setRemoteDescription({ type: "answer", sdp: input.sdpAnswer });
        return ok(null);
      },
    };
    return {
      // The handlers above are typed by name; the generic signature cannot follow the lookup.
      request: async (name, input) => (await handlers[name]!(input as never)) as never,
      on: (_name, listener) => {
        this.#emit = listener as (command: Payload<"media.command">) => void;
        return () => (this.#emit = () => {});
      },
    };
  }

  async #answerOffer(input: Input<"media.offer">) {
    this.offers.push(input);
    if (this.refuseOffers) return err({ code: "signaling-refused" } as const);
    // Later offers repeat candidates gathered meanwhile; a direct path would go round the relay.
    const sdp = input.sdpOffer.replace(/^a=candidate:.*\r\n/gm, "");
    await this.#published.setRemoteDescription({ type: "offer", sdp });
    this.#openAnnounced(input.metadata.dataChannels);
    await this.#published.setLocalDescription();
    await gathered(this.#published);
    const sdpAnswer = await throughRelay(this.#published.localDescription!.sdp);
    return ok({ sdpAnswer, endpointId: "endpoint", streamMetadata: {} });
  }

  /** Notes what getUserMedia hands out, to see later whether it was released. */
  #watchCaptures(): void {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      this.captures.push(...stream.getTracks());
      return stream;
    };
  }
}

async function gathered(pc: RTCPeerConnection): Promise<void> {
  while (pc.iceGatheringState !== "complete") {
    await new Promise((resolve) => pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
  }
}

/** Leaves one candidate, that of a relay the test can cut. */
async function throughRelay(sdp: string): Promise<string> {
  const udp = /^a=candidate:(\S+ 1 udp \d+) (\d+\.\d+\.\d+\.\d+) (\d+) typ host.*\r\n/im.exec(sdp);
  if (udp === null) throw new Error("no candidate");
  const [line, head, address, port] = udp;
  const relayPort = await window.relayTo(address!, Number(port));
  const relayed = `a=candidate:${head!} ${address!} ${relayPort} typ host generation 0\r\n`;
  return sdp
    .replace(line, `a=relayed\r\n`)
    .replace(/^a=candidate:.*\r\n/gm, "")
    .replace("a=relayed\r\n", relayed);
}

window.lab = new Lab();
