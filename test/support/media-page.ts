/** Runs in Chromium: our media host against a service played by plain peer connections of the same page. */
import type { Host, Input, Payload } from "../../common/contract/contract.ts";
import type { AudioSettings, MediaReport } from "../../common/contract/media.ts";
import type { LinkId } from "../../common/ids.ts";
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
    this.#published.addEventListener("track", ({ streams: [stream] }) => {
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
    this.mediaHost = startMediaHost({ host: this.#host(audio) });
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

  async #offer(link: LinkId): Promise<void> {
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
      streams: {},
      iceServers: [],
    });
  }

  #host(audio: AudioSettings): Host {
    const handlers: Record<string, (input: never) => unknown> = {
      "media.ready": () => ok({ audio }),
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
