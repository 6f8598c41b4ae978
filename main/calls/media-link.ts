import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { DeviceLink, LinkState, OpenDeviceLink } from "../signaling/device-link.ts";
import type { LinkCommand, MediaPort } from "./ports.ts";

/** What the page is to do, told to each new link. */
export interface WantedMedia {
  publishing: boolean;
  muted: boolean;
  held: boolean;
  camera: boolean;
}

export interface MediaLinkPorts {
  readonly openDeviceLink: OpenDeviceLink;
  readonly media: MediaPort;
}

/** One device link, and the page's two peer connections behind it. */
export class MediaLink {
  readonly id: LinkId;
  readonly #media: MediaPort;
  readonly #access: MediaAccess;
  readonly #device: DeviceLink;
  readonly #scope = new Scope();
  #published = false;

  constructor({ openDeviceLink, media }: MediaLinkPorts, id: LinkId, access: MediaAccess) {
    this.id = id;
    this.#media = media;
    this.#access = access;
    this.#device = openDeviceLink(access);
  }

  /** Has the page make ready, carries the service's offers to it, and tells of each state, the present one last. */
  start(onState: (state: LinkState) => void, wanted: WantedMedia): void {
    const { iceServers } = this.#access;
    this.#scope.add(this.#device.onState(onState));
    this.#scope.add(
      this.#device.onOffer(({ sdpRevision, sdpOffer, streamMetadata }) =>
        this.send({
          type: "subscribe",
          revision: sdpRevision,
          sdpOffer,
          streams: streamMetadata,
          iceServers,
        }),
      ),
    );
    this.send({ type: "prepare", iceServers });
    this.publish(wanted);
    onState(this.#device.state);
  }

  /** Once. The hold goes first: a held call that gets a new link must not be heard for a moment. */
  publish({ publishing, muted, held, camera }: WantedMedia): void {
    if (this.#published || !publishing) return;
    this.#published = true;
    if (held) this.send({ type: "hold", held });
    this.send({ type: "publish", muted });
    if (camera) this.send({ type: "camera", on: true });
  }

  send(command: LinkCommand): void {
    this.#media.send({ ...command, link: this.id });
  }

  /** What says nothing to a page that does not publish yet. */
  sendPublished(command: LinkCommand): void {
    if (this.#published) this.send(command);
  }

  offer(sdpOffer: string, metadata: PublishMetadata): Promise<Result<OfferSdpResult, CallError>> {
    return this.#device.offer({ sdpOffer, metadata });
  }

  answer(revision: number, sdpAnswer: string): Promise<Result<null, CallError>> {
    return this.#device.answer({ revision, sdpAnswer });
  }

  probe(): void {
    this.#device.probe();
  }

  /** Nothing more of the gateway is heard here; its device stays until `leave`. */
  detach(): void {
    this.#scope.end();
  }

  leave(): void {
    this.#device.close();
  }

  /**
   * Leaves when `next` stands, or never will: a `leave` while this is the only device would look to the service like the
   * end of our part in the call. With the scope at the latest.
   */
  leaveAfter(next: MediaLink, scope: Scope): void {
    const leave = scope.add(() => this.leave());
    const settled = (state: LinkState): void => {
      if (state.phase === "ready" || state.phase === "closed") leave();
    };
    scope.add(next.#device.onState(settled));
    settled(next.#device.state);
  }
}
