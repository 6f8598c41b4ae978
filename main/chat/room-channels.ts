import type { Call } from "../../common/call/call.ts";
import { inRoom } from "../../common/chat/conversation-id.ts";
import type { Clock } from "../../common/clock.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { CallId, LinkId, UserId } from "../../common/ids.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import type { LinkCommand } from "../calls/ports.ts";
import type { Log } from "../log/log.ts";
import { ChannelLink } from "./channel-link.ts";
import type { ChatSession } from "./chat-session.ts";

/** What we use of the calls. */
export interface CallsForChat {
  readonly calls: readonly Call[];
  send(call: CallId, command: LinkCommand): boolean;
  participants(call: CallId): readonly CallMember[];
  /** The link that the call has now. */
  linkOf(call: CallId): LinkId | null;
}

export interface RoomChannelsPorts {
  readonly calls: CallsForChat;
  readonly session: () => ChatSession | null;
  readonly clock: Clock;
  readonly log: Log;
  /** We are in this room: its name is to be known when it is gone. */
  readonly onJoined: () => void;
}

interface OnCall {
  readonly link: LinkId;
  readonly channel: ChannelLink;
}

/** The conversation of each room that we are in, on the link of the call that took us there. */
export class RoomChannels {
  readonly #ports: RoomChannelsPorts;
  readonly #onCalls = new Map<CallId, OnCall>();

  constructor(ports: RoomChannelsPorts) {
    this.#ports = ports;
  }

  /** Calls, their links or their members are others now. */
  callsChanged(): void {
    const { calls, session } = this.#ports;
    const now = session();
    const wanted = new Map(
      now === null ? [] : calls.calls.flatMap((call) => (roomOf(call) === null ? [] : [[call.id, call]])),
    );
    for (const [id, { channel, link }] of [...this.#onCalls]) {
      if (wanted.has(id) && calls.linkOf(id) === link) continue;
      this.#onCalls.delete(id);
      channel.end();
    }
    for (const [id, call] of wanted) {
      if (now !== null && !this.#onCalls.has(id)) this.#join(now, call);
      this.#onCalls.get(id)?.channel.membersChanged(this.#present(id));
    }
  }

  report(call: CallId, link: LinkId, report: MediaReport): void {
    const on = this.#onCalls.get(call);
    if (on?.link === link) on.channel.report(report);
  }

  /** The session of chat is over. */
  end(): void {
    for (const { channel } of this.#onCalls.values()) channel.end();
    this.#onCalls.clear();
  }

  #join(session: ChatSession, call: Call): void {
    const room = roomOf(call);
    const link = this.#ports.calls.linkOf(call.id);
    const runner = room === null || link === null ? null : session.get(inRoom(room));
    if (runner === null || link === null) return;
    const { calls, clock, log, onJoined } = this.#ports;
    const channel = new ChannelLink({
      runner,
      clock,
      log,
      send: (command) => calls.linkOf(call.id) === link && calls.send(call.id, command),
      userOf: (participant) => this.#userOf(call.id, participant),
    });
    this.#onCalls.set(call.id, { link, channel });
    onJoined();
  }

  #userOf(call: CallId, participant: string): UserId | undefined {
    const member = this.#ports.calls.participants(call).find((one) => one.participantId === participant);
    return member?.party.kind === "person" ? member.party.id : undefined;
  }

  #present(call: CallId): string[] {
    return this.#ports.calls.participants(call).flatMap(({ participantId }) => participantId ?? []);
  }
}

/** Only once we are in: before that the page may have nothing to open a channel on. */
function roomOf(call: Call): Extract<Call["remote"], { kind: "room" }>["roomId"] | null {
  const isIn = call.phase === "connected" || call.phase === "reconnecting" || call.phase === "connecting";
  return isIn && call.remote.kind === "room" ? call.remote.roomId : null;
}
