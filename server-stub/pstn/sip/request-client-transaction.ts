import { Scope } from "../../../common/scope.ts";
import type { ClientTransactionPorts } from "./invite-client-transaction.ts";
import type { SipResponse } from "./message.ts";
import { retransmit, t2, t4, transactionLifeMs } from "./timers.ts";

/**
 * Every request but INVITE (RFC 3261 section 17.1.2).
 *
 *   trying ── 1xx ─▶ proceeding ── 200-699 ─▶ completed ── K ─▶ terminated
 *     └──── 200-699 ──────────────────────────────┘            F or transport failure ─▶ terminated
 */
export class RequestClientTransaction {
  #state: "trying" | "proceeding" | "completed" | "terminated" = "trying";
  readonly #ports: ClientTransactionPorts;
  #resending = new Scope();
  readonly #timers = new Scope();

  constructor(ports: ClientTransactionPorts) {
    this.#ports = ports;
  }

  get state(): string {
    return this.#state;
  }

  start(): void {
    const { clock, reliable, send } = this.#ports;
    if (!reliable) this.#resending.add(retransmit(clock, t2, send));
    this.#timers.add(
      clock.after(transactionLifeMs, () => {
        const answered = this.#state === "completed";
        this.terminate();
        if (!answered) this.#ports.onTimeout();
      }),
    );
    send();
  }

  receive(response: SipResponse): void {
    if (this.#state === "completed" || this.#state === "terminated") return;
    if (response.status < 200) this.#proceed();
    else this.#complete();
    this.#ports.onResponse(response);
  }

  transportFailed(): void {
    if (this.#state === "terminated") return;
    const wasOpen = this.#state !== "completed";
    this.terminate();
    if (wasOpen) this.#ports.onTransportFailure();
  }

  /** From now on timer E is T2 (section 17.1.2.2). */
  #proceed(): void {
    if (this.#state !== "trying") return;
    this.#state = "proceeding";
    this.#resending.end();
    this.#resending = new Scope();
    if (!this.#ports.reliable) this.#resendEachT2();
  }

  #resendEachT2(): void {
    this.#resending.add(
      this.#ports.clock.after(t2, () => {
        this.#ports.send();
        this.#resendEachT2();
      }),
    );
  }

  #complete(): void {
    this.#state = "completed";
    this.#resending.end();
    this.#timers.add(this.#ports.clock.after(this.#ports.reliable ? 0 : t4, () => this.terminate()));
  }

  /** Stops at once and reports nothing. */
  terminate(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#resending.end();
    this.#timers.end();
    this.#ports.onTerminated();
  }
}
