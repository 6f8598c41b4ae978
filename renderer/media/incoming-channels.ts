import { Scope } from "../../common/scope.ts";
import {
  applicationChannel,
  type StreamMap,
  type StreamMetadata,
} from "../../common/wire/device-signaling.ts";
import { listen } from "./listen.ts";

/** Whose channel it is, as the service says. */
export interface ChannelSource {
  readonly alias: string;
  readonly participantId: string;
}

export interface IncomingChannelsOptions {
  readonly pc: Pick<RTCPeerConnection, "createDataChannel">;
  readonly onOpen: (source: ChannelSource) => void;
  readonly onMessage: (source: ChannelSource, data: string) => void;
}

const maxParticipantIdLength = 64;

/** The channels of others on the subscribing peer connection, opened as the service announces them. */
export class IncomingChannels {
  readonly #options: IncomingChannelsOptions;
  /** By stream and number: a stream that comes back with another number is another channel. */
  readonly #open = new Map<string, Scope>();

  constructor(options: IncomingChannelsOptions) {
    this.#options = options;
  }

  /** Takes the complete current map, before its offer is answered: from then on messages may come. */
  update(streams: StreamMap): void {
    const announced = new Map<string, StreamMetadata>();
    for (const [msid, metadata] of Object.entries(streams)) {
      if (metadata.dataChannel !== undefined)
        announced.set(`${metadata.dataChannel.streamId} ${msid}`, metadata);
    }
    for (const [key, scope] of this.#open) {
      if (announced.has(key)) continue;
      this.#open.delete(key);
      scope.end();
    }
    for (const [key, metadata] of announced) {
      if (!this.#open.has(key)) this.#add(key, metadata);
    }
  }

  clear(): void {
    this.update({});
  }

  #add(key: string, { alias, participantId, dataChannel }: StreamMetadata): void {
    if (dataChannel === undefined || participantId.length > maxParticipantIdLength) return;
    const { label, streamId } = dataChannel;
    const source = { alias: (alias ?? label).slice(0, applicationChannel.maxLabelLength), participantId };
    const channel = this.#create(label, streamId);
    if (channel === null) return;
    const scope = new Scope();
    this.#open.set(key, scope);
    scope.add(() => channel.close());
    scope.add(
      listen<MessageEvent<unknown>>(channel, "message", ({ data }) => {
        // Binary messages and longer ones are nothing that we publish.
        if (typeof data !== "string" || data.length > applicationChannel.maxMessageBytes) return;
        this.#options.onMessage(source, data);
      }),
    );
    if (channel.readyState === "open") this.#options.onOpen(source);
    else scope.add(listen(channel, "open", () => this.#options.onOpen(source)));
  }

  /** Null when the number is taken, which is the service's mistake: the rest of its offer is still good. */
  #create(label: string, id: number): RTCDataChannel | null {
    try {
      return this.#options.pc.createDataChannel(label, { negotiated: true, id });
    } catch (cause) {
      if (!(cause instanceof DOMException)) throw cause;
      return null;
    }
  }
}
