import type { Call, CallIn, Remote } from "../../common/call/call.ts";
import { isSameRemote, remoteOfParty } from "../../common/call/remote.ts";
import { placeCall, receiveCall, type Step } from "../../common/call/call-machine.ts";
import { activeCall, isIncoming, isLive } from "../../common/call/call-view.ts";
import type { Failure } from "../../common/errors.ts";
import { type CallId, LinkId } from "../../common/ids.ts";
import { err, ok, type Result, unreachable } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { CallLinks } from "./call-links.ts";
import { CallRunner, type Happening } from "./call-runner.ts";
import { reasonOfOutcome } from "./end-reason.ts";
import type { CallPorts } from "./ports.ts";
import { retentionOf } from "./retention.ts";
import { Ringer } from "./ringer.ts";

/** How long quitting waits for the other end to be told. */
export const quitLimitMs = 1_500;

/** More than anybody can look at: a server gone mad must not fill the memory. */
const maxLiveCalls = 16;

const gone = { code: "call-gone" } as const;

/** All calls of this client. Turns what user, service and page do into events of the call machine, one runner a call. */
export class CallService {
  readonly #ports: CallPorts;
  readonly #ringer: Ringer;
  readonly #runners = new Map<CallId, CallRunner>();
  readonly #listeners = new Set<() => void>();
  readonly #endListeners = new Set<(call: CallIn<"ended">) => void>();
  /** Ended runners that still have something to say to the service. */
  readonly #leaving = new Set<CallRunner>();
  readonly #forget = new Map<CallId, Dispose>();
  /** What the page asks and reports of the media of all calls. */
  readonly links: CallLinks;
  #lastLink = 0;

