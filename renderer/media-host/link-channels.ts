import type { MediaReport } from "../../common/contract/media.ts";
import { Scope } from "../../common/scope.ts";
import { OutgoingChannel } from "../media/outgoing-channel.ts";
import type { PublishingPeer } from "../media/publishing-peer.ts";

interface LinkChannelsOptions {
  readonly peer: () => PublishingPeer;
  readonly onReport: (report: MediaReport) => void;
}

/** The application channels that one link publishes, by alias. One that closed is opened again only by command. */
export class LinkChannels {
  readonly #options: LinkChannelsOptions;
  readonly #scope = new Scope();
  /** `null` while it is being announced. */
  readonly #channels = new Map<string, OutgoingChannel | null>();

  constructor(options: LinkChannelsOptions) {
    this.#options = options;
  }

  /** Again: nothing. */
  async open(alias: string): Promise<void> {
    if (this.#scope.ended || this.#channels.has(alias)) return;
    this.#channels.set(alias, null);
    const published = await this.#options.peer().publishChannel(alias);
    if (!published.ok) return this.#closed(alias);
    const channel = new OutgoingChannel({
      channel: published.value,
      onOpen: () => this.#options.onReport({ type: "channel-open", alias }),
      onClosed: () => this.#closed(alias),
    });
    this.#channels.set(alias, channel);
    this.#scope.add(() => channel.close());
  }

  send(alias: string, data: string): void {
    const channel = this.#channels.get(alias);
    // Not announced yet: whatever is sent would reach nobody.
    const outcome = channel === null ? "full" : (channel?.send(data) ?? "closed");
    if (outcome === "full") this.#options.onReport({ type: "channel-full", alias });
    else if (outcome === "closed") this.#options.onReport({ type: "channel-closed", alias });
  }

  close(): void {
    this.#scope.end();
  }

  #closed(alias: string): void {
    this.#channels.delete(alias);
    this.#options.onReport({ type: "channel-closed", alias });
  }
}
