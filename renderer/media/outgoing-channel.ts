import { Scope } from "../../common/scope.ts";
import { applicationChannel } from "../../common/wire/device-signaling.ts";
import { listen } from "./listen.ts";

/** No more than this lies in the browser, whose own buffer of 16 MiB cannot be emptied again. */
export const bufferedLimitBytes = 262_144;
/** The browser asks for more when this is left. */
const refillBytes = 65_536;
/** What waits here besides; then somebody has to stop writing. */
export const queueLimitBytes = 1_048_576;

export type SendOutcome = "taken" | "full" | "closed";

interface OutgoingChannelOptions {
  /** Announced already: what is sent now has subscribers. */
  readonly channel: RTCDataChannel;
  readonly onOpen: () => void;
  /** By the service or with the peer connection, never by our own `close`. */
  readonly onClosed: () => void;
}

/** Our end of one published application channel, with a bounded queue in front of it. */
export class OutgoingChannel {
  readonly #channel: RTCDataChannel;
  readonly #scope = new Scope();
  #waiting: { text: string; bytes: number }[] = [];
  #waitingBytes = 0;

  constructor({ channel, onOpen, onClosed }: OutgoingChannelOptions) {
    this.#channel = channel;
    channel.bufferedAmountLowThreshold = refillBytes;
    this.#scope.add(listen(channel, "bufferedamountlow", () => this.#pump()));
    this.#scope.add(listen(channel, "open", onOpen));
    const closed = (): void => {
      this.#scope.end();
      onClosed();
    };
    this.#scope.add(listen(channel, "close", closed));
    if (channel.readyState === "open") onOpen();
    else if (channel.readyState === "closed") closed();
  }

  /** In order, now or as soon as the channel is open and has room. */
  send(text: string): SendOutcome {
    if (this.#scope.ended) return "closed";
    const bytes = new TextEncoder().encode(text).length;
    // The service would close the channel for a longer one.
    if (bytes > applicationChannel.maxMessageBytes) return "full";
    if (this.#waitingBytes + bytes > queueLimitBytes) return "full";
    this.#waiting.push({ text, bytes });
    this.#waitingBytes += bytes;
    this.#pump();
    return "taken";
  }

  close(): void {
    this.#scope.end();
    this.#channel.close();
  }

  #pump(): void {
    while (this.#channel.readyState === "open" && this.#channel.bufferedAmount < bufferedLimitBytes) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#waitingBytes -= next.bytes;
      this.#channel.send(next.text);
    }
  }
}
