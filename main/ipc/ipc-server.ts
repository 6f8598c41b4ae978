import { type Handlers, type Input, type Output, requests } from "../../common/contract/contract.ts";
import { cardRequestNames } from "../../common/contract/desktop.ts";
import { requestNames, type RequestName } from "../../common/contract/names.ts";
import type { Failure } from "../../common/errors.ts";
import { err, type Result } from "../../common/result.ts";
import type { Log } from "../log/log.ts";

/** Where a request came from, as far as it decides whether we listen. */
export interface Sender {
  /** Which of our windows; null for any other. */
  readonly window: "main" | "card" | null;
  readonly isMainFrame: boolean;
  readonly origin: string;
}

export interface IpcServerOptions {
  readonly handlers: Handlers;
  /** The only origin that is served. */
  readonly origin: string;
  readonly log: Log;
}

const isRequestName = (name: unknown): name is RequestName =>
  (requestNames as readonly unknown[]).includes(name);

const cardRequests: ReadonlySet<RequestName> = new Set(cardRequestNames);
const mayAsk = (window: "main" | "card", name: RequestName): boolean =>
  window === "main" || cardRequests.has(name);

/** Serves the contract: checks who asks, what is asked and with what, dispatches, and always answers a Result. */
export function createIpcServer({ handlers, origin, log }: IpcServerOptions) {
  const dispatch = async <N extends RequestName>(
    name: N,
    input: unknown,
  ): Promise<Result<Output<N>, Failure>> => {
    const parsed = requests[name].input.safeParse(input);
    if (!parsed.success) {
      const detail = parsed.error.issues.map((issue) => issue.path.join(".") || issue.code).join(", ");
      log.warn("ipc request refused", { name, detail });
      return err({ code: "request-invalid", detail: detail.slice(0, 200) });
    }
    return handlers[name](parsed.data as Input<N>); // parsed by the schema of this very name
  };

  return async (sender: Sender, name: unknown, input: unknown): Promise<Result<unknown, Failure>> => {
    if (sender.window === null || !sender.isMainFrame || sender.origin !== origin) {
      log.warn("ipc request from a stranger", { origin: sender.origin.slice(0, 200) });
      return err({ code: "request-invalid", detail: "sender" });
    }
    if (!isRequestName(name) || !mayAsk(sender.window, name)) {
      return err({ code: "request-invalid", detail: "name" });
    }
    try {
      return await dispatch(name, input);
    } catch (cause) {
      log.error("ipc handler failed", {
        name,
        cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      });
      return err({ code: "internal" });
    }
  };
}
