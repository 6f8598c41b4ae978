/*
 * connecting ── open, setMediaPreferences answered ─▶ ready ── socket lost ─▶ resuming ── open ─▶ ready
 * connecting ── refused, or nothing within firstConnectMs ─▶ closed
 * resuming   ── nothing within resumeMs ─▶ closed            any ── close(), code 1000 ─▶ closed
 */
import type { Clock } from "../../common/clock.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { RetryPolicy } from "../../common/retry-policy.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { OfferSdpResult, type PublishMetadata, SdpOfferParams } from "../../common/wire/device-signaling.ts";
import { readRpcMessage } from "../../common/wire/json-rpc.ts";
import { isThisMachine } from "../backend/server-url.ts";
import type { Log } from "../log/log.ts";
import type { DeviceLink, LinkState, OpenDeviceLink } from "./device-link.ts";
import { checkDeviceToken } from "./device-token.ts";
import { RpcCalls, type RpcFailure } from "./rpc-calls.ts";
import type { OpenSignalingSocket, SignalingSocket } from "./signaling-socket.ts";

/** How long the first connect may take in all, back-off included. */
export const firstConnectMs = 15_000;
/** How long a lost socket may be replaced; the gateway keeps a device for 30 to 60 s (bandwidth.md section 10). */
export const resumeMs = 60_000;
/** At most 300 s apart (R32); less, so that middle boxes keep the connection. */
export const pingEveryMs = 60_000;
/** A socket that is probed, because the network may be another one, has less time than `rpcTimeoutMs` to answer. */
export const probeMs = 3_000;

const normalClosure = 1000;
/** RFC 6455 section 7.4.1: not the end of our part, which 1000 would be. */
const goingAway = 1001;
const lost = { code: "signaling-lost" } as const;
const refused = { code: "signaling-refused" } as const;

export interface DeviceLinkPorts {
  readonly openSocket: OpenSignalingSocket;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly newUniqueId: () => string;
  readonly sdkVersion: string;
  readonly log: Log;
}

export function createOpenDeviceLink(ports: DeviceLinkPorts): OpenDeviceLink {
  return (access) => new DeviceLinkClient(ports, access);
}

class DeviceLinkClient implements DeviceLink {
  readonly #ports: DeviceLinkPorts;
  readonly #url: string;
  readonly #token: string;
  readonly #calls: RpcCalls;
  readonly #scope = new Scope();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  readonly #offerListeners = new Set<(offer: SdpOfferParams) => void>();
  #state: LinkState = { phase: "connecting" };
  #socket: SignalingSocket | null = null;
  #open = false;
  #attempt = 0;
  #greeted = false;
  #doneRevision = 0;
  #seenRevision = 0;
  #cancelDeadline: Dispose = () => {};

  constructor(ports: DeviceLinkPorts, access: { websocketUrl: string; deviceToken: string }) {
    this.#ports = ports;
    this.#calls = new RpcCalls(ports.clock);
    this.#url = gatewayUrl(access, ports);
    this.#token = access.deviceToken;
    this.#deadline(firstConnectMs);
    this.#connect();
  }

  get state(): LinkState {
    return this.#state;
  }

