import type { Clock } from "../../common/clock.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import { err, type Result } from "../../common/result.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { Backend } from "../backend/backend.ts";
import type { Log } from "../log/log.ts";
import type { LinkState } from "../signaling/device-link.ts";
import { CallAccess } from "./call-access.ts";
import { MediaLink, type MediaLinkPorts, type WantedMedia } from "./media-link.ts";
import type { LinkCommand } from "./ports.ts";

/** How long audio may take to come back after a hold; the page tells only of changes. */
export const expectMs = 4_000;

export interface CallMediaPorts extends MediaLinkPorts {
  readonly backend: Pick<Backend, "takeMediaAccess">;
  readonly clock: Clock;
  readonly log: Log;
  /** The next unused link id. */
  readonly nextLink: () => LinkId;
}

/** Past facts for the call machine. */
export interface CallMediaListener {
  flowing(): void;
  interrupted(): void;
  published(): void;
  relinked(): void;
  shutOut(error: CallError): void;
  camera(on: boolean): void;
  failed(error: CallError): void;
}

const gone = { code: "call-gone" } as const;

/** The media of one call: its media access, and the one link at a time that uses it. Ends with `close`. */
export class CallMedia {
  readonly #ports: CallMediaPorts;
  readonly #listener: CallMediaListener;
  readonly #scope = new Scope();
  readonly #access: CallAccess;
  readonly #wanted: WantedMedia = { publishing: false, muted: false, held: false, camera: false };
  #granted: MediaAccess | null = null;
  #current: MediaLink | null = null;
  /** What the page has reported of the link of now. */
  #heard = { flowing: false, published: false };
  #freshLinkLeft = true;
  #stopExpecting: Dispose = () => {};

  constructor(ports: CallMediaPorts, listener: CallMediaListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#access = new CallAccess(ports.backend);
  }

  /** Whether remote audio arrives now; it may do so before the service says that the call is answered. */
  get flowing(): boolean {
    return this.#heard.flowing;
  }

  /** Whether our microphone is at the service. */
  get published(): boolean {
    return this.#heard.published;
  }

  get link(): LinkId | null {
    return this.#current?.id ?? null;
  }

  /** Who we are to the platform in this call. */
  get participantId(): string | null {
    return this.#granted?.participantId ?? null;
  }

  /** To the page, for the link of now; false when there is none. */
  send(command: LinkCommand): boolean {
    this.#current?.send(command);
    return this.#current !== null;
  }

  access(): Promise<Result<MediaAccess, CallError>> {
    return this.#access.get();
  }

  /** Another access, because the service does not know the one of now any more; `relink` goes on with it. */
  freshAccess(): Promise<Result<MediaAccess, CallError>> {
    return this.#access.renew();
  }

  /** Connects with the microphone closed. A failure here is no harm yet: `open` tries again. */
  async prepare(): Promise<void> {
    const access = await this.access();
    if (this.#scope.ended) return;
    if (!access.ok) {
      if (this.#wanted.publishing) this.#listener.failed(access.error);
      else this.#ports.log.warn("media not prepared", { code: access.error.code });
      return;
    }
    this.#granted = access.value;
    if (this.#current === null) this.#connect(access.value);
    else this.#current.publish(this.#wanted);
  }

  async open(): Promise<void> {
    this.#wanted.publishing = true;
    await this.prepare();
  }

  async relink(): Promise<void> {
    const access = await this.access();
    if (this.#scope.ended || !access.ok) return;
    this.#granted = access.value;
    this.#freshLinkLeft = true;
    this.#relinked();
    if (this.#current === null) this.#connect(access.value);
    else this.#replace(access.value, this.#current);
  }

  mute(muted: boolean): void {
    this.#wanted.muted = muted;
    this.#current?.sendPublished({ type: "mute", muted });
  }

  hold(held: boolean): void {
    this.#wanted.held = held;
    this.#current?.sendPublished({ type: "hold", held });
  }

  camera(on: boolean): void {
    this.#wanted.camera = on;
    this.#current?.sendPublished({ type: "camera", on });
  }

  /** Audio is due from now on: says that it is interrupted if it does not come. */
  expect(): void {
    this.#stopExpecting();
    this.#stopExpecting = this.#scope.add(
      this.#ports.clock.after(expectMs, () => {
        if (!this.#heard.flowing) this.#listener.interrupted();
      }),
    );
  }

  /** The network is another one, or may be: a new path for the media, and a look at the signaling that carries it. */
  networkChanged(): void {
    this.#current?.probe();
    this.#current?.sendPublished({ type: "restart-ice" });
  }

  /** A fresh page holds no peer connection: the same access gets a new link, and publishes again if it did. */
  pageReady(): void {
    if (this.#granted === null || this.#current === null) return;
    this.#relinked();
    this.#replace(this.#granted, this.#current);
  }

  async offer(
    link: LinkId,
    sdpOffer: string,
    metadata: PublishMetadata,
  ): Promise<Result<OfferSdpResult, CallError>> {
    if (this.#current?.id !== link) return err(gone);
    const answer = await this.#current.offer(sdpOffer, metadata);
    return this.link === link ? answer : err(gone);
  }

  answer(link: LinkId, revision: number, sdpAnswer: string): Promise<Result<null, CallError>> {
    if (this.#current?.id !== link) return Promise.resolve(err(gone));
    return this.#current.answer(revision, sdpAnswer);
  }

  /** What concerns the phase of the call or the camera; the rest is for those who listen to all links. */
  report(link: LinkId, report: MediaReport): void {
    if (this.#current?.id !== link) return;
    switch (report.type) {
      case "flowing":
        this.#heard.flowing = true;
        this.#freshLinkLeft = true;
        return this.#listener.flowing();
      case "interrupted":
        this.#heard.flowing = false;
        return this.#listener.interrupted();
      case "published":
        this.#heard.published = true;
        this.#freshLinkLeft = true;
        return this.#listener.published();
      case "failed":
        return this.#listener.failed(report.error);
      case "camera":
        return this.#listener.camera(report.on);
      case "camera-failed":
        this.#wanted.camera = false;
        return this.#listener.camera(false);
      default:
        return;
    }
  }

  /** The page stops at once; the device leaves the session only after `lastWord`, so that it is not taken for lost. */
  close(lastWord: Promise<void>): void {
    const current = this.#current;
    this.#current = null;
    this.#heard = { flowing: false, published: false };
    if (current !== null) {
      current.detach();
      current.send({ type: "close" });
      void lastWord.finally(() => current.leave());
    }
    this.#scope.end();
  }

  #connect(access: MediaAccess): MediaLink {
    const link = new MediaLink(this.#ports, this.#ports.nextLink(), access);
    this.#current = link;
    link.start((state) => this.#linkState(link, state), this.#wanted);
    return link;
  }

  #linkState(link: MediaLink, state: LinkState): void {
    if (this.#current !== link || state.phase !== "closed" || state.error === null) return;
    this.#ports.log.warn("device link lost", { link: link.id, code: state.error.code });
    link.send({ type: "close" });
    if (this.#granted !== null && this.#freshLinkLeft) {
      this.#freshLinkLeft = false;
      this.#relinked();
      this.#replace(this.#granted, link);
      return;
    }
    link.detach();
    this.#current = null;
    if (this.#wanted.publishing) this.#listener.shutOut(state.error);
  }

  #replace(access: MediaAccess, old: MediaLink): void {
    old.detach();
    old.leaveAfter(this.#connect(access), this.#scope);
  }

  #relinked(): void {
    this.#heard = { flowing: false, published: false };
    this.#listener.relinked();
  }
}
