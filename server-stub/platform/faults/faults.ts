import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { Log } from "../platform-options.ts";
import { FaultPlan, type FaultClose, type ReplyFault } from "./fault-plan.ts";

/** What can be ended from outside. */
export interface ClosableSocket {
  close(code: number): void;
  terminate(): void;
}

const none = FaultPlan.parse({});

/**
 * Things that go wrong on purpose, for tests of clients and back ends (bandwidth.md section 10). A platform that was not
 * given one has none of it (docs/decisions/fault-injection.md). All of it shows in the log as a warning.
 */
export class Faults {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sockets = new Map<ClosableSocket, string>();
  readonly #happened = new Map<object, number>();
  #plan: FaultPlan = none;
  #cancelEnd: Dispose = () => {};

  constructor(options: { clock: Clock; log: Log }) {
    this.#clock = options.clock;
    this.#log = options.log;
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** In place of the plan before. */
  set(plan: FaultPlan): void {
    this.clear();
    this.#plan = plan;
    this.#log("warn", "faults are injected from now on", { plan });
    this.#cancelEnd = this.#clock.after(plan.forMs, () => {
      this.clear();
      this.#log("warn", "faults are over");
    });
  }

  clear(): void {
    this.#cancelEnd();
    this.#cancelEnd = () => {};
    this.#plan = none;
    this.#happened.clear();
  }

  /** Ends open device sockets, and returns how many. */
  closeSockets({ participantId, code }: FaultClose): number {
    const chosen = [...this.#sockets].filter(([, id]) => participantId === undefined || participantId === id);
    for (const [socket] of chosen) {
      if (code === 1006) socket.terminate();
      else socket.close(code);
    }
    this.#log("warn", "fault injected", { fault: "close", code, sockets: chosen.length });
    return chosen.length;
  }

  /** To be disposed of when the socket has closed. */
  watch(socket: ClosableSocket, participantId: string): Dispose {
    this.#sockets.set(socket, participantId);
    return () => this.#sockets.delete(socket);
  }

  /** The status to refuse a handshake with, or null. */
  refusal(participantId: string): number | null {
    const { upgrade } = this.#plan;
    return upgrade && this.#happens("upgrade", upgrade, participantId) ? upgrade.status : null;
  }

  reply(participantId: string, method: string): ReplyFault | null {
    const fault = this.#plan.replies.find((one) => one.method === method && this.#isLeft(one));
    return fault && this.#happens("reply", fault, participantId) ? fault : null;
  }

  offer(participantId: string): "omit" | "stale" | null {
    const { offers } = this.#plan;
    return offers && this.#happens("offer", offers, participantId) ? offers.type : null;
  }

  failsWebhook(participantId: string): boolean {
    const { webhooks } = this.#plan;
    return webhooks !== undefined && this.#happens("webhook", webhooks, participantId);
  }

  /** For the media engine: whether a datagram is lost before anything has looked at it. Too many to log each. */
  readonly dropInbound = (datagram: Buffer): boolean => {
    if (this.#plan.media === undefined) return false;
    return this.#plan.media === "all" || isMedia(datagram);
  };

  #happens(what: string, fault: { readonly times?: number | undefined }, participantId: string): boolean {
    const only = this.#plan.participantId;
    if ((only !== undefined && only !== participantId) || !this.#isLeft(fault)) return false;
    this.#happened.set(fault, (this.#happened.get(fault) ?? 0) + 1);
    this.#log("warn", "fault injected", { fault: what, participantId });
    return true;
  }

  #isLeft(fault: { readonly times?: number | undefined }): boolean {
    return fault.times === undefined || (this.#happened.get(fault) ?? 0) < fault.times;
  }
}

/** SRTP and SRTCP, told from STUN and DTLS by their first byte (RFC 7983 section 7). */
const isMedia = (datagram: Buffer): boolean => {
  const first = datagram[0] ?? 0;
  return first >= 128 && first <= 191;
};
