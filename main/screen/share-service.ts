import type { Call } from "../../common/call/call.ts";
import type { MediaReport, ShareMode } from "../../common/contract/media.ts";
import type { ScreenSource, ShareState } from "../../common/contract/screen.ts";
import type { Failure } from "../../common/errors.ts";
import type { CallId, LinkId, SourceId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { SharePorts } from "./ports.ts";
import { type ShareEvent, step } from "./share-state.ts";

type Done = Result<null, Failure>;
const done: Done = ok(null);
const unavailable = { code: "request-invalid", detail: "screen-share" } as const;

/** What this client shares: one source, into one call, until the user, the source or the call ends it. */
export class ShareService {
  readonly #ports: SharePorts;
  readonly #listeners = new Set<() => void>();
  /** As listed last: a page may only name what the user was shown. */
  #offered: readonly ScreenSource[] = [];
  #share: ShareState | null = null;
  /** What is shared until the source that is being switched to arrives. */
  #before: ShareState | null = null;
  #link: LinkId | null = null;

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
    const { screens, can } = this.#ports;
    if (!can("screen-share")) return err(unavailable);
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
    if (!this.#ports.can("screen-share")) return err(unavailable);
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
    this.#before = this.#share?.phase === "starting" ? this.#before : this.#share;
    this.#link = this.#ports.calls.linkOf(id);
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

  #order(event: ShareEvent, command: Parameters<SharePorts["calls"]["send"]>[1]): Done {
    const share = this.#share;
    if (share === null) return err({ code: "not-connected" });
    if (!this.#take(event)) return done;
    this.#ports.calls.send(share.call, command);
    return done;
  }

  #reported(call: Call, report: MediaReport): void {
    this.#endWithCall();
    if (this.#share?.call !== call.id) {
      // It crossed with the end of the share: nothing may be captured that the user does not see.
      if (report.type === "sharing") this.#ports.calls.send(call.id, { type: "share-stop" });
      return;
    }
    switch (report.type) {
      case "sharing": {
        if (report.sourceId === this.#share.source.id) this.#before = null;
        const { sourceId, width, height, sound } = report;
        this.#take({ type: "live", sourceId, width, height, sound });
        return;
      }
      case "share-ended":
        this.#take({ type: "over" });
        this.#ports.notices.raise({ code: "share-ended", call: call.id, by: "source" });
        return;
      case "share-failed":
        this.#take(this.#before === null ? { type: "over" } : { type: "kept", share: this.#before });
        this.#ports.notices.raise({ code: "failed", call: call.id, error: report.error });
        return;
      default:
        return;
    }
  }

  /** With its call; and with its link, since the capture went with the old page or peer connection. */
  #endWithCall(): void {
    const share = this.#share;
    if (share === null) return;
    const { calls } = this.#ports;
    const call = calls.calls.find(({ id }) => id === share.call);
    if (call === undefined || call.phase === "ended") this.#take({ type: "over" });
    else if (calls.linkOf(share.call) !== this.#link) {
      this.#take({ type: "over" });
      this.#ports.notices.raise({ code: "share-ended", call: share.call, by: "reload" });
    }
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
    if (next === null) this.#before = null;
    for (const listener of [...this.#listeners]) listener();
    return true;
  }
}
