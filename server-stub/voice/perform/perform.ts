import { randomUUID } from "node:crypto";
import { unreachable } from "../../../common/result.ts";
import type { Verb } from "../bxml/verbs.ts";
import { bridge } from "./bridge.ts";
import { gather, sendDtmf, startGather } from "./digits.ts";
import { next, follow, ensureAnswered, type Orders, type Outcome, type Stage } from "./stage.ts";
import { ring, speak } from "./sounds.ts";
import { transfer } from "./transfer.ts";

/** Carries BXML out, verb by verb and document by document, until it is at its end or the run is. */
export async function perform(first: Orders, stage: Stage, atEnd: () => void): Promise<void> {
  const { call, run } = stage;
  let orders = first;
  for (let index = 0; run.live; index += 1) {
    const problem = problemOf(orders, stage);
    if (problem !== undefined || !orders.ok) return fail(stage, orders, problem);
    const verb = orders.value.verbs[index];
    if (verb === undefined) return atEnd();
    const outcome = await performVerb(verb, stage);
    if (!run.live) return;
    if (outcome.type === "hang-up") return call.hangUp();
    if (outcome.type === "orders") [orders, index] = [outcome.orders, -1];
  }
}

function problemOf(orders: Orders, { forbidden }: Stage): string | undefined {
  if (!orders.ok) return orders.error.message;
  const wrong = orders.value.verbs.find(({ verb }) => forbidden.has(verb));
  return wrong && `${wrong.verb} is not allowed on a leg that is being transferred to`;
}

/** A faulty application costs its call: there is nobody to ask what to do instead (bandwidth.md 6.9). */
function fail({ call, world }: Stage, orders: Orders, message = "the BXML cannot be carried out"): void {
  const cause = orders.ok ? "invalid-bxml" : orders.error.cause;
  world.log("warn", "voice call ended by its application's fault", {
    call: call.id,
    cause,
    problem: message,
  });
  call.hangUp(cause, { message, id: randomUUID() });
}

async function performVerb(verb: Verb, stage: Stage): Promise<Outcome> {
  const { call, run } = stage;
  if ("tag" in verb && verb.tag !== undefined) call.tag = verb.tag;
  switch (verb.verb) {
    case "Transfer":
      return transfer(verb, stage);
    case "Bridge":
      return bridge(verb, stage);
    case "Gather":
      return gather(verb, stage);
    case "SpeakSentence":
      return speak(verb, stage);
    case "SendDtmf":
      return sendDtmf(verb, stage);
    case "StartGather":
      return startGather(verb, stage);
    case "StopGather":
      call.dtmf = undefined;
      return next;
    case "Pause":
      if (await ensureAnswered(stage)) await run.sleep(verb.durationMs);
      return next;
    case "Ring":
      return ring(verb, stage);
    case "Redirect":
      return follow(stage, verb.redirect, "redirect");
    case "Tag":
      return next;
    case "Hangup":
      return { type: "hang-up" };
    default:
      return unreachable(verb);
  }
}
