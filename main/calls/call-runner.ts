import type { Call } from "../../common/call/call.ts";
import type { CallEffect, CallEvent, Step, TimerName } from "../../common/call/call-events.ts";
import { step } from "../../common/call/call-machine.ts";
import { expectsAudio, isLive } from "../../common/call/call-view.ts";
import { remoteLabel, targetOf } from "../../common/call/remote.ts";
import type { Failure } from "../../common/errors.ts";
import type { CallId, LinkId } from "../../common/ids.ts";
import { err, ok, type Result, unreachable } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
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
  readonly joined: (room: Room) => void;
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
  #holding: Promise<Result<null, Failure>> | null = null;
  #holdsUnderWay = 0;

  constructor(ports: RunnerPorts, call: Call) {
    this.#ports = ports;
    this.#call = call;
    this.media = new CallMedia(ports, {
      flowing: () => this.happened({ type: "media.flowing" }),
      interrupted: () => this.happened({ type: "media.interrupted" }),
      published: () => this.happened({ type: "media.published" }),
      relinked: () => this.happened({ type: "media.relinked" }),
      shutOut: (error) => this.happened({ type: "media.shut-out", error }),
      camera: (on) => this.happened({ type: "media.camera", on }),
      failed: (error) => this.happened({ type: "media.failed", error }),
    });
    this.leg = new ServiceLeg(
      call.id,
      call.direction === "inbound",
      {
        backend: ports.backend,
        log: ports.log,
        me: ports.me,
        access: () => this.media.access(),
        freshAccess: () => this.media.freshAccess(),
        wanted: () => isLive(this.#call),
      },
      {
        placed: (placed) => ports.placed(this, placed),
        joined: (room) => {
          this.happened({ type: "service.joined" });
          ports.joined(room);
        },
        rejoined: () => this.happened({ type: "service.rejoined" }),
        rejoinFailed: () => this.happened({ type: "service.rejoin-failed" }),
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

  /** Puts the call on hold or takes it back, and answers when the service has said whether it does. */
  hold(held: boolean): Promise<Result<null, Failure>> {
    const { phase } = this.#call;
    if (phase !== "connected" && phase !== "reconnecting") {
      return Promise.resolve(err({ code: "not-connected" }));
    }
    this.happened({ type: "user.held", held });
    return this.#holdAsked();
  }

  /** The request that a step has just made, if it made one. */
  #holdAsked(): Promise<Result<null, Failure>> {
    const asked = this.#holding;
    this.#holding = null;
    return asked ?? Promise.resolve(ok(null));
  }

  /** Says again to the service what it has not understood: whether we hold the call. */
  repeatHold(): void {
    if (!isLive(this.#call) || this.#holdsUnderWay > 0) return;
    this.#background(this.#askHold(this.#call.held));
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
    this.#recall(before, after.call, event.at);
  }

  /** What media has reported before the machine could use it: audio before the answer, a path before the hold. */
  #recall(before: Call, after: Call, at: number): void {
    if (!isLive(before) || !isLive(after)) return;
    const answered = after.phase === "connecting" && before.phase !== "connecting";
    const released = expectsAudio(before) && !expectsAudio(after);
    if (answered && this.media.flowing) this.#pending.push({ type: "media.flowing", at });
    if ((answered || released) && this.media.published) this.#pending.push({ type: "media.published", at });
  }

  #carryOut(effect: CallEffect): void {
    const { notifications, ringer, clock } = this.#ports;
    switch (effect.type) {
      case "backend.place":
        return this.#place();
      case "backend.join":
        return this.#join();
      case "backend.rejoin":
        if (isLive(this.#call)) this.#background(this.leg.rejoin(this.#call));
        return;
      case "backend.hold":
        this.#holding = this.#askHold(effect.held);
        return;
      case "backend.show-muted":
        return this.#showMuted(effect.muted);
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
      case "media.hold":
        return this.media.hold(effect.held);
      case "media.camera":
        return this.media.camera(effect.on);
      case "media.expect":
        return this.media.expect();
      case "media.relink":
        return this.#background(this.media.relink());
      case "media.close":
        return this.media.close(this.leg.idle());
      case "ring.start":
        return ringer.start(this.id, effect.tone);
      case "ring.stop":
        return ringer.stop(this.id);
      case "notify.incoming":
        notifications.incoming({ id: this.id, name: remoteLabel(this.#call.remote) });
        return;
      case "notify.withdraw":
        return notifications.withdraw(this.id);
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

  #join(): void {
    const { remote } = this.#call;
    if (remote.kind === "room") this.#background(this.leg.join(remote.roomId));
  }

  async #askHold(held: boolean): Promise<Result<null, Failure>> {
    this.#holdsUnderWay += 1;
    const answer = await this.leg.ask((id) => this.#ports.backend.calls.hold(id, held));
    this.#holdsUnderWay -= 1;
    if (!answer.ok) this.happened({ type: "service.hold-refused", held });
    return answer;
  }

  #showMuted(muted: boolean): void {
    const { remote } = this.#call;
    if (remote.kind !== "room") return;
    this.#background(this.leg.ask(() => this.#ports.backend.rooms.showMuted(remote.roomId, muted)));
  }

  #stopTimer(timer: TimerName): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }

  #background(work: Promise<unknown>): void {
    work.catch((cause: unknown) =>
      this.#ports.log.error("call work failed", { call: this.id, cause: String(cause) }),
    );
  }
}
