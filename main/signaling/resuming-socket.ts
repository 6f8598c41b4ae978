/*
 * connecting ── open, setMediaPreferences answered ─▶ ready ── socket lost ─▶ resuming ── open ─▶ ready
 * connecting ── refused, or nothing within firstConnectMs ─▶ closed
 * resuming   ── nothing within resumeMs ─▶ closed            any ── close(), code 1000 ─▶ closed
 */
import type { Clock } from "../../common/clock.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { RetryPolicy } from "../../common/retry-policy.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { readRpcMessage } from "../../common/wire/json-rpc.ts";
import type { Log } from "../log/log.ts";
import type { LinkState } from "./device-link.ts";
import { checkDeviceToken } from "./device-token.ts";
import { type DeviceAccess, gatewayUrl, isSocketAddress } from "./gateway-address.ts";
import { linkErrorOf, lost, refused } from "./link-errors.ts";
import { RpcCalls, type RpcFailure } from "./rpc-calls.ts";
import type { OpenSignalingSocket, SignalingSocket } from "./signaling-socket.ts";
import { type CheckedSocket, pingRegularly, probeSocket } from "./socket-liveness.ts";

/** How long the first connect may take in all, back-off included. */
export const firstConnectMs = 15_000;
/** How long a lost socket may be replaced; the gateway keeps a device for 30 to 60 s (bandwidth.md section 10). */
export const resumeMs = 60_000;

const normalClosure = 1000;
/** RFC 6455 section 7.4.1: not the end of our part, which 1000 would be. */
const goingAway = 1001;

export interface ResumingSocketPorts {
  readonly openSocket: OpenSignalingSocket;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly newUniqueId: () => string;
  readonly sdkVersion: string;
  readonly log: Log;
}

export type OnNotification = (method: string, params: unknown) => void;

/**
 * One device's socket to the gateway, from its preferences to its `leave`: a lost one is replaced by another with the
 * same uniqueId, for which the gateway has kept everything. What is said on it is its owner's affair.
 */
export class ResumingSocket {
  readonly #ports: ResumingSocketPorts;
  readonly #url: string;
  readonly #token: string;
  readonly #onNotification: OnNotification;
  readonly #calls: RpcCalls;
  readonly #scope = new Scope();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #state: LinkState = { phase: "connecting" };
  #socket: SignalingSocket | null = null;
  #open = false;
  #attempt = 0;
  #greeted = false;
  #cancelDeadline: Dispose = () => {};

  constructor(ports: ResumingSocketPorts, access: DeviceAccess, onNotification: OnNotification) {
    this.#ports = ports;
    this.#calls = new RpcCalls(ports.clock);
    this.#url = gatewayUrl(access, { sdkVersion: ports.sdkVersion, uniqueId: ports.newUniqueId() });
    this.#token = access.deviceToken;
    this.#onNotification = onNotification;
  }

  get state(): LinkState {
    return this.#state;
  }

  onState(listener: (state: LinkState) => void): Dispose {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Once, before anything else. */
  start(): void {
    this.#deadline(firstConnectMs);
    this.#connect();
  }

  /** Whether it became usable; false when it is closed for good. */
  ready(): Promise<boolean> {
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

  /** A request on the socket there is now; it is lost with that socket. */
  call(method: string, params: unknown): Promise<Result<unknown, RpcFailure>> {
    return this.#calls.call(method, params, (text) => this.#socket?.send(text));
  }

  /** See `DeviceLink`. */
  probe(): void {
    if (this.#socket !== null && this.#open) probeSocket(this.#checked(this.#socket));
  }

  /** See `DeviceLink`. */
  close(): void {
    if (this.#state.phase === "closed") return;
    if (this.#open) {
      this.#notify("leave", {});
      this.#notify("deviceDiagnostics", { logs: [] });
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
        if (current !== null && mine()) void this.#opened(current);
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
  async #opened(socket: SignalingSocket): Promise<void> {
    this.#open = true;
    pingRegularly(this.#checked(socket));
    if (!this.#greeted) {
      const greeting = await this.call("setMediaPreferences", { protocol: "WEBRTC" });
      if (this.#scope.ended || (!greeting.ok && greeting.error.code === "socket-lost")) return;
      if (!greeting.ok) return this.#end(linkErrorOf(greeting.error));
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

  #checked(socket: SignalingSocket): CheckedSocket {
    return {
      clock: this.#ports.clock,
      scope: this.#scope,
      isCurrent: () => this.#socket === socket,
      ping: () => this.call("ping", {}),
      giveUp: () => this.#giveUp(socket),
    };
  }

  /** Nobody answers on it any more, so it is lost, though nothing has closed it. */
  #giveUp(socket: SignalingSocket): void {
    if (this.#socket !== socket) return;
    this.#ports.log.info("signaling socket does not answer");
    this.#socket = null;
    socket.close(goingAway);
    this.#lost(goingAway, null);
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
        return this.#onNotification(message.value.method, message.value.params);
      case "request":
        return this.#ports.log.debug("signaling request ignored");
    }
  }

  #notify(method: string, params: unknown): void {
    this.#socket?.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  #deadline(ms: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#scope.add(this.#ports.clock.after(ms, () => this.#end(lost)));
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
