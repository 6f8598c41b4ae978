import type { Call } from "../../common/call/call.ts";
import {
  type CallEffect,
  type CallEvent,
  type Step,
  step,
  type TimerName,
} from "../../common/call/call-machine.ts";
import { isLive } from "../../common/call/call-view.ts";
import { remoteLabel, targetOf } from "../../common/call/remote.ts";
import type { CallId, LinkId } from "../../common/ids.ts";
import { unreachable } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import { CallMedia } from "./call-media.ts";
import { reasonOfRefusal } from "./end-reason.ts";
import type { CallPorts } from "./ports.ts";
import type { Ringer } from "./ringer.ts";
import { ServiceLeg } from "./service-leg.ts";

export interface RunnerPorts extends CallPorts {
  readonly ringer: Ringer;
  readonly nextLink: () => LinkId;
  readonly changed: (runner: CallRunner, before: Call) => void;
  readonly placed: (runner: CallRunner, call: ServiceCall) => void;
}

/** Without the time, which the runner adds: reports do not carry one. */
export type Happening = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, "at"> : never) : never;

/** One call: feeds the call machine, one event at a time, and carries out its effects. */
export class CallRunner {
  readonly #ports: RunnerPorts;
  readonly #timers = new Map<TimerName, Dispose>();
  readonly #pending: CallEvent[] = [];
  readonly media: CallMedia;
  readonly leg: ServiceLeg;
  #call: Call;
  #draining = false;

  constructor(ports: RunnerPorts, call: Call) {
    this.#ports = ports;
    this.#call = call;
    this.media = new CallMedia(ports, {
      flowing: () => this.happened({ type: "media.flowing" }),
      interrupted: () => this.happened({ type: "media.interrupted" }),
      failed: (error) => this.happened({ type: "media.failed", error }),
    });
    this.leg = new ServiceLeg(
      call.id,
      call.direction === "inbound",
      {
        backend: ports.backend,
        log: ports.log,
        access: () => this.media.access(),
        wanted: () => isLive(this.#call),
      },
      {
        placed: (placed) => ports.placed(this, placed),
        refused: (refusal) => {
          const reason = reasonOfRefusal(refusal, this.#call, ports.clock.now());
          this.happened({ type: "service.refused", reason });
        },
      },
    );
  }

  get call(): Call {
    return this.#call;
  }

  get id(): CallId {
    return this.#call.id;
  }

  /** Carries out what the beginning of the call asks for. */
  start(effects: Step["effects"]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  /** Feeds the machine. An event that comes while another one is being carried out waits for it. */
  happened(happening: Happening): void {
    this.#pending.push({ ...happening, at: this.#ports.clock.now() });
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift())
        this.#take(next);
    } finally {
      this.#draining = false;
    }
  }

  #take(event: CallEvent): void {
    const before = this.#call;
    const after = step(before, event);
    this.#call = after.call;
    for (const effect of after.effects) this.#carryOut(effect);
    if (after.call === before) return;
    this.#ports.changed(this, before);
    // Audio may come before the word that the call is answered; the machine could not use it then.
    if (after.call.phase === "connecting" && before.phase !== "connecting" && this.media.flowing) {
      this.#pending.push({ type: "media.flowing", at: event.at });
    }
  }

  #carryOut(effect: CallEffect): void {
    const { notifications, window, ringer, clock } = this.#ports;
    switch (effect.type) {
      case "backend.place":
        return this.#place();
      case "backend.confirm-ringing":
        return this.#background(this.leg.confirmRinging());
      case "backend.accept":
        return this.#background(this.leg.accept());
      case "backend.decline":
        return this.#background(this.leg.decline());
      case "backend.hang-up":
        return this.#background(this.leg.hangUp());
      case "media.prepare":
        return this.#background(this.media.prepare());
      case "media.open":
        return this.#background(this.media.open());
      case "media.mute":
        return this.media.mute(effect.muted);
      case "media.close":
        return this.media.close(this.leg.idle());
      case "ring.start":
        return ringer.start(this.id, effect.tone);
      case "ring.stop":
        return ringer.stop(this.id);
      case "notify.incoming":
        notifications.incoming({ id: this.id, name: remoteLabel(this.#call.remote) });
        return window.alert();
      case "notify.withdraw":
        return notifications.withdraw(this.id);
      case "window.show":
        return window.show();
      case "timer.start":
        this.#stopTimer(effect.timer);
        this.#timers.set(
          effect.timer,
          clock.after(effect.ms, () => this.happened({ type: "timer.elapsed", timer: effect.timer })),
        );
        return;
      case "timer.stop":
        return this.#stopTimer(effect.timer);
      default:
        return unreachable(effect);
    }
  }

  #place(): void {
    const to = targetOf(this.#call.remote);
    if (to !== null) this.#background(this.leg.place(to));
  }

  #stopTimer(timer: TimerName): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }

  #background(work: Promise<void>): void {
    work.catch((cause: unknown) =>
      this.#ports.log.error("call work failed", { call: this.id, cause: String(cause) }),
    );
  }
}
