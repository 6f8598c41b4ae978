import type { Call } from "../../common/call/call.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { CallId, LinkId } from "../../common/ids.ts";
import { err, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import type { CallRunner } from "./call-runner.ts";
import type { LinkCommand } from "./ports.ts";

export type LinkReportListener = (call: Call, link: LinkId, report: MediaReport) => void;

const gone = { code: "call-gone" } as const;

/** The page's side of all calls: what their links ask and report, and the way to send them a command. */
export class CallLinks {
  readonly #runners: () => readonly CallRunner[];
  readonly #listeners = new Set<LinkReportListener>();

  constructor(runners: () => readonly CallRunner[]) {
    this.#runners = runners;
  }

  offer(
    link: LinkId,
    sdpOffer: string,
    metadata: PublishMetadata,
  ): Promise<Result<OfferSdpResult, CallError>> {
    return this.#on(link)?.media.offer(link, sdpOffer, metadata) ?? Promise.resolve(err(gone));
  }

  answer(link: LinkId, revision: number, sdpAnswer: string): Promise<Result<null, CallError>> {
    return this.#on(link)?.media.answer(link, revision, sdpAnswer) ?? Promise.resolve(err(gone));
  }

  /** What a link of the past reports is dropped. */
  report(link: LinkId, report: MediaReport): void {
    const runner = this.#on(link);
    if (runner === undefined) return;
    runner.media.report(link, report);
    for (const listener of [...this.#listeners]) listener(runner.call, link, report);
  }

  /** Every report of a live link, after the call has taken it. A call gets a new link when its page reloads. */
  onReport(listener: LinkReportListener): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To the link that the call has now; false when it has none, and nothing was sent. */
  send(call: CallId, command: LinkCommand): boolean {
    return this.#of(call)?.media.send(command) ?? false;
  }

  linkOf(call: CallId): LinkId | null {
    return this.#of(call)?.media.link ?? null;
  }

  /** Who takes part, as the service said last, we too; empty until it has, and for a call that is over. */
  participants(call: CallId): readonly CallMember[] {
    const found = this.#of(call)?.call;
    return found === undefined || found.phase === "ended" ? [] : found.members;
  }

  /** Which participant of the platform we are in this call; null until it has a media access. */
  self(call: CallId): string | null {
    return this.#of(call)?.media.participantId ?? null;
  }

  #of(call: CallId): CallRunner | undefined {
    return this.#runners().find((runner) => runner.id === call);
  }

  #on(link: LinkId): CallRunner | undefined {
    return this.#runners().find((runner) => runner.media.link === link);
  }
}
