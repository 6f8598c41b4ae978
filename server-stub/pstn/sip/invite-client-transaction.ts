import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import type { SipResponse } from "./message.ts";
import { completedLifeMs, retransmit, transactionLifeMs } from "./timers.ts";

export interface ClientTransactionPorts {
  readonly clock: Clock;
  /** TCP: nothing is sent twice. */
  readonly reliable: boolean;
  /** Sends the request, the first time and again. */
  readonly send: () => void;
  readonly onResponse: (response: SipResponse) => void;
  /** Neither of these is followed by anything. */
  readonly onTimeout: () => void;
  readonly onTransportFailure: () => void;
  /** It may be forgotten. */
  readonly onTerminated: () => void;
}

/**
 * RFC 3261 section 17.1.1, with the accepted state of RFC 6026, in which further 2xx go to the user (forks, and
 * retransmissions that need another ACK).
 *
 *   calling ── 1xx ─▶ proceeding ── 300-699 ─▶ completed ── D ─▶ terminated
 *      └──────┬─────────────┴────── 2xx ─▶ accepted ── M ─▶ terminated
 *             └── B (calling only) or transport failure ─▶ terminated
 */
export class InviteClientTransaction {
  #state: "calling" | "proceeding" | "completed" | "accepted" | "terminated" = "calling";
  readonly #ports: ClientTransactionPorts;
  readonly #acknowledge: (response: SipResponse) => void;
  #timers = new Scope();

  constructor(ports: ClientTransactionPorts & { acknowledge: (response: SipResponse) => void }) {
    this.#ports = ports;
    this.#acknowledge = ports.acknowledge;
  }

  get state(): string {
    return this.#state;
  }

  start(): void {
    const { clock, reliable, send } = this.#ports;
    if (!reliable) this.#timers.add(retransmit(clock, Infinity, send));
    this.#timers.add(
      clock.after(transactionLifeMs, () => {
        this.terminate();
        this.#ports.onTimeout();
      }),
    );
    send();
  }

  receive(response: SipResponse): void {
    if (this.#state === "terminated") return;
    if (response.status < 200) return this.#provisional(response);
    if (response.status < 300) return this.#success(response);
    if (this.#state === "accepted") return;
    const first = this.#state !== "completed";
    if (first) this.#enter("completed", this.#ports.reliable ? 0 : completedLifeMs);
    this.#acknowledge(response);
    if (first) this.#ports.onResponse(response);
  }

  transportFailed(): void {
    if (this.#state === "terminated") return;
    const wasOpen = this.#state === "calling" || this.#state === "proceeding";
    this.terminate();
    if (wasOpen) this.#ports.onTransportFailure();
  }

  #provisional(response: SipResponse): void {
    if (this.#state !== "calling" && this.#state !== "proceeding") return;
    if (this.#state === "calling") this.#restartTimers();
    this.#state = "proceeding";
    this.#ports.onResponse(response);
  }

  #success(response: SipResponse): void {
    if (this.#state === "completed") return;
    if (this.#state !== "accepted") this.#enter("accepted", transactionLifeMs);
    this.#ports.onResponse(response);
  }

  #enter(state: "completed" | "accepted", lifeMs: number): void {
    this.#restartTimers();
    this.#state = state;
    this.#timers.add(this.#ports.clock.after(lifeMs, () => this.terminate()));
  }

  #restartTimers(): void {
    this.#timers.end();
    this.#timers = new Scope();
  }

  /** Stops at once and reports nothing. */
  terminate(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#timers.end();
    this.#ports.onTerminated();
  }
}
