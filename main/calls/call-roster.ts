import type { Call, CallIn } from "../../common/call/call.ts";
import type { Step } from "../../common/call/call-events.ts";
import { isLive } from "../../common/call/call-view.ts";
import { type CallId, LinkId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import { CallRunner } from "./call-runner.ts";
import type { CallPorts } from "./ports.ts";
import { retentionOf } from "./retention.ts";
import type { Ringer } from "./ringer.ts";

export interface RosterListener {
  /** The service has taken a call that we placed. */
  placed(runner: CallRunner, call: ServiceCall): void;
  /** The service has let us in: the room as it was when the answer was written. */
  joined(runner: CallRunner, room: Room): void;
}

/** All runners: live ones, ended ones that are still shown, and ended ones with something left to say. */
export class CallRoster {
  readonly #ports: CallPorts;
  readonly #ringer: Ringer;
  readonly #listener: RosterListener;
  readonly #runners = new Map<CallId, CallRunner>();
  /** Ended runners that still have something to say to the service. */
  readonly #leaving = new Set<CallRunner>();
  readonly #forget = new Map<CallId, Dispose>();
  readonly #changeListeners = new Set<() => void>();
  readonly #endListeners = new Set<(call: CallIn<"ended">) => void>();
  #lastLink = 0;

  constructor(ports: CallPorts, ringer: Ringer, listener: RosterListener) {
    this.#ports = ports;
    this.#ringer = ringer;
    this.#listener = listener;
  }

  /** Oldest first. */
  get runners(): readonly CallRunner[] {
    return [...this.#runners.values()];
  }

  get leaving(): readonly CallRunner[] {
    return [...this.#leaving];
  }

  get calls(): readonly Call[] {
    return this.runners.map((runner) => runner.call);
  }

  find(id: CallId): CallRunner | undefined {
    return this.#runners.get(id);
  }

  /** By the service's id. */
  known(id: CallId): CallRunner | undefined {
    return this.runners.find((runner) => runner.leg.id === id);
  }

  onChange(listener: () => void): Dispose {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onEnded(listener: (call: CallIn<"ended">) => void): Dispose {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** The next unused link id. */
  newLink(): LinkId {
    return LinkId.parse(++this.#lastLink);
  }

  start({ call, effects }: Step): void {
    const runner: CallRunner = new CallRunner(
      {
        ...this.#ports,
        ringer: this.#ringer,
        nextLink: () => this.newLink(),
        changed: (changed, before) => this.#changed(changed, before),
        placed: (placed, service) => this.#listener.placed(placed, service),
        joined: (room) => this.#listener.joined(runner, room),
      },
      call,
    );
    this.#runners.set(call.id, runner);
    this.#ports.log.info("call phase", { call: call.id, to: call.phase, direction: call.direction });
    runner.start(effects);
    this.#tellListeners();
  }

  /** Takes it off the screen. */
  remove(runner: CallRunner): void {
    this.#forget.get(runner.id)?.();
    this.#forget.delete(runner.id);
    if (this.#runners.delete(runner.id)) this.#tellListeners();
  }

  /** A last word that did not arrive is said again when the stream is back, so its runner is kept until then. */
  release(runner: CallRunner): void {
    if (!runner.leg.undelivered) this.#leaving.delete(runner);
  }

  /** The service has no such call: nothing is left to be said. */
  drop(runner: CallRunner): void {
    this.#leaving.delete(runner);
  }

  #changed(runner: CallRunner, before: Call): void {
    const { call } = runner;
    if (call.phase !== before.phase) this.#logPhase(call, before);
    if (call.phase === "ended" && isLive(before)) this.#ended(runner, call);
    this.#tellListeners();
  }

  #ended(runner: CallRunner, call: CallIn<"ended">): void {
    this.#leaving.add(runner);
    void runner.leg.idle().then(() => this.release(runner));
    for (const listener of [...this.#endListeners]) listener(call);
    const retention = retentionOf(call);
    if (retention === "until-dismissed") return;
    if (retention === "none") return this.remove(runner);
    this.#forget.set(
      runner.id,
      this.#ports.clock.after(retention, () => this.remove(runner)),
    );
  }

  #logPhase(call: Call, before: Call): void {
    const now = this.#ports.clock.now();
    this.#ports.log.info("call phase", {
      call: call.id,
      from: before.phase,
      to: call.phase,
      ...(call.phase === "ended" ? { reason: call.reason.code } : {}),
      ...(before.phase === "trying" && call.phase === "ringing"
        ? { placeToRingMs: now - call.startedAt }
        : {}),
      ...(call.phase === "connected" && before.phase === "connecting"
        ? { answerToFlowingMs: call.connectedAt - call.answeredAt }
        : {}),
    });
  }

  #tellListeners(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }
}
