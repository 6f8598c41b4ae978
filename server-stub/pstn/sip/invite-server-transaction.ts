import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import type { SipResponse } from "./message.ts";
import { retransmit, t2, t4, transactionLifeMs } from "./timers.ts";

export interface ServerTransactionPorts {
  readonly clock: Clock;
  readonly reliable: boolean;
  readonly send: (response: SipResponse) => void;
  /** No ACK came for a final response other than 2xx, or the transport failed. */
  readonly onUnacknowledged: () => void;
  readonly onTerminated: () => void;
}

/**
 * RFC 3261 section 17.2.1 with RFC 6026. A 2xx is retransmitted by the dialog, since its ACK is a transaction of its own.
 *
 *   proceeding ── 300-699 ─▶ completed ── ACK ─▶ confirmed ── I ─▶ terminated      H (completed) ─▶ terminated
 *       └──────── 2xx ─▶ accepted ── L ─▶ terminated
 */
export class InviteServerTransaction {
  #state: "proceeding" | "completed" | "confirmed" | "accepted" | "terminated" = "proceeding";
  #last: SipResponse | undefined;
  #timers = new Scope();
  readonly #ports: ServerTransactionPorts;

  constructor(ports: ServerTransactionPorts) {
    this.#ports = ports;
  }

  get state(): string {
    return this.#state;
  }

  /** False when a final response has gone out before. In accepted only 2xx go through. */
  respond(response: SipResponse): boolean {
    const success = response.status >= 200 && response.status < 300;
    if (this.#state === "accepted" && success) {
      this.#ports.send(response);
      return true;
    }
    if (this.#state !== "proceeding") return false;
    this.#last = response;
    if (success) this.#enter("accepted", transactionLifeMs);
    else if (response.status >= 300) this.#complete(response);
    this.#ports.send(response);
    return true;
  }

  /** The INVITE came again. */
  receiveRetransmission(): void {
    const repeats = this.#state === "proceeding" || this.#state === "completed";
    if (repeats && this.#last !== undefined) this.#ports.send(this.#last);
  }

  receiveAck(): void {
    if (this.#state === "completed") this.#enter("confirmed", this.#ports.reliable ? 0 : t4);
  }

  #complete(response: SipResponse): void {
    this.#state = "completed";
    const { clock, reliable, send } = this.#ports;
    if (!reliable) this.#timers.add(retransmit(clock, t2, () => send(response)));
    this.#timers.add(
      clock.after(transactionLifeMs, () => {
        this.terminate();
        this.#ports.onUnacknowledged();
      }),
    );
  }

  #enter(state: "confirmed" | "accepted", lifeMs: number): void {
    this.#state = state;
    this.#timers.end();
    this.#timers = new Scope();
    this.#timers.add(this.#ports.clock.after(lifeMs, () => this.terminate()));
  }

  /** Stops at once and reports nothing. */
  terminate(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#timers.end();
    this.#ports.onTerminated();
  }
}
