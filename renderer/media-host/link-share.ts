import { type MediaReport, type ShareMode, streamAlias } from "../../common/contract/media.ts";
import type { SourceId } from "../../common/ids.ts";
import { codecsFor } from "../media/codec-order.ts";
import type { MediaPorts } from "../media/ports.ts";
import type { PublishingPeer } from "../media/publishing-peer.ts";
import { ScreenShare } from "../media/screen-share.ts";

interface LinkShareOptions {
  readonly ports: MediaPorts;
  readonly peer: () => PublishingPeer;
  readonly onReport: (report: MediaReport) => void;
  readonly onStream: (stream: MediaStream | null) => void;
}

interface ShareRequest {
  readonly sourceId: SourceId;
  readonly mode: ShareMode;
  readonly sound: boolean;
}

/** One link's screen share, as main orders it and hears of it. */
export class LinkShare {
  readonly #options: LinkShareOptions;
  readonly #share: ScreenShare;
  #paused = false;
  #held = false;

  constructor(options: LinkShareOptions) {
    this.#options = options;
    const { ports, peer, onReport, onStream } = options;
    this.#share = new ScreenShare({
      ports,
      peer,
      alias: streamAlias.screen,
      codecs: (kind) => codecsFor("screen", ports.codecs(kind)),
      onEnded: () => onReport({ type: "share-ended" }),
      onStream,
    });
  }

  /** Shares, or switches to, what main has armed. When that fails, nothing is shared any more. */
  async start({ sourceId, mode, sound }: ShareRequest): Promise<void> {
    const started = await this.#share.start({ mode, sound });
    if (!started.ok) return this.#options.onReport({ type: "share-failed", error: started.error });
    if (started.value === null) return;
    this.#paused = false;
    this.#options.onReport({ type: "sharing", sourceId, ...started.value });
  }

  setMode(mode: ShareMode): Promise<void> {
    return this.#share.setMode(mode);
  }

  pause(paused: boolean): Promise<void> {
    this.#paused = paused;
    return this.#rest();
  }

  hold(held: boolean): Promise<void> {
    this.#held = held;
    return this.#rest();
  }

  stop(): Promise<void> {
    return this.#share.stop();
  }

  close(): void {
    this.#share.close();
  }

  #rest(): Promise<void> {
    return this.#share.setPaused(this.#paused || this.#held);
  }
}
