import type { Call, CallIn, Remote, RemoteOf } from "../../common/call/call.ts";
import { joinRoom, placeCall } from "../../common/call/call-start.ts";
import { activeCall, isIncoming, isLive } from "../../common/call/call-view.ts";
import { isSameRemote, targetOf } from "../../common/call/remote.ts";
import type { Failure } from "../../common/errors.ts";
import type { CallId, LinkId, MemberId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { Target } from "../../common/wire/calls.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { CallLinks } from "./call-links.ts";
import { CallRoster } from "./call-roster.ts";
import type { CallRunner } from "./call-runner.ts";
import type { CallPorts } from "./ports.ts";
import { Ringer } from "./ringer.ts";
import { ServiceEvents } from "./service-events.ts";
import { targetProblem } from "./target-check.ts";

/** How long quitting waits for the other end to be told. */
export const quitLimitMs = 1_500;

const gone = { code: "call-gone" } as const;

/** All calls of this client, and what the user may do with them. At most one of them is active at a time. */
export class CallService {
  readonly #ports: CallPorts;
  readonly #ringer: Ringer;
  readonly #roster: CallRoster;
  readonly #events: ServiceEvents;
  /** Whatever changes which call is active waits for its turn: a hold takes a round trip. */
  readonly #turns = new TaskQueue();
  /** What the page asks and reports of the media of all calls. */
  readonly links: CallLinks;

  constructor(ports: CallPorts) {
    this.#ports = ports;
    this.#ringer = new Ringer(ports.media, {
      ringtone: ports.ringtoneWanted,
      talking: () => activeCall(this.calls) !== undefined,
    });
    this.#roster = new CallRoster(ports, this.#ringer, {
      placed: (runner, call) => this.#events.placed(runner, call),
      joined: (runner, room) => this.#events.joined(runner, room),
    });
    this.#events = new ServiceEvents(ports, this.#roster, (calls) => this.#abandon(calls));
    this.links = new CallLinks(() => this.#roster.runners);
  }

  /** Live calls, and ended ones that are still shown, oldest first. */
  get calls(): readonly Call[] {
    return this.#roster.calls;
  }

  /** For a link of somebody else: link ids are counted in one place. */
  newLink(): LinkId {
    return this.#roster.newLink();
  }

  onChange(listener: () => void): Dispose {
    return this.#roster.onChange(listener);
  }

  onEnded(listener: (call: CallIn<"ended">) => void): Dispose {
    return this.#roster.onEnded(listener);
  }

  /** Calls somebody. Who rings us at that moment is answered instead. */
  place(remote: Exclude<Remote, RemoteOf<"room">>): Promise<Result<CallId, Failure>> {
    const to = targetOf(remote);
    const problem: Failure | null = to === null ? { code: "number-invalid" } : this.targetProblem(to);
    if (problem !== null) return Promise.resolve(err(problem));
    return this.#turns.run(async () => {
      const theirs = this.calls.find((call) => isIncoming(call) && isSameRemote(call.remote, remote));
      const parked = await this.#park(theirs?.id);
      if (!parked.ok) return parked;
      if (theirs !== undefined) {
        this.#roster.find(theirs.id)?.happened({ type: "user.accepted" });
        return ok(theirs.id);
      }
      const id = this.#ports.newCallId();
      this.#roster.start(placeCall(id, remote, this.#ports.clock.now()));
      return ok(id);
    });
  }

  /** Enters a room; being in it already is as good. */
  join(room: RemoteOf<"room">): Promise<Result<CallId, Failure>> {
    if (this.#ports.me() === null) return Promise.resolve(err({ code: "not-signed-in" }));
    return this.#turns.run(async () => {
      const there = this.calls.find((call) => isLive(call) && isSameRemote(call.remote, room));
      const parked = await this.#park(there?.id);
      if (!parked.ok) return parked;
      if (there !== undefined) {
        this.#roster.find(there.id)?.happened({ type: "user.accepted" });
        return ok(there.id);
      }
      const id = this.#ports.newCallId();
      this.#roster.start(joinRoom(id, room, this.#ports.clock.now()));
      return ok(id);
    });
  }

  /** The call that is active now is put on hold first, and only when the service has done so is this one answered. */
  accept(id: CallId): Promise<Result<null, Failure>> {
    return this.#turns.run(async () => {
      const runner = this.#roster.find(id);
      if (runner === undefined) return err(gone);
      if (!isIncoming(runner.call)) return ok(null);
      const parked = await this.#park(id);
      if (parked.ok) runner.happened({ type: "user.accepted" });
      return parked;
    });
  }

  /** Taking a call back puts the active one on hold. */
  hold(id: CallId, held: boolean): Promise<Result<null, Failure>> {
    return this.#turns.run(async () => {
      const runner = this.#roster.find(id);
      if (runner === undefined || !isLive(runner.call)) return err(gone);
      if (held) return runner.hold(true);
      const parked = await this.#park(id);
      return parked.ok ? runner.hold(false) : parked;
    });
  }

  /** Why nobody may ring there, found out before anything is sent; null when nothing speaks against it. */
  targetProblem(to: Target): Failure | null {
    return targetProblem(to, this.#ports);
  }

  decline(id: CallId): Result<null, Failure> {
    return this.#tell(id, (runner) => runner.happened({ type: "user.declined" }));
  }

  hangUp(id: CallId): Result<null, Failure> {
    return this.#tell(id, (runner) => runner.happened({ type: "user.hung-up" }));
  }

  mute(id: CallId, muted: boolean): Result<null, Failure> {
    return this.#tell(id, (runner) => runner.happened({ type: "user.muted", muted }));
  }

  camera(id: CallId, on: boolean): Result<null, Failure> {
    const call = this.#roster.find(id)?.call;
    if (call !== undefined && isIncoming(call)) return err({ code: "not-connected" });
    return this.#tell(id, (runner) => runner.happened({ type: "user.camera", on }));
  }

  /** Keys go out in the audio, so there has to be somebody who hears it. */
  digits(id: CallId, digits: string): Result<null, Failure> {
    const talking = this.#talking(id);
    if (!talking.ok) return talking;
    return this.links.send(id, { type: "digits", digits }) ? ok(null) : err({ code: "not-connected" });
  }

  /** Blind: we are out of the call as soon as the service has taken it. */
  transfer(id: CallId, to: Target): Promise<Result<null, Failure>> {
    return this.#ask(id, to, (service) => this.#ports.backend.calls.transfer(service, to));
  }

  add(id: CallId, to: Target): Promise<Result<null, Failure>> {
    return this.#ask(id, to, (service) => this.#ports.backend.calls.add(service, to));
  }

  drop(id: CallId, member: MemberId): Promise<Result<null, Failure>> {
    return this.#ask(id, null, (service) => this.#ports.backend.calls.drop(service, member));
  }

  /** Takes an ended call off the screen; a live one stays. */
  dismiss(id: CallId): Result<null, Failure> {
    return this.#tell(id, (runner) => {
      if (!isLive(runner.call)) this.#roster.remove(runner);
    });
  }

  /**
   * Ends what we hold and waits until the other ends know, at most `quitLimitMs`. What merely rings here is left to the
   * user's other devices.
   */
  async hangUpAll(): Promise<void> {
    for (const runner of this.#roster.runners) {
      runner.happened({ type: isIncoming(runner.call) ? "user.signed-out" : "user.hung-up" });
    }
    const told = Promise.all(this.#roster.leaving.map((runner) => runner.leg.idle()));
    let stop: Dispose = () => {};
    const limit = new Promise<void>((resolve) => {
      stop = this.#ports.clock.after(quitLimitMs, resolve);
    });
    await Promise.race([told, limit]);
    stop();
  }

  signedOut(): void {
    for (const runner of this.#roster.runners) {
      runner.happened({ type: "user.signed-out" });
      this.#roster.remove(runner);
    }
  }

  ringtoneChanged(): void {
    this.#ringer.refresh();
  }

  /** The page is there, for the first time or again. */
  pageReady(): void {
    this.#ringer.pageReady();
    for (const runner of this.#roster.runners) runner.media.pageReady();
  }

  /** The computer has woken up, or is in another network: looks for a new path before anybody misses the old one. */
  networkChanged(): void {
    for (const runner of this.#roster.runners) runner.media.networkChanged();
  }

  /** What the token server says. */
  serviceEvent(event: ServerEvent): void {
    this.#events.received(event);
  }

  /** Before anything else: as long as the service counts us in one call, it lets us into no other. */
  #abandon(calls: readonly CallId[]): void {
    this.#ports.log.info("calls of a process that died", { count: calls.length });
    void this.#turns.run(() => Promise.all(calls.map((id) => this.#ports.backend.calls.hangUp(id))));
  }

  /** Puts the active call on hold, unless it is `except`. One that is not connected yet cannot be held. */
  async #park(except?: CallId): Promise<Result<null, Failure>> {
    const active = activeCall(this.calls);
    if (active === undefined || active.id === except) return ok(null);
    if (active.phase !== "connected" && active.phase !== "reconnecting")
      return err({ code: "already-in-call" });
    if (!this.#ports.can("hold")) return err({ code: "already-in-call" });
    const held = await this.#roster.find(active.id)?.hold(true);
    // It may have ended instead, and then nothing is in the way any more.
    return held === undefined || activeCall(this.calls)?.id !== active.id ? ok(null) : held;
  }

  async #ask(
    id: CallId,
    to: Target | null,
    request: (service: CallId) => Promise<Result<null, Failure>>,
  ): Promise<Result<null, Failure>> {
    const problem = to && this.targetProblem(to);
    if (problem !== null) return err(problem);
    const runner = this.#answered(id);
    return runner.ok ? runner.value.leg.ask(request) : runner;
  }

  #answered(id: CallId): Result<CallRunner, Failure> {
    const runner = this.#roster.find(id);
    if (runner === undefined || !isLive(runner.call)) return err(gone);
    return "answeredAt" in runner.call ? ok(runner) : err({ code: "not-connected" });
  }

  #talking(id: CallId): Result<null, Failure> {
    const call = this.#roster.find(id)?.call;
    if (call === undefined || !isLive(call)) return err(gone);
    return call.phase === "connected" && !call.held ? ok(null) : err({ code: "not-connected" });
  }

  #tell(id: CallId, act: (runner: CallRunner) => void): Result<null, Failure> {
    const runner = this.#roster.find(id);
    if (runner === undefined) return err(gone);
    act(runner);
    return ok(null);
  }
}
