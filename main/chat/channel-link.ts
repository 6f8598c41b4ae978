import { readFrame } from "../../common/chat/frame.ts";
import type { Clock } from "../../common/clock.ts";
import { type MediaReport, streamAlias } from "../../common/contract/media.ts";
import type { UserId } from "../../common/ids.ts";
import { Scope } from "../../common/scope.ts";
import type { LinkCommand } from "../calls/ports.ts";
import type { Log } from "../log/log.ts";
import type { ConversationRunner } from "./conversation-runner.ts";

export interface ChannelLinkPorts {
  readonly runner: ConversationRunner;
  /** To the page, for this link; false when it is gone. */
  readonly send: (command: LinkCommand) => boolean;
  /** Which person a participant is; undefined until the token server has said so. */
  readonly userOf: (participant: string) => UserId | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** A frame came or went. */
  readonly onTraffic?: () => void;
}

const alias = streamAlias.chat;
const reopenAfterMs = 1_000;
/** Of participants whom we do not know yet: the token server's word comes by another way. */
const maxEarly = 200;

/** A conversation on the application channels of one link. Ends with `end`; the link itself is somebody else's. */
export class ChannelLink {
  readonly #ports: ChannelLinkPorts;
  readonly #scope = new Scope();
  readonly #attached = new Set<string>();
  #early: Extract<MediaReport, { type: "channel-from" | "channel-message" }>[] = [];

  constructor(ports: ChannelLinkPorts) {
    this.#ports = ports;
    const { runner } = ports;
    runner.useLink((data) => this.#send(data));
    this.#dispatch({ type: "link.began" });
    this.#scope.add(() => {
      runner.useLink(() => false);
      this.#dispatch({ type: "link.ended" });
    });
    this.#open();
  }

  report(report: MediaReport): void {
    if (this.#scope.ended || !("alias" in report) || report.alias !== alias) return;
    switch (report.type) {
      case "channel-open":
        return this.#dispatch({ type: "link.opened" });
      case "channel-closed":
        this.#dispatch({ type: "link.closed" });
        this.#scope.add(this.#ports.clock.after(reopenAfterMs, () => this.#open()));
        return;
      case "channel-from":
      case "channel-message":
        return this.#from(report);
      case "channel-full":
        // What did not go out is not confirmed, and comes again.
        return this.#ports.log.warn("chat channel full");
    }
  }

  /** Others are there, or have gone. `present`: the participants of now. */
  membersChanged(present: readonly string[]): void {
    for (const participant of [...this.#attached]) {
      if (present.includes(participant)) continue;
      this.#attached.delete(participant);
      this.#dispatch({ type: "link.left", participant });
    }
    const early = this.#early;
    this.#early = [];
    for (const report of early) this.#from(report);
  }

  end(): void {
    this.#scope.end();
  }

  #from(report: Extract<MediaReport, { type: "channel-from" | "channel-message" }>): void {
    const participant = report.participantId;
    const user = this.#ports.userOf(participant);
    if (user === undefined) {
      if (this.#early.length < maxEarly) this.#early.push(report);
      return;
    }
    if (report.type === "channel-from" || !this.#attached.has(participant)) {
      this.#attached.add(participant);
      this.#dispatch({ type: "link.attached", participant, user });
    }
    if (report.type !== "channel-message") return;
    const frame = readFrame(report.data);
    if (!frame.ok) return this.#ports.log.warn("unreadable chat frame");
    this.#ports.onTraffic?.();
    this.#dispatch({ type: "link.received", participant, frame: frame.value });
  }

  #open(): void {
    this.#ports.send({ type: "channel-open", alias });
  }

  #send(data: string): boolean {
    if (this.#scope.ended) return false;
    this.#ports.onTraffic?.();
    return this.#ports.send({ type: "channel-send", alias, data });
  }

  #dispatch(event: Parameters<ConversationRunner["dispatch"]>[0]): void {
    void this.#ports.runner.dispatch(event).catch(() => undefined);
  }
}
