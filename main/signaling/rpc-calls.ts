import type { Clock } from "../../common/clock.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { RpcError, RpcId } from "../../common/wire/json-rpc.ts";

export const rpcTimeoutMs = 10_000;

/** socket-lost: no answer and none to come. timeout: none within `rpcTimeoutMs`. refused: the service's own error. */
export type RpcFailure =
  | { readonly code: "socket-lost" }
  | { readonly code: "timeout" }
  | { readonly code: "refused"; readonly error: RpcError };

type Settle = (result: Result<unknown, RpcFailure>) => void;

/** Requests of ours that wait for their answers. Every one settles: by answer, by time-out, or with the socket (R31). */
export class RpcCalls {
  readonly #clock: Clock;
  readonly #pending = new Map<RpcId, Settle>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends a request through `send` and waits for its answer. */
  call(method: string, params: unknown, send: (text: string) => void): Promise<Result<unknown, RpcFailure>> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(rpcTimeoutMs, () => settle(err({ code: "timeout" })));
      const settle: Settle = (result) => {
        if (!this.#pending.delete(id)) return;
        cancel();
        resolve(result);
      };
      this.#pending.set(id, settle);
      send(JSON.stringify({ jsonrpc: "2.0", method, params, id }));
    });
  }

  /** An answer; one that nobody waits for is ignored. */
  resolve(id: RpcId, result: unknown): void {
    this.#pending.get(id)?.(ok(result));
  }

  reject(id: RpcId | null, error: RpcError): void {
    if (id !== null) this.#pending.get(id)?.(err({ code: "refused", error }));
  }

  /** The socket is gone, and with it every answer. */
  loseAll(): void {
    for (const settle of [...this.#pending.values()]) settle(err({ code: "socket-lost" }));
  }
}
