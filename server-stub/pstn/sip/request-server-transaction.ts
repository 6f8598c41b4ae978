import { Scope } from "../../../common/scope.ts";
import type { ServerTransactionPorts } from "./invite-server-transaction.ts";
import type { SipResponse } from "./message.ts";
import { transactionLifeMs } from "./timers.ts";

/**
 * Every request but INVITE and ACK (RFC 3261 section 17.2.2).
 *
 *   trying ── 1xx ─▶ proceeding ── 200-699 ─▶ completed ── J ─▶ terminated
 */
export class RequestServerTransaction {
  #state: "trying" | "proceeding" | "completed" | "terminated" = "trying";
  #last: SipResponse | undefined;
  readonly #timers = new Scope();
  readonly #ports: ServerTransactionPorts;

  constructor(ports: ServerTransactionPorts) {
    this.#ports = ports;
  }

  get state(): string {
    return this.#state;
  }

  /** False when a final response has gone out before. */
  respond(response: SipResponse): boolean {
    if (this.#state === "completed" || this.#state === "terminated") return false;
    this.#last = response;
    this.#state = response.status < 200 ? "proceeding" : "completed";
    if (this.#state === "completed") this.#endAfter(this.#ports.reliable ? 0 : transactionLifeMs);
    this.#ports.send(response);
    return true;
  }

  receiveRetransmission(): void {
    if (this.#last !== undefined && this.#state !== "terminated") this.#ports.send(this.#last);
  }

  /** Stops at once and reports nothing. */
  terminate(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#timers.end();
    this.#ports.onTerminated();
  }

  #endAfter(ms: number): void {
    this.#timers.add(this.#ports.clock.after(ms, () => this.terminate()));
  }
}
