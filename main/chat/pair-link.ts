import type { Clock } from "../../common/clock.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import type { ChatLinkMembers } from "../../common/wire/chat.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import type { ChatRequests } from "../backend/chat-requests.ts";
import { CallMedia, type CallMediaPorts } from "../calls/call-media.ts";
import type { Log } from "../log/log.ts";
import { ChannelLink } from "./channel-link.ts";
import type { ConversationRunner } from "./conversation-runner.ts";

export interface PairLinkPorts {
  readonly runner: ConversationRunner;
  readonly user: UserId;
  readonly requests: ChatRequests;
  readonly media: CallMediaPorts;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEnded: () => void;
}

/** Nobody wrote or read for so long: the link is given back, and made again when it is wanted. */
export const idleMs = 120_000;

/** A link with one person, for data only: no microphone is opened. Ends with `end`, by itself when idle or broken. */
export class PairLink {
  readonly #ports: PairLinkPorts;
  readonly #scope = new Scope();
  readonly #media: CallMedia;
  #channel: ChannelLink | null = null;
  #members: ChatLinkMembers = [];
  #stopIdle: Dispose = () => {};

  constructor(ports: PairLinkPorts) {
    this.#ports = ports;
    const broke = (): void => this.end();
    this.#media = new CallMedia(ports.media, {
      flowing: ignore,
      interrupted: ignore,
      published: ignore,
      camera: ignore,
      relinked: broke,
      shutOut: broke,
      failed: broke,
    });
    this.#scope.add(() => this.#stopIdle());
    this.#scope.add(ports.onEnded);
    // The server must hear of it before the device leaves, or the others would be told that we are lost.
    this.#scope.add(() => this.#media.close(ports.requests.disconnect(ports.user).then(ignore)));
  }

  get link(): LinkId | null {
    return this.#media.link;
  }

  async open(): Promise<void> {
    const { requests, user, runner, clock, log } = this.#ports;
    this.#traffic();
    await this.#media.prepare();
    const access = await this.#media.access();
    if (this.#scope.ended) return;
    if (!access.ok || this.#media.link === null) return this.end();
    this.#channel = new ChannelLink({
      runner,
      clock,
      log,
      send: (command) => this.#media.send(command),
      userOf: (participant) => this.#members.find((one) => one.participantId === participant)?.user,
      onTraffic: () => this.#traffic(),
    });
    const channel = this.#channel;
    this.#scope.add(() => channel.end());
    const joined = await requests.connect(user, access.value.id);
    if (this.#scope.ended) return;
    if (joined.ok) this.membersChanged(joined.value.members);
    else this.end();
  }

  /** As the token server says; what it said last counts. */
  membersChanged(members: ChatLinkMembers): void {
    this.#members = members;
    this.#channel?.membersChanged(members.map(({ participantId }) => participantId));
  }

  report(report: MediaReport): void {
    if (report.type === "failed") return this.end();
    this.#channel?.report(report);
  }

  offer(
    link: LinkId,
    sdpOffer: string,
    metadata: PublishMetadata,
  ): Promise<Result<OfferSdpResult, CallError>> {
    return this.#media.offer(link, sdpOffer, metadata);
  }

  answer(link: LinkId, revision: number, sdpAnswer: string): Promise<Result<null, CallError>> {
    return this.#media.answer(link, revision, sdpAnswer);
  }

  end(): void {
    this.#scope.end();
  }

  #traffic(): void {
    this.#stopIdle();
    this.#stopIdle = this.#ports.clock.after(idleMs, () => this.end());
  }
}

const ignore = (): void => undefined;
