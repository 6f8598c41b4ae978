import { Scope, type Dispose } from "../../../common/scope.ts";
import { pace } from "../../../common/pacer.ts";
import { frameMs } from "../../pstn/phone-network.ts";
import { ringbackSource } from "../audio/ringback.ts";
import type { Transfer, TransferTarget, Verb } from "../bxml/verbs.ts";
import type { CallCause } from "../calls/call-machine.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import type { EventExtras } from "../hooks/build-event.ts";
import type { Hook } from "../hooks/hook.ts";
import { joinCalls } from "./join-calls.ts";
import { ensureAnswered, follow, next, type Outcome, type Stage } from "./stage.ts";

/** What leg B may not do before it is connected (R68). */
const forbiddenOnLegB: ReadonlySet<Verb["verb"]> = new Set(["Bridge", "Transfer"]);

interface LegB {
  readonly call: VoiceCall;
  readonly target: TransferTarget;
  /** What its events, and those of leg A about it, say. */
  readonly said: EventExtras;
}

type DialResult =
  | { readonly type: "answered"; readonly leg: LegB }
  | { readonly type: "failed"; readonly leg: LegB; readonly cause: CallCause };

/** Calls one or several and connects this call with the first that answers, until one of the two leaves. */
export async function transfer(verb: Transfer, stage: Stage): Promise<Outcome> {
  const { call, run, world } = stage;
  if (!(await ensureAnswered(stage))) return next;
  const legs = verb.targets.map((target) => placeLeg(verb, target, stage));
  // Whatever happens to this call happens to its legs B too, as long as they are part of it.
  const dropAll = run.add(() => {
    for (const leg of legs) leg.call.hangUp();
  });
  const stopRinging = run.add(letHearRinging(legs, stage));
  const dialled = await run.wait<DialResult>((done) => firstAnswer(legs, done));
  if (dialled === null) return next;
  for (const leg of legs) if (leg !== dialled.leg) leg.call.hangUp();
  const { leg } = dialled;
  let cause: CallCause = dialled.type === "failed" ? dialled.cause : "hangup";
  if (dialled.type === "answered" && (await isReady(leg, stage))) {
    stopRinging();
    cause = await connect(leg, stage);
  }
  stopRinging();
  if (!run.live) return next;
  // A leg B that got orders of its own is no longer ours to end.
  if (leg.call.live) legs.splice(0);
  else cause = leg.call.state.phase === "disconnected" ? leg.call.state.cause : cause;
  dropAll();
  world.log("info", "voice transfer over", { call: call.id, leg: leg.call.id, cause });
  return follow(stage, verb.complete, "transferComplete", { ...leg.said, cause });
}

function placeLeg(verb: Transfer, target: TransferTarget, { call, world }: Stage): LegB {
  const leg = world.placeLegB(call, verb, target);
  return { call: leg, target, said: { transferCallerId: leg.facts.from, transferTo: leg.facts.to } };
}

/** The first to answer, or the last to fail. */
function firstAnswer(legs: readonly LegB[], done: (result: DialResult) => void): Dispose {
  const scope = new Scope();
  let trying = legs.length;
  const failed = (leg: LegB, cause: CallCause): void => {
    trying -= 1;
    if (trying === 0) done({ type: "failed", leg, cause });
  };
  for (const leg of legs) {
    const { state } = leg.call;
    if (state.phase === "disconnected") failed(leg, state.cause);
    scope.add(leg.call.onAnswered(() => done({ type: "answered", leg })));
    scope.add(leg.call.onDisconnected((cause) => failed(leg, cause)));
  }
  return () => scope.end();
}

/** Carries out what leg B is to hear or do before it is connected. False: it is gone, or this call is. */
async function isReady({ call: leg, target, said }: LegB, { run, world }: Stage): Promise<boolean> {
  const { answer } = target;
  if (answer === undefined) return leg.live;
  const ready = await run.wait<boolean>((done) => {
    const stop = leg.onDisconnected(() => done(false));
    const ask = (hook: Hook) => world.hooks.ask(leg, hook, "transferAnswer", said);
    world.direct(leg, () => ask(answer), { forbidden: forbiddenOnLegB, atEnd: () => done(true) });
    return stop;
  });
  return ready === true && leg.live;
}

/** Until leg B is over, or gets orders of its own, or this call does. */
async function connect({ call: leg }: LegB, { call, run }: Stage): Promise<CallCause> {
  const held = leg.beginRun();
  const part = joinCalls(call, leg);
  await run.wait<true>((done) => held.add(() => done(true)));
  part();
  return "hangup";
}

/** From the first leg that rings on; a single one that sends its own tones (RFC 3960) is heard instead. */
function letHearRinging(legs: readonly LegB[], { call, world }: Stage): Dispose {
  const scope = new Scope();
  const tone = new Scope();
  scope.add(() => tone.end());
  let playing = false;
  const play = (): void => {
    if (playing) return;
    playing = true;
    const source = ringbackSource();
    tone.add(pace(world.clock, frameMs, () => call.leg?.write(source())));
  };
  for (const { call: leg } of legs) if (leg.leg) scope.add(leg.leg.onRinging(play));
  const only = legs.length === 1 ? legs[0]?.call.leg : undefined;
  if (!only) return () => scope.end();
  scope.add(
    only.onEarlyMedia(() => {
      tone.end();
      // Up to the answer: what leg B says then is for nobody until it is connected.
      const stop = scope.add(only.onFrame((frame) => call.leg?.write(frame)));
      scope.add(only.onAnswered(stop));
    }),
  );
  return () => scope.end();
}