  constructor(ports: CallPorts) {
    this.#ports = ports;
    this.links = new CallLinks(() => [...this.#runners.values()]);
    this.#ringer = new Ringer(ports.media, ports.ringtoneWanted);
  }

  /** Live calls, and ended ones that are still shown, oldest first. */
  get calls(): readonly Call[] {
    return [...this.#runners.values()].map((runner) => runner.call);
  }

  /** Each call once, when it is over. */
  onEnded(listener: (call: CallIn<"ended">) => void): Dispose {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls somebody. Who rings us at that moment is answered instead. */
  place(remote: Remote): Result<CallId, Failure> {
    const me = this.#ports.me();
    if (me === null) return err({ code: "not-signed-in" });
    if (remote.kind === "person" && me === remote.userId) return err({ code: "calling-yourself" });
    if (activeCall(this.calls) !== undefined) return err({ code: "already-in-call" });
    const theirs = this.calls.find((call) => isIncoming(call) && isSameRemote(call.remote, remote));
    if (theirs !== undefined) {
      const accepted = this.accept(theirs.id);
      return accepted.ok ? ok(theirs.id) : accepted;
    }
    const id = this.#ports.newCallId();
    this.#start(placeCall(id, remote, this.#ports.clock.now()));
    return ok(id);
  }

  accept(id: CallId): Result<null, Failure> {
    const active = activeCall(this.calls);
    if (active !== undefined && active.id !== id) return err({ code: "already-in-call" });
    return this.#tell(id, (runner) => runner.happened({ type: "user.accepted" }));
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

  /** Takes an ended call off the screen; a live one stays. */
  dismiss(id: CallId): Result<null, Failure> {
    return this.#tell(id, (runner) => {
      if (!isLive(runner.call)) this.#remove(runner);
    });
  }

  /**
   * Ends what we hold and waits until the other ends know, at most `quitLimitMs`. What merely rings here is left to the
   * user's other devices.
   */
  async hangUpAll(): Promise<void> {
    for (const runner of [...this.#runners.values()]) {
      runner.happened({ type: isIncoming(runner.call) ? "user.signed-out" : "user.hung-up" });
    }
    const told = Promise.all([...this.#leaving].map((runner) => runner.leg.idle()));
    let stop: Dispose = () => {};
    const limit = new Promise<void>((resolve) => {
      stop = this.#ports.clock.after(quitLimitMs, resolve);
    });
    await Promise.race([told, limit]);
    stop();
  }

  signedOut(): void {
    for (const runner of [...this.#runners.values()]) {
      runner.happened({ type: "user.signed-out" });
      this.#remove(runner);
    }
  }

  ringtoneChanged(): void {
    this.#ringer.refresh();
  }

  /** The page is there, for the first time or again. */
  pageReady(): void {
    this.#ringer.pageReady();
    for (const runner of [...this.#runners.values()]) runner.media.pageReady();
  }

  /** What the token server says. */
  serviceEvent(event: ServerEvent): void {
    switch (event.type) {
      case "snapshot":
        return this.#resync(event.calls);
      case "call.incoming":
        return this.#incoming(event.call);
      case "call.ringing":
        return this.#known(event.callId)?.happened({ type: "remote.ringing" });
      case "call.answered":
        return this.#known(event.callId)?.happened({ type: "remote.answered" });
      case "call.ended": {
        const runner = this.#known(event.callId);
        const reason = runner && reasonOfOutcome(event.outcome, runner.call, this.#ports.clock.now());
        if (reason !== undefined) runner?.happened({ type: "remote.ended", reason });
        return;
      }
      case "call.changed":
      case "call.not-joined":
      case "room.changed":
      case "room.closed":
      case "person.changed":
      case "signed-out":
        return;
      default:
        return unreachable(event);
    }
  }

  /** After a gap in the stream: what we missed, and what it missed of us. */
  #resync(calls: readonly ServiceCall[]): void {
    const there = new Map(calls.map((call) => [call.id, call]));
    for (const runner of [...this.#runners.values(), ...this.#leaving]) {
      const call = there.get(runner.leg.id);
      if (runner.leg.undelivered && call === undefined) this.#leaving.delete(runner);
      else if (runner.leg.undelivered) void runner.leg.repeatFarewell().then(() => this.#release(runner));
      if (call?.state === "answered") runner.happened(answerMissed(runner.call));
      if (call === undefined && runner.leg.known) {
        runner.happened({ type: "remote.ended", reason: { code: "lost", by: "them" } });
      }
    }
    for (const call of calls) if (call.state === "ringing") this.#incoming(call);
  }

  #incoming(call: ServiceCall): void {
    if (
      call.callee.kind !== "person" ||
      call.callee.id !== this.#ports.me() ||
      this.#known(call.id) !== undefined
    )
      return;
    if ([...this.#leaving].some((runner) => runner.leg.id === call.id)) return;
    if (this.calls.filter(isLive).length >= maxLiveCalls) return;
    this.#start(receiveCall(call.id, remoteOfParty(call.caller), this.#ports.clock.now(), call));
  }

  /** Both called each other: the service made one call of it, and it is the other one's. */
  #placed(runner: CallRunner, call: ServiceCall): void {
    if (call.id !== runner.id) {
      this.#runners.get(call.id)?.happened({ type: "remote.ended", reason: { code: "merged" } });
    }
    if (call.state === "answered") runner.happened({ type: "remote.answered" });
  }

  #start({ call, effects }: Step): void {
    const runner = new CallRunner(
      {
        ...this.#ports,
        ringer: this.#ringer,
        nextLink: () => LinkId.parse(++this.#lastLink),
        changed: (changed, before) => this.#changed(changed, before),
        placed: (placed, service) => this.#placed(placed, service),
      },
      call,
    );
    this.#runners.set(call.id, runner);
    this.#ports.log.info("call phase", { call: call.id, to: call.phase, direction: call.direction });
    runner.start(effects);
    this.#tellListeners();
  }

  #changed(runner: CallRunner, before: Call): void {
    const { call } = runner;
    if (call.phase !== before.phase) this.#logPhase(call, before);
    if (call.phase === "ended") {
      for (const listener of [...this.#endListeners]) listener(call);
      this.#leaving.add(runner);
      void runner.leg.idle().then(() => this.#release(runner));
      this.#retain(runner, retentionOf(call));
    }
    this.#tellListeners();
  }

  /** A last word that did not arrive is said again when the stream is back, so its runner is kept until then. */
  #release(runner: CallRunner): void {
    if (!runner.leg.undelivered) this.#leaving.delete(runner);
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

  #retain(runner: CallRunner, retention: ReturnType<typeof retentionOf>): void {
    if (retention === "until-dismissed") return;
    if (retention === "none") return this.#remove(runner);
    this.#forget.set(
      runner.id,
      this.#ports.clock.after(retention, () => this.#remove(runner)),
    );
  }

  #remove(runner: CallRunner): void {
    this.#forget.get(runner.id)?.();
    this.#forget.delete(runner.id);
    if (this.#runners.delete(runner.id)) this.#tellListeners();
  }

  #tell(id: CallId, act: (runner: CallRunner) => void): Result<null, Failure> {
    const runner = this.#runners.get(id);
    if (runner === undefined) return err(gone);
    act(runner);
    return ok(null);
  }

  #known(id: CallId): CallRunner | undefined {
    return [...this.#runners.values()].find((runner) => runner.leg.id === id);
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Answered according to the service: ours by them; one that still rings here, by another device of the user. */
const answerMissed = (call: Call): Happening =>
  isIncoming(call)
    ? { type: "remote.ended", reason: { code: "answered-elsewhere" } }
    : { type: "remote.answered" };
