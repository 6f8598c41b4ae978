import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { OfferSdpResult, PublishMetadata, SdpOfferParams } from "../../common/wire/device-signaling.ts";

/** connecting: first connect. ready: usable. resuming: socket lost, same uniqueId, media goes on. closed: for good. */
export type LinkState =
  | { readonly phase: "connecting" }
  | { readonly phase: "ready" }
  | { readonly phase: "resuming" }
  | { readonly phase: "closed"; readonly error: CallError | null };

/** One client's connection to the device gateway (device signaling v3, bandwidth.md section 4). */
export interface DeviceLink {
  readonly state: LinkState;
  onState(listener: (state: LinkState) => void): Dispose;
  /** Offers of the service; each is answered by `answer` with its revision, stale ones never arrive (R46). */
  onOffer(listener: (offer: SdpOfferParams) => void): Dispose;
  /** Waits until ready; fails when the link closes or the service says no. Bounded in time (R31). */
  offer(input: { sdpOffer: string; metadata: PublishMetadata }): Promise<Result<OfferSdpResult, CallError>>;
  answer(input: { revision: number; sdpAnswer: string }): Promise<Result<null, CallError>>;
  /** The network may be another one: finds out soon whether the socket still is one, and replaces it if not. */
  probe(): void;
  /** `leave`, diagnostics, close 1000; also while the socket is down or in back-off (R54). Never throws. */
  close(): void;
}

/** Opens one. `deviceToken` is checked (version, expiry) before any I/O (R23, R24) and never logged (R25). */
export type OpenDeviceLink = (access: { websocketUrl: string; deviceToken: string }) => DeviceLink;
