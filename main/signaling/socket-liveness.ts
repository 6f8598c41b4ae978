/**
 * Whether anybody is still at the other end of a socket that nothing has closed. TCP itself would take minutes to say
 * so, if it ever did; a ping that nobody answers says it sooner. A refused ping is an answer: somebody is there.
 */
import type { Clock } from "../../common/clock.ts";
import type { Result } from "../../common/result.ts";
import type { Scope } from "../../common/scope.ts";
import type { RpcFailure } from "./rpc-calls.ts";

/** At most 300 s apart (R32); less, so that middle boxes keep the connection. */
export const pingEveryMs = 60_000;
/** A socket that is probed, because the network may be another one, has less time than `rpcTimeoutMs` to answer. */
export const probeMs = 3_000;

/** One socket, from its opening on. */
export interface CheckedSocket {
  readonly clock: Clock;
  /** Ends the checks. */
  readonly scope: Scope;
  /** Whether it is still the one in use; a socket that was replaced is checked no more. */
  isCurrent(): boolean;
  ping(): Promise<Result<unknown, RpcFailure>>;
  /** Nobody is there. Ignored by a socket that is not in use any more. */
  giveUp(): void;
}

/** Pings every `pingEveryMs` for as long as the socket is in use. */
export function pingRegularly(socket: CheckedSocket): void {
  socket.scope.add(
    socket.clock.after(pingEveryMs, () => {
      if (!socket.isCurrent()) return;
      void socket.ping().then((answer) => {
        if (!answer.ok && answer.error.code === "timeout") socket.giveUp();
      });
      pingRegularly(socket);
    }),
  );
}

/** Pings now, and waits for `probeMs` only. */
export function probeSocket(socket: CheckedSocket): void {
  const cancel = socket.scope.add(socket.clock.after(probeMs, () => socket.giveUp()));
  void socket.ping().then((answer) => {
    if (answer.ok || answer.error.code === "refused") cancel();
  });
}
