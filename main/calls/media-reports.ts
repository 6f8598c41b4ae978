import type { Call } from "../../common/call/call.ts";
import { activeCall } from "../../common/call/call-view.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { Quality } from "../../common/contract/state.ts";
import type { CallId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { CallService } from "./call-service.ts";
import type { Notices } from "./ports.ts";

/** What the page reports of a call beyond its phase: how well it travels, and what the user should hear of. */
export class MediaReports {
  readonly #calls: Pick<CallService, "calls" | "links">;
  readonly #notices: Notices;
  readonly #qualities = new Map<CallId, Quality>();
  readonly #listeners = new Set<() => void>();

  constructor(calls: Pick<CallService, "calls" | "links">, notices: Notices) {
    this.#calls = calls;
    this.#notices = notices;
  }

  /** Begins to listen. */
  start(): Dispose {
    return this.#calls.links.onReport((call, _link, report) => this.#reported(call, report));
  }

  /** Of the active call while it is connected; what was measured before a break says nothing any more. */
  get quality(): Quality | null {
    const active = activeCall(this.#calls.calls);
    return active?.phase === "connected" ? (this.#qualities.get(active.id) ?? null) : null;
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #reported({ id }: Call, report: MediaReport): void {
    switch (report.type) {
      case "quality": {
        const { level, rttMs, jitterMs, loss } = report;
        return this.#measured(id, { level, rttMs, jitterMs, loss });
      }
      case "microphone-changed":
        return this.#notices.raise({ code: "microphone-changed", label: report.label });
      case "camera-failed":
        return this.#notices.raise({ code: "failed", call: id, error: report.error });
      case "digits-failed":
        return this.#notices.raise({ code: "failed", call: id, error: { code: "not-connected" } });
      default:
        return;
    }
  }

  #measured(id: CallId, quality: Quality): void {
    const live = new Set(this.#calls.calls.map((call) => call.id));
    for (const known of [...this.#qualities.keys()]) if (!live.has(known)) this.#qualities.delete(known);
    this.#qualities.set(id, quality);
    for (const listener of [...this.#listeners]) listener();
  }
}
