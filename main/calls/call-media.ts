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
import type { DeviceLink, LinkState, OpenDeviceLink } from "../signaling/device-link.ts";
import type { LinkCommand, MediaPort } from "./ports.ts";

/** How long audio may take to come back after a hold; the page tells only of changes. */
export const expectMs = 4_000;

export interface CallMediaPorts {
  readonly backend: Pick<Backend, "takeMediaAccess">;
  readonly openDeviceLink: OpenDeviceLink;
  readonly media: MediaPort;
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

interface CurrentLink {
  readonly id: LinkId;
  readonly link: DeviceLink;
  /** Its subscriptions; ending it leaves the link itself open. */
  readonly scope: Scope;
  published: boolean;
}

const gone = { code: "call-gone" } as const;

/** The media of one call: its media access, and the one device link at a time that uses it. Ends with `close`. */
export class CallMedia {
  readonly #ports: CallMediaPorts;
  readonly #listener: CallMediaListener;
  readonly #scope = new Scope();
  #access: Promise<Result<MediaAccess, CallError>> | null = null;
  #granted: MediaAccess | null = null;
  #current: CurrentLink | null = null;
  /** What the page is to do, told again to each new link. */
  readonly #wanted = { publishing: false, muted: false, held: false, camera: false };
  /** What the page has reported of the link of now. */
  #heard = { flowing: false, published: false };
  #freshLinkLeft = true;
  #stopExpecting: Dispose = () => {};

  constructor(ports: CallMediaPorts, listener: CallMediaListener) {
    this.#ports = ports;
    this.#listener = listener;
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
    if (this.#current === null) return false;
    this.#ports.media.send({ ...command, link: this.#current.id });
    return true;
  }

  /** One access at a time; a failed attempt is not kept, so that the next caller tries anew. */
  access(): Promise<Result<MediaAccess, CallError>> {
    this.#access ??= this.#takeAccess();
    return this.#access;
  }

  /** Another access, because the service does not know the one of now any more; `relink` goes on with it. */
  freshAccess(): Promise<Result<MediaAccess, CallError>> {
    this.#access = null;
    return this.access();
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
    else this.#publish();
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
    this.#sendPublished({ type: "mute", muted });
  }

  hold(held: boolean): void {
    this.#wanted.held = held;
    this.#sendPublished({ type: "hold", held });
  }

  camera(on: boolean): void {
    this.#wanted.camera = on;
    this.#sendPublished({ type: "camera", on });
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
    this.#current?.link.probe();
    this.#sendPublished({ type: "restart-ice" });
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
    const answer = await this.#current.link.offer({ sdpOffer, metadata });
    return this.link === link ? answer : err(gone);
  }

  answer(link: LinkId, revision: number, sdpAnswer: string): Promise<Result<null, CallError>> {
    if (this.#current?.id !== link) return Promise.resolve(err(gone));
    return this.#current.link.answer({ revision, sdpAnswer });
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
      current.scope.end();
      this.#ports.media.send({ type: "close", link: current.id });
      void lastWord.finally(() => current.link.close());
    }
    this.#scope.end();
  }

  async #takeAccess(): Promise<Result<MediaAccess, CallError>> {
    const access = await this.#ports.backend.takeMediaAccess();
    if (!access.ok) this.#access = null;
    return access;
  }

  #connect({ websocketUrl, deviceToken, iceServers }: MediaAccess): DeviceLink {
    const id = this.#ports.nextLink();
    const link = this.#ports.openDeviceLink({ websocketUrl, deviceToken });
    const current: CurrentLink = { id, link, scope: new Scope(), published: false };
    this.#current = current;
    current.scope.add(link.onState((state) => this.#linkState(current, state)));
    current.scope.add(
      link.onOffer(({ sdpRevision, sdpOffer, streamMetadata }) =>
        this.#ports.media.send({
          type: "subscribe",
          link: id,
          revision: sdpRevision,
          sdpOffer,
          streams: streamMetadata,
          iceServers,
        }),
      ),
    );
    this.#ports.media.send({ type: "prepare", link: id, iceServers });
    this.#publish();
    this.#linkState(current, link.state);
    return link;
  }

  /** The hold goes first: a held call that gets a new link must not be heard for a moment. */
  #publish(): void {
    const current = this.#current;
    const { publishing, muted, held, camera } = this.#wanted;
    if (current === null || current.published || !publishing) return;
    current.published = true;
    if (held) this.send({ type: "hold", held });
    this.send({ type: "publish", muted });
    if (camera) this.send({ type: "camera", on: true });
  }

  #sendPublished(command: LinkCommand): void {
    if (this.#current?.published === true) this.send(command);
  }

  #linkState(current: CurrentLink, state: LinkState): void {
    if (this.#current !== current || state.phase !== "closed" || state.error === null) return;
    this.#ports.log.warn("device link lost", { link: current.id, code: state.error.code });
    this.#ports.media.send({ type: "close", link: current.id });
    if (this.#granted !== null && this.#freshLinkLeft) {
      this.#freshLinkLeft = false;
      this.#relinked();
      this.#replace(this.#granted, current);
      return;
    }
    current.scope.end();
    this.#current = null;
    if (this.#wanted.publishing) this.#listener.shutOut(state.error);
  }

  /**
   * The new link comes first and the old one goes when the new one stands: a `leave` while it is the only device would
   * look to the service like the end of our part in the call.
   */
  #replace(access: MediaAccess, old: CurrentLink): void {
    old.scope.end();
    const fresh = this.#connect(access);
    const closeOld = this.#scope.add(() => old.link.close());
    const settled = (state: LinkState): void => {
      if (state.phase === "ready" || state.phase === "closed") closeOld();
    };
    this.#scope.add(fresh.onState(settled));
    settled(fresh.state);
  }

  #relinked(): void {
    this.#heard = { flowing: false, published: false };
    this.#listener.relinked();
  }
}
