import type { Call } from "../../common/call/call.ts";
import type { MediaReport, ShareMode } from "../../common/contract/media.ts";
import type { ScreenSource, ShareState } from "../../common/contract/screen.ts";
import type { Failure } from "../../common/errors.ts";
import type { CallId, SourceId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { SharePorts } from "./ports.ts";
import { type ShareEvent, step } from "./share-state.ts";

type Done = Result<null, Failure>;
const done: Done = ok(null);

/** What this client shares: one source, into one call, until the user, the source or the call ends it. */
export class ShareService {
  readonly #ports: SharePorts;
  readonly #listeners = new Set<() => void>();
  /** As listed last: a page may only name what the user was shown. */
  #offered: readonly ScreenSource[] = [];
  #share: ShareState | null = null;

  constructor(ports: SharePorts) {
    this.#ports = ports;
    ports.calls.onReport((call, _link, report) => this.#reported(call, report));
    ports.calls.onChange(() => this.#endWithCall());
  }

  get share(): ShareState | null {
    return this.#share;
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** On the user's gesture only. */
  async sources(): Promise<Result<{ sources: ScreenSource[]; canShareSound: boolean }, Failure>> {
    const { screens } = this.#ports;
    const sources = await screens.sources();
    if (sources === null) return err({ code: "screen-denied" });
    this.#offered = sources;
    return ok({ sources: [...sources], canShareSound: screens.canShareSound });
  }

  /** Lets the page look at a source for itself. */
  preview(source: SourceId): Done {
    if (this.#find(source) === undefined) return err({ code: "screen-gone" });
    this.#ports.gate.arm({ source, sound: false });
    return done;
  }

  /** Starts, or switches the source of a share into the same call. A share into another call ends first. */
  start(wanted: { call: CallId; source: SourceId; mode: ShareMode; sound: boolean }): Done {
    const { call: id, mode } = wanted;
    const source = this.#find(wanted.source);
    if (source === undefined) return err({ code: "screen-gone" });
    const call = this.#ports.calls.calls.find((one) => one.id === id);
    if (call === undefined) return err({ code: "call-gone" });
    if (call.phase !== "connected" || call.held) return err({ code: "not-connected" });
    if (this.#share !== null && this.#share.call !== id) this.stop();
    const sound = wanted.sound && this.#ports.screens.canShareSound;
    this.#ports.gate.arm({ source: source.id, sound });
    if (!this.#ports.calls.send(id, { type: "share", sourceId: source.id, mode, sound })) {
      return err({ code: "not-connected" });
    }
    const { id: sourceId, kind, title } = source;
    this.#take({ type: "started", call: id, source: { id: sourceId, kind, title }, mode, sound });
    return done;
  }

  setMode(mode: ShareMode): Done {
    return this.#order({ type: "mode", mode }, { type: "share-mode", mode });
  }

  pause(paused: boolean): Done {
    return this.#order({ type: "paused", paused }, { type: "share-pause", paused });
  }

  /** Stopping twice is stopping once. */
  stop(): Done {
    this.#order({ type: "over" }, { type: "share-stop" });
    return done;
  }

  /** The page is a new one: its capture went with the old one. */
  pageReady(): void {
    if (this.#share === null) return;
    const { call } = this.#share;
    this.#take({ type: "over" });
    this.#ports.notify({ code: "share-ended", call, by: "reload" });
  }

  #order(event: ShareEvent, command: Parameters<SharePorts["calls"]["send"]>[1]): Done {
    const share = this.#share;
    if (share === null) return err({ code: "not-connected" });
    if (!this.#take(event)) return done;
    this.#ports.calls.send(share.call, command);
    return done;
  }

  #reported(call: Call, report: MediaReport): void {
    if (this.#share?.call !== call.id) return;
    switch (report.type) {
      case "sharing": {
        const { sourceId, width, height, sound } = report;
        this.#take({ type: "live", sourceId, width, height, sound });
        return;
      }
      case "share-ended":
        this.#take({ type: "over" });
        this.#ports.notify({ code: "share-ended", call: call.id, by: "source" });
        return;
      case "share-failed":
        this.#take({ type: "over" });
        this.#ports.notify({ code: "failed", call: call.id, error: report.error });
        return;
      default:
        return;
    }
  }

  #endWithCall(): void {
    const share = this.#share;
    if (share === null) return;
    const call = this.#ports.calls.calls.find(({ id }) => id === share.call);
    if (call === undefined || call.phase === "ended") this.#take({ type: "over" });
  }

  #find(source: SourceId): ScreenSource | undefined {
    return this.#offered.find(({ id }) => id === source);
  }

  /** True when it changed something. */
  #take(event: ShareEvent): boolean {
    const next = step(this.#share, event);
    if (next === this.#share) return false;
    if (next?.phase !== this.#share?.phase) {
      this.#ports.log.info("share", {
        phase: next?.phase ?? "over",
        kind: (next ?? this.#share)?.source.kind,
      });
    }
    this.#share = next;
    for (const listener of [...this.#listeners]) listener();
    return true;
  }
}