  onState(listener: (state: LinkState) => void): Dispose {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
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
    this.#ports.log.warn("unreadable answer", { method: "offerSdp" });
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
    const socket = this.#socket;
    if (socket === null || !this.#open) return;
    const cancel = this.#scope.add(
      this.#ports.clock.after(probeMs, () => {
        this.#giveUp(socket);
      }),
    );
    void this.#rpc("ping", {}).then((answer) => {
      if (answer.ok || answer.error.code === "refused") cancel();
    });
  }

  /** A socket that does not answer any more: TCP itself would take minutes to say so, if it ever did. */
  #giveUp(socket: SignalingSocket): void {
    if (this.#socket !== socket) return;
    this.#ports.log.info("signaling socket does not answer");
    this.#socket = null;
    socket.close(goingAway);
    this.#lost(goingAway, null);
  }

  close(): void {
    if (this.#state.phase === "closed") return;
    if (this.#open) {
      this.#send({ method: "leave", params: {} });
      this.#send({ method: "deviceDiagnostics", params: { logs: [] } });
    }
    this.#end(null);
  }

  #connect(): void {
    if (this.#scope.ended) return;
    const token = checkDeviceToken(this.#token, this.#ports.clock.now());
    if (!token.ok || !isSocketAddress(this.#url)) {
      this.#ports.log.warn("device access not usable", { problem: token.ok ? "address" : token.error });
      return this.#end(refused);
    }
    let current: SignalingSocket | null = null;
    const mine = (): boolean => current !== null && this.#socket === current;
    current = this.#ports.openSocket(this.#url, {
      onOpen: () => {
        if (mine()) void this.#opened();
      },
      onText: (text) => {
        if (mine()) this.#received(text);
      },
      onClose: ({ code, status }) => {
        if (mine()) this.#lost(code, status);
      },
    });
    this.#socket = current;
  }

  /** The preferences are said once for a link, not again after a resume (bandwidth.md 4.8, R56). */
  async #opened(): Promise<void> {
    this.#open = true;
    this.#pingLater();
    if (!this.#greeted) {
      const greeting = await this.#rpc("setMediaPreferences", { protocol: "WEBRTC" });
      if (this.#scope.ended || (!greeting.ok && greeting.error.code === "socket-lost")) return;
      if (!greeting.ok) return this.#end(greeting.error.code === "refused" ? refused : lost);
      this.#greeted = true;
    }
    this.#attempt = 0;
    this.#cancelDeadline();
    this.#change({ phase: "ready" });
  }

  #lost(code: number, status: number | null): void {
    this.#open = false;
    this.#socket = null;
    this.#calls.loseAll();
    this.#ports.log.info("signaling socket closed", { code, status });
    if (code === normalClosure) return this.#end(lost);
    if (status === 401 || status === 403) return this.#end(refused);
    if (this.#state.phase === "ready") {
      this.#deadline(resumeMs);
      this.#change({ phase: "resuming" });
    }
    const delay = this.#ports.retry.nextDelayMs(this.#attempt++);
    if (delay === null) return this.#end(lost);
    this.#scope.add(this.#ports.clock.after(delay, () => this.#connect()));
  }

  #received(text: string): void {
    const message = readRpcMessage(text);
    if (!message.ok)
      return this.#ports.log.debug("unreadable signaling message", { code: message.error.code });
    switch (message.value.kind) {
      case "result":
        return this.#calls.resolve(message.value.id, message.value.result);
      case "error":
        return this.#calls.reject(message.value.id, message.value.error);
      case "notification":
        return this.#notified(message.value.method, message.value.params);
      case "request":
        return this.#ports.log.debug("signaling request ignored");
    }
  }

  /** Stale and repeated revisions are dropped here (R46); one whose answer failed may come again. */
  #notified(method: string, params: unknown): void {
    if (method !== "sdpOffer") return this.#ports.log.debug("signaling notification ignored");
    const offer = SdpOfferParams.safeParse(params);
    if (!offer.success) return this.#ports.log.warn("unreadable offer");
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
      if (!(await this.#ready())) return err(this.#closedError());
      const answer = await this.#rpc(method, params);
      if (answer.ok) return answer;
      if (answer.error.code === "socket-lost" && method === "offerSdp" && tries === 0) continue;
      this.#ports.log.warn("signaling request failed", { method, ...describe(answer.error) });
      return err(answer.error.code === "refused" ? refused : lost);
    }
  }

  #rpc(method: string, params: unknown): Promise<Result<unknown, RpcFailure>> {
    return this.#calls.call(method, params, (text) => this.#socket?.send(text));
  }

  #ready(): Promise<boolean> {
    if (this.#state.phase === "ready") return Promise.resolve(true);
    if (this.#state.phase === "closed") return Promise.resolve(false);
    return new Promise((resolve) => {
      const stop = this.onState((state) => {
        if (state.phase !== "ready" && state.phase !== "closed") return;
        stop();
        resolve(state.phase === "ready");
      });
    });
  }

  #pingLater(): void {
    const socket = this.#socket;
    this.#scope.add(
      this.#ports.clock.after(pingEveryMs, () => {
        if (this.#socket !== socket || socket === null) return;
        void this.#rpc("ping", {}).then((answer) => {
          if (!answer.ok && answer.error.code === "timeout") this.#giveUp(socket);
        });
        this.#pingLater();
      }),
    );
  }

  #send(notification: { method: string; params: unknown }): void {
    this.#socket?.send(JSON.stringify({ jsonrpc: "2.0", ...notification }));
  }

  #deadline(ms: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#scope.add(this.#ports.clock.after(ms, () => this.#end(lost)));
  }

  #closedError(): CallError {
    return (this.#state.phase === "closed" ? this.#state.error : null) ?? lost;
  }

  #end(error: CallError | null): void {
    if (this.#state.phase === "closed") return;
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    this.#scope.end();
    socket?.close(normalClosure);
    this.#calls.loseAll();
    this.#change({ phase: "closed", error });
  }

  #change(state: LinkState): void {
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function describe(failure: RpcFailure): Record<string, string | number> {
  return failure.code === "refused"
    ? { code: failure.code, rpcCode: failure.error.code }
    : { code: failure.code };
}

/** Plain ws only to this machine itself: anywhere else the device token would cross a network in clear text. */
function isSocketAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "wss:" || (protocol === "ws:" && isThisMachine(hostname));
}

/** The address of bandwidth.md 4.1, with our own back-off instead of the vendor's fixed second. */
function gatewayUrl(access: { websocketUrl: string; deviceToken: string }, ports: DeviceLinkPorts): string {
  const query = new URLSearchParams({
    token: access.deviceToken,
    client: "browser",
    sdkVersion: ports.sdkVersion,
    uniqueId: ports.newUniqueId(),
  });
  return `${access.websocketUrl.replace(/\/+$/, "")}/v3/?${query.toString()}`;
}
