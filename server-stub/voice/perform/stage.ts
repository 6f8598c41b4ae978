import type { Clock } from "../../../common/clock.ts";
import type { Result } from "../../../common/result.ts";
import type { Log } from "../../log.ts";
import type { Speech } from "../audio/speech.ts";
import type { Script, Transfer, TransferTarget, Verb } from "../bxml/verbs.ts";
import type { Run } from "../calls/run.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import type { EventExtras } from "../hooks/build-event.ts";
import type { CallHooks } from "../hooks/call-hooks.ts";
import type { HookFailure } from "../hooks/hook-client.ts";
import type { Hook } from "../hooks/hook.ts";
import type { VoiceEventType } from "../hooks/voice-event.ts";

/** BXML to carry out, or why there is none. */
export type Orders = Result<Script, HookFailure>;

/** How orders are followed when they are not those of an ordinary call. */
export interface Direction {
  /** At the end of the document; hangs up when absent. */
  readonly atEnd?: () => void;
  /** These make the document invalid (R68). */
  readonly forbidden?: ReadonlySet<Verb["verb"]>;
}

/** What verbs reach beyond their own call. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  readonly hooks: CallHooks;
  readonly speech: Speech;
  /** A live call of the account. */
  find(callId: string): VoiceCall | undefined;
  /** Places leg B of a Transfer; it ends by itself when it cannot be placed. */
  placeLegB(parent: VoiceCall, transfer: Transfer, target: TransferTarget): VoiceCall;
  /** Gives a call new orders; whatever it is doing ends at once. */
  direct(call: VoiceCall, orders: () => Promise<Orders>, direction?: Direction): void;
}

/** One call and the run in which its BXML is carried out. */
export interface Stage {
  readonly call: VoiceCall;
  readonly run: Run;
  readonly world: World;
  readonly forbidden: ReadonlySet<Verb["verb"]>;
}

/** What a verb leads to. When the run has ended it does not matter. */
export type Outcome =
  { readonly type: "next" | "hang-up" } | { readonly type: "orders"; readonly orders: Orders };

export const next: Outcome = { type: "next" };

/** Asks for new BXML, or goes on when there is nobody to ask. */
export async function follow(
  { call, world }: Stage,
  hook: Hook | undefined,
  type: VoiceEventType,
  extras: EventExtras = {},
): Promise<Outcome> {
  if (hook === undefined) return next;
  return { type: "orders", orders: await world.hooks.ask(call, hook, type, extras) };
}

/** Answers an incoming call that was not answered yet, as every verb does that talks. False: the run ended first. */
export async function ensureAnswered({ call, run }: Stage): Promise<boolean> {
  if (call.answered) return run.live;
  const answered = await run.wait<true>((done) => {
    const stop = call.onAnswered(() => done(true));
    call.leg?.answer();
    return stop;
  });
  return answered === true;
}
