/** Bugs of this page go to main's log; without this they would be seen by nobody. */
import type { Host } from "../../common/contract/contract.ts";
import type { Dispose } from "../../common/scope.ts";

const stackLimit = 4_000;

export function reportBugs(host: Host, page: Window): Dispose {
  const report = (message: string, cause: unknown): void => {
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    void host.request("log.write", { level: "error", message, data: { stack: stack.slice(0, stackLimit) } });
  };
  const onError = (event: ErrorEvent): void => report("uncaught error in the page", event.error);
  const onRejection = (event: PromiseRejectionEvent): void =>
    report("unhandled rejection in the page", event.reason);
  page.addEventListener("error", onError);
  page.addEventListener("unhandledrejection", onRejection);
  return () => {
    page.removeEventListener("error", onError);
    page.removeEventListener("unhandledrejection", onRejection);
  };
}
