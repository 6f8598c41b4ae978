import type { Bridge } from "../bxml/verbs.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import { joinCalls } from "./join-calls.ts";
import { ensureAnswered, follow, next, type Outcome, type Stage } from "./stage.ts";

/**
 * Joins this call with another until one of the two ends or gets new orders. Who is left is asked what to do next: this
 * call by bridgeComplete, the target by bridgeTargetComplete, never both (R67).
 */
export async function bridge(verb: Bridge, stage: Stage): Promise<Outcome> {
  const { call, run, world } = stage;
  if (!(await ensureAnswered(stage))) return next;
  const target = world.find(verb.targetCallId);
  const cause = bridgeProblem(call, target);
  if (target === undefined || cause !== undefined) {
    world.log("info", "voice bridge failed", { call: call.id, target: verb.targetCallId, cause });
    return follow(stage, verb.complete, "bridgeComplete", { cause: cause ?? "unknown" });
  }
  const held = target.beginRun();
  const part = joinCalls(call, target);
  // Whichever comes first; both at once is the end of this call, since its run is what waits.
  const targetLeft = await run.wait<true>((done) => held.add(() => done(true)));
  part();
  if (targetLeft) return follow(stage, verb.complete, "bridgeComplete");
  if (held.live) releaseTarget(verb, target, stage);
  return next;
}

/** 6.9 of the reference names the causes but not their cases. */
function bridgeProblem(
  call: VoiceCall,
  target: VoiceCall | undefined,
): "busy" | "rejected" | "unknown" | undefined {
  if (target === undefined || target === call || !target.live) return "unknown";
  if (!target.answered) return "rejected";
  return target.joined ? "busy" : undefined;
}

function releaseTarget({ targetComplete }: Bridge, target: VoiceCall, { world }: Stage): void {
  if (targetComplete === undefined) return target.hangUp();
  world.direct(target, () => world.hooks.ask(target, targetComplete, "bridgeTargetComplete"));
}
