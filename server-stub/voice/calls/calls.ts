import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import { maskNumber, type Log } from "../../log.ts";
import type { PhoneCall } from "../../pstn/phone-network.ts";
import type { Speech } from "../audio/speech.ts";
import type { Script, Transfer, TransferTarget } from "../bxml/verbs.ts";
import type { Uui } from "../bxml/uui.ts";
import type { EventExtras } from "../hooks/build-event.ts";
import type { CallHooks } from "../hooks/call-hooks.ts";
import { readHook, type Hook } from "../hooks/hook.ts";
import type { VoiceEventType } from "../hooks/voice-event.ts";
import { isSipUri } from "../call-target.ts";
import type { LegPlacer } from "../legs/leg-placer.ts";
import { perform } from "../perform/perform.ts";
import type { Direction, Orders, World } from "../perform/stage.ts";
import type { VoiceApplication, VoiceLimits } from "../voice-options.ts";
import type { Applications } from "./applications.ts";
import { newCallId } from "./call-id.ts";
import type { CallStore } from "./call-store.ts";
import { RateLimit } from "./rate-limit.ts";
import { VoiceCall, type CallFacts } from "./voice-call.ts";

/** An outbound call that was asked for and found to be in order. */
export interface CallOrder {
  readonly application: VoiceApplication;
  readonly from: string;
  readonly to: string;
  readonly displayName?: string;
  readonly uui?: Uui;
  readonly callTimeoutMs: number;
  readonly callbackTimeoutMs: number;
  readonly tag?: string;
  readonly answer: Hook;
  readonly disconnect?: Hook;
}

export interface CallsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: VoiceLimits;
  readonly applications: Applications;
  readonly store: CallStore;
  readonly hooks: CallHooks;
  readonly legs: LegPlacer;
  readonly speech: Speech;
}

const defaultCallbackTimeoutMs = 15_000;

