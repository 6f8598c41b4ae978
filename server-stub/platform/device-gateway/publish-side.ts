import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { OfferSdpResult, PublishMetadata } from "../../../common/wire/device-signaling.ts";
import { rpcCodes, type RpcError } from "../../../common/wire/json-rpc.ts";
import type {
  AnnouncedChannel,
  MediaEngine,
  MediaError,
  MediaKind,
  PublishTransport,
} from "../../media/media-engine.ts";
import type { Log } from "../platform-options.ts";
import { type PublishedStream, streamMap } from "../published-stream.ts";
import { readPublishedChannels } from "./published-channels.ts";
import { rpcErrorOf } from "./rpc-error.ts";

export interface PublishSideOptions {
  readonly participantId: string;
  readonly engine: Pick<MediaEngine, "createPublishTransport">;
  /** What the participant may publish now. */
  readonly permitted: () => ReadonlySet<MediaKind>;
  readonly log: Log;
  readonly clock: Pick<Clock, "now">;
  /** An offer was answered, after so many seconds. */
  readonly onNegotiated: (seconds: number) => void;
}

const maxStreams = 32;
const maxWaitingOffers = 8;

/** A device's publishing peer connection, seen from the server (bandwidth.md 4.6). Made with the first offer. */
export class PublishSide {
  readonly #options: PublishSideOptions;
  readonly #endpointId = randomUUID();
  readonly #negotiations = new TaskQueue();
  #waiting = 0;
  #transport: PublishTransport | null = null;
  #streams: readonly PublishedStream[] = [];
  #closed = false;

  constructor(options: PublishSideOptions) {
    this.#options = options;
  }

  get streams(): readonly PublishedStream[] {
    return this.#streams;
  }

  /** Answers one offer; offers wait for each other. A refused offer changes nothing (R40). */
  async offer(sdp: string, metadata: PublishMetadata): Promise<Result<OfferSdpResult, RpcError>> {
    const aliases = new Map(
      Object.entries(metadata.mediaStreams).map(([msid, { alias }]) => [msid, alias || undefined]),
    );
    const problem = metadataProblem(aliases);
    if (problem !== null) return err({ code: rpcCodes.invalidParams, message: problem });
    const channels = readPublishedChannels(metadata);
    if (!channels.ok) return err({ code: rpcCodes.invalidParams, message: channels.error });
    if (this.#waiting >= maxWaitingOffers) {
      return err({ code: rpcCodes.conflict, message: "too many offers at once" });
    }
    this.#waiting += 1;
    const { clock, onNegotiated } = this.#options;
    const since = clock.now();
    try {
      const answer = await this.#negotiations.run(() => this.#negotiate(sdp, aliases, channels.value));
      if (answer.ok) onNegotiated((clock.now() - since) / 1_000);
      return answer;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Everything it published is gone at once; safe to call at any time. */
  close(): void {
    this.#closed = true;
    this.#streams = [];
    this.#closeTransport();
  }

  async #negotiate(
    sdp: string,
    aliases: ReadonlyMap<string, string | undefined>,
    channels: readonly AnnouncedChannel[],
  ): Promise<Result<OfferSdpResult, RpcError>> {
    if (this.#closed) return err(goneError);
    const offer = { sdp, announced: new Set(aliases.keys()), permitted: this.#options.permitted(), channels };
    let answer = await (await this.#openTransport()).negotiate(offer);
    if (!answer.ok && answer.error.code === "wrong-state" && !this.#closed) {
      // It has ended without us: its worker has died, and a client that restarts ICE meets another one.
      this.#closeTransport();
      answer = await (await this.#openTransport()).negotiate(offer);
    }
    if (this.#closed) {
      this.#closeTransport();
      return err(goneError);
    }
    if (!answer.ok) return err(this.#refusal(answer.error));
    this.#streams = [...aliases].flatMap(([msid, alias]) => {
      const producers = answer.value.producers.filter((producer) => producer.msid === msid);
      if (producers.length === 0) return [];
      const { participantId } = this.#options;
      const stream = { participantId, endpointId: this.#endpointId, msid, producers };
      return [alias === undefined ? stream : { ...stream, alias }];
    });
    return ok({
      sdpAnswer: answer.value.sdp,
      endpointId: this.#endpointId,
      streamMetadata: streamMap(this.#streams),
    });
  }

  #refusal(error: MediaError): RpcError {
    this.#options.log("info", "publish offer refused", {
      participantId: this.#options.participantId,
      code: error.code,
    });
    return rpcErrorOf(error);
  }

  async #openTransport(): Promise<PublishTransport> {
    return (this.#transport ??= await this.#options.engine.createPublishTransport());
  }

  #closeTransport(): void {
    const transport = this.#transport;
    this.#transport = null;
    transport?.close().catch((error: unknown) => {
      this.#options.log("warn", "publish transport did not close", { error: String(error) });
    });
  }
}

const goneError: RpcError = { code: rpcCodes.conflict, message: "device has left" };

/** Clients' JSON-RPC library reads a string that begins with `~` as a back-reference (bandwidth.md 4.2, R29). */
function metadataProblem(aliases: ReadonlyMap<string, string | undefined>): string | null {
  if (aliases.size > maxStreams) return `more than ${maxStreams} streams`;
  if ([...aliases.values()].some((alias) => alias?.startsWith("~")))
    return "alias must not begin with a tilde";
  return null;
}
