import { expect } from "vitest";
import { requests, type Host, type Input, type Payload } from "../../common/contract/contract.ts";
import type { AudioSettings, VideoSettings } from "../../common/contract/media.ts";
import type { RequestName } from "../../common/contract/names.ts";
import { ok } from "../../common/result.ts";
import { MediaService } from "../../renderer/media-host/media-service.ts";
import { FakeAudioContext } from "./fake-audio-context.ts";
import { FakeAudioElement } from "./fake-audio-element.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeDevices, fakePicture, FakeStream, FakeTrack, systemAudio } from "./fake-media.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";

const sdpAnswer = { sdpAnswer: "answer", endpointId: "e", streamMetadata: {} };

/** Bob's page with its media host: web APIs and main that only the test moves. */
export class FakePage {
  readonly clock = new FakeClock();
  readonly devices = new FakeDevices("built-in", "headset");
  readonly peers: { pc: FakePeerConnection; config: RTCConfiguration }[] = [];
  readonly contexts: FakeAudioContext[] = [];
  readonly elements: FakeAudioElement[] = [];
  /** The pictures that took the place of a paused screen. */
  readonly stills: FakeTrack[] = [];
  readonly requests: { name: RequestName; input: unknown }[] = [];
  /** What main answers, instead of its usual consent. */
  readonly answers: Partial<Record<RequestName, () => Promise<unknown>>> = {};
  audio: AudioSettings = systemAudio;
  video: VideoSettings = { cameraId: null };
  #listener: ((command: Payload<"media.command">) => void) | null = null;
  service!: MediaService;

  start(): this {
    this.service = MediaService.start(this.#host(), {
      clock: this.clock,
      devices: this.devices.asDevices,
      codecs: () => [],
      createPeerConnection: (config) => {
        const pc = new FakePeerConnection();
        this.peers.push({ pc, config });
        return pc.asPeerConnection;
      },
      createStream: (tracks) => new FakeStream(tracks as unknown as FakeTrack[]).asStream,
      takePicture: () => Promise.resolve(fakePicture()),
      stillTrack: () => {
        const still = new FakeTrack("still", { kind: "video" });
        this.stills.push(still);
        return still.asTrack;
      },
      createAudioContext: () => {
        this.contexts.push(new FakeAudioContext());
        return this.contexts.at(-1)!.asContext;
      },
      createAudioElement: () => {
        this.elements.push(new FakeAudioElement(this.devices.speakers));
        return this.elements.at(-1)!.asElement;
      },
    });
    return this;
  }

  get listening(): boolean {
    return this.#listener !== null;
  }

  async command(...commands: Payload<"media.command">[]): Promise<void> {
    for (const command of commands) this.#listener?.(command);
    await settle();
  }

  sent<N extends RequestName>(name: N): Input<N>[] {
    return this.requests.filter((each) => each.name === name).map(({ input }) => input as Input<N>);
  }

  get reports() {
    return this.sent("media.report").map(({ report }) => report);
  }

  /** Without what comes again and again: what reaches the page, with every answer, and how well. */
  get eventReports() {
    return this.reports.filter(({ type }) => type !== "streams" && type !== "quality");
  }

  #host(): Host {
    const usual: Partial<Record<RequestName, unknown>> = {
      "media.ready": { audio: this.audio, video: this.video },
      "media.offer": sdpAnswer,
    };
    return {
      request: async (name, input) => {
        // What main would refuse must not pass here either.
        expect(requests[name].input.safeParse(input).success).toBe(true);
        this.requests.push({ name, input });
        const answer = (await this.answers[name]?.()) ?? ok(usual[name] ?? null);
        return answer as never;
      },
      on: (_name, listener) => {
        this.#listener = listener as (command: Payload<"media.command">) => void;
        return () => (this.#listener = null);
      },
    };
  }
}