/** Makes calls, by order and from the network, and gives them their orders. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #rate: RateLimit;
  readonly #world: World;

  constructor(options: CallsOptions) {
    const { clock, log, hooks, speech } = options;
    this.#options = options;
    this.#rate = new RateLimit(options.limits.callsPerSecond, clock);
    this.#world = {
      clock,
      log,
      hooks,
      speech,
      find: (id) => options.store.find(id),
      placeLegB: (parent, transfer, target) => this.#placeLegB(parent, transfer, target),
      direct: (call, orders, direction) => this.direct(call, orders, direction),
    };
  }

  /** The call is queued; `start` places it, so that nothing of it is heard before its order has been confirmed. */
  place(order: CallOrder): Result<{ call: VoiceCall; start: () => void }, "too-fast" | "too-many"> {
    const { hooks, limits, store, legs } = this.#options;
    if (store.live >= limits.concurrentCalls) return err("too-many");
    if (!this.#rate.take()) return err("too-fast");
    const { application, from, to, callbackTimeoutMs, callTimeoutMs, displayName, uui } = order;
    const call = this.#add({
      applicationId: application.id,
      direction: "outbound",
      from,
      to,
      callbackTimeoutMs,
      ...(uui === undefined ? {} : { uui: uui.text }),
    });
    call.tag = order.tag;
    call.onAnswered(() => this.direct(call, () => hooks.ask(call, order.answer, "answer")));
    this.#tellEnd(call, order.disconnect, "disconnect");
    const start = (): void => {
      if (call.state.phase !== "queued") return;
      const names = displayName === undefined ? {} : { displayName };
      const placed = legs.place({ to, from, ringLimitMs: callTimeoutMs, ...names, ...(uui ? { uui } : {}) });
      call.attach(placed, limits.ringStartMs);
    };
    return ok({ call, start });
  }

  /** A call from the network. Nobody's number, or no room for it: it is refused. */
  receive(phone: PhoneCall): void {
    const { applications, hooks, limits, store } = this.#options;
    const application = applications.ofNumber(phone.to);
    const initiated = application && applicationHook(application, "callInitiated");
    if (!application || !initiated) return phone.reject("rejected");
    if (store.live >= limits.concurrentCalls) return phone.reject("busy");
    const call = this.#add({
      applicationId: application.id,
      direction: "inbound",
      from: phone.from,
      to: phone.to,
      callbackTimeoutMs: defaultCallbackTimeoutMs,
      ...(phone.userToUser === undefined ? {} : { uui: phone.userToUser }),
    });
    this.#tellEnd(call, applicationHook(application, "callStatus"), "disconnect");
    call.attach(phone, limits.ringStartMs);
    const { uui } = call.facts;
    this.direct(call, () => hooks.ask(call, initiated, "initiate", uui === undefined ? {} : { uui }));
  }

  /** New orders by API; what the call is doing ends at once. */
  redirect(call: VoiceCall, hook: Hook): void {
    this.direct(call, () => this.#options.hooks.ask(call, hook, "redirect"));
  }

  /** New orders without a question. */
  replace(call: VoiceCall, script: Script): void {
    this.direct(call, () => Promise.resolve(ok(script)));
  }

  direct(call: VoiceCall, orders: () => Promise<Orders>, direction: Direction = {}): void {
    const run = call.beginRun();
    const { atEnd = () => call.hangUp(), forbidden = new Set() } = direction;
    const carryOut = async (): Promise<void> => {
      const first = await orders();
      if (run.live) await perform(first, { call, run, world: this.#world, forbidden }, atEnd);
    };
    carryOut().catch((error: unknown) => {
      this.#options.log("error", "voice call failed", { call: call.id, error });
      call.hangUp("error");
    });
  }

  close(): void {
    for (const call of this.#options.store.all()) call.hangUp();
    this.#options.store.close();
  }

  #placeLegB(parent: VoiceCall, transfer: Transfer, target: TransferTarget): VoiceCall {
    const { limits, legs, store } = this.#options;
    const from = transfer.callerId ?? remoteNumber(parent);
    const isFull = store.live >= limits.concurrentCalls;
    const call = this.#add({
      applicationId: parent.facts.applicationId,
      direction: "outbound",
      from,
      to: target.to,
      parentCallId: parent.id,
      said: { from: parent.facts.from, to: parent.facts.to },
      callbackTimeoutMs: parent.facts.callbackTimeoutMs,
    });
    call.tag = target.tag ?? parent.tag;
    const said = { transferCallerId: from, transferTo: target.to };
    this.#tellEnd(call, target.disconnect, "transferDisconnect", said);
    if (isFull) {
      call.hangUp("account-limit");
      return call;
    }
    const { displayName } = transfer;
    const leg = legs.place({
      to: target.to,
      from,
      ringLimitMs: transfer.callTimeoutMs,
      ...(displayName === undefined ? {} : { displayName }),
      ...(target.uui === undefined ? {} : { uui: target.uui }),
    });
    call.attach(leg, limits.ringStartMs);
    return call;
  }

  #add(facts: Omit<CallFacts, "id">): VoiceCall {
    const { clock, hooks, log, store } = this.#options;
    const call = new VoiceCall({ ...facts, id: newCallId() }, clock);
    store.add(call);
    const remote = maskNumber(facts.direction === "inbound" ? facts.from : facts.to);
    log("info", "voice call", { call: call.id, direction: facts.direction, remote });
    call.onAnswered(() => {
      log("info", "voice call answered", { call: call.id });
      call.leg?.onDigit((digit) => {
        if (call.dtmf) hooks.tell(call, call.dtmf, "dtmf", { digit });
      });
    });
    call.onDisconnected((cause) => log("info", "voice call over", { call: call.id, cause }));
    return call;
  }

  #tellEnd(call: VoiceCall, hook: Hook | undefined, type: VoiceEventType, extras: EventExtras = {}): void {
    if (hook === undefined) return;
    call.onDisconnected((cause) => this.#options.hooks.tell(call, hook, type, { ...extras, cause }));
  }
}

/** Whom the parent call is with: what leg B sees as its caller unless the Transfer says otherwise. */
function remoteNumber({ facts }: VoiceCall): string {
  const remote = facts.direction === "inbound" ? facts.from : facts.to;
  return isSipUri(remote) ? facts.from : remote;
}

function applicationHook(
  application: VoiceApplication,
  name: "callInitiated" | "callStatus",
): Hook | undefined {
  const url = name === "callInitiated" ? application.callInitiatedUrl : application.callStatusUrl;
  if (url === undefined) return undefined;
  const { username, password, callInitiatedFallbackUrl } = application;
  const credentials = { username, password };
  const fallback = name === "callInitiated" ? callInitiatedFallbackUrl : undefined;
  return readHook(
    { url, ...credentials },
    fallback === undefined ? undefined : { url: fallback, ...credentials },
  );
}
