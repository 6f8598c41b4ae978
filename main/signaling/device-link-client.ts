/** What is negotiated over the device gateway: our offers, and the service's with their revisions. */
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { OfferSdpResult, type PublishMetadata, SdpOfferParams } from "../../common/wire/device-signaling.ts";
import type { Log } from "../log/log.ts";
import type { DeviceLink, LinkState, OpenDeviceLink } from "./device-link.ts";
import type { DeviceAccess } from "./gateway-address.ts";
import { describeFailure, linkErrorOf, lost, refused } from "./link-errors.ts";
import { ResumingSocket, type ResumingSocketPorts } from "./resuming-socket.ts";

export function createOpenDeviceLink(ports: ResumingSocketPorts): OpenDeviceLink {
  return (access) => new DeviceLinkClient(ports, access);
}

class DeviceLinkClient implements DeviceLink {
  readonly #log: Log;
  readonly #socket: ResumingSocket;
  readonly #offerListeners = new Set<(offer: SdpOfferParams) => void>();
  #doneRevision = 0;
  #seenRevision = 0;

  constructor(ports: ResumingSocketPorts, access: DeviceAccess) {
    this.#log = ports.log;
    this.#socket = new ResumingSocket(ports, access, (method, params) => this.#notified(method, params));
    this.#socket.start();
  }

  get state(): LinkState {
    return this.#socket.state;
  }

  onState(listener: (state: LinkState) => void): Dispose {
    return this.#socket.onState(listener);
  }

  onOffer(listener: (offer: SdpOfferParams) => void): Dispose {
    this.#offerListeners.add(listener);
    return () => this.#offerListeners.delete(listener);
  }

  async offer(input: {
    sdpOffer: string;
    metadata: PublishMetadata;
  }): Promise<Result<OfferSdpResult, CallError>> {
    const params = { sdpOffer: input.sdpOffer, mediaMetadata: input.metadata };
    const answer = await this.#request("offerSdp", params);
    if (!answer.ok) return answer;
    const result = OfferSdpResult.safeParse(answer.value);
    if (result.success) return ok(result.data);
    this.#log.warn("unreadable answer", { method: "offerSdp" });
    return err(refused);
  }

  /** An answer carries no revision: one that comes late would be taken for the newer offer's, so it is not sent. */
  async answer(input: { revision: number; sdpAnswer: string }): Promise<Result<null, CallError>> {
    if (input.revision <= this.#doneRevision || input.revision < this.#seenRevision) return ok(null);
    const answer = await this.#request("answerSdp", { sdpAnswer: input.sdpAnswer });
    if (answer.ok) {
      this.#doneRevision = Math.max(this.#doneRevision, input.revision);
      return ok(null);
    }
    if (this.#seenRevision === input.revision) this.#seenRevision = this.#doneRevision;
    return answer;
  }

  probe(): void {
    this.#socket.probe();
  }

  close(): void {
    this.#socket.close();
  }

  /** Stale and repeated revisions are dropped here (R46); one whose answer failed may come again. */
  #notified(method: string, params: unknown): void {
    if (method !== "sdpOffer") return this.#log.debug("signaling notification ignored");
    const offer = SdpOfferParams.safeParse(params);
    if (!offer.success) return this.#log.warn("unreadable offer");
    if (offer.data.sdpRevision <= this.#seenRevision) return;
    this.#seenRevision = offer.data.sdpRevision;
    for (const listener of [...this.#offerListeners]) listener(offer.data);
  }

  /**
   * Waits for `ready`. An offer that was lost with its socket is sent once more after the resume; an answer is not,
   * because the service then offers anew (bandwidth.md 4.7).
   */
  async #request(method: string, params: unknown): Promise<Result<unknown, CallError>> {
    for (let tries = 0; ; tries++) {
      if (!(await this.#socket.ready())) return err(this.#closedError());
      const answer = await this.#socket.call(method, params);
      if (answer.ok) return answer;
      if (answer.error.code === "socket-lost" && method === "offerSdp" && tries === 0) continue;
      this.#log.warn("signaling request failed", { method, ...describeFailure(answer.error) });
      return err(linkErrorOf(answer.error));
    }
  }

  #closedError(): CallError {
    const { state } = this.#socket;
    return (state.phase === "closed" ? state.error : null) ?? lost;
  }
}
