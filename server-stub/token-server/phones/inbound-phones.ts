import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { CallId, PhoneNumber } from "../../../common/ids.ts";
import type { Party } from "../../../common/wire/calls.ts";
import { maskNumber, type Log } from "../../log.ts";
import type { CallEngine } from "../calls/call-engine.ts";
import type { JoinedMember } from "../calls/member.ts";
import { newMemberId, ringingMember, type Targets } from "../calls/targets.ts";
import { newCall } from "../calls/tracked-call.ts";
import type { People } from "../people.ts";
import { hangUp } from "./bxml.ts";
import type { PhoneLines } from "./phone-lines.ts";
import type { VoiceWebhook } from "./voice-webhook.ts";

export interface InboundPhonesOptions {
  readonly people: People;
  readonly targets: Targets;
  readonly engine: CallEngine;
  readonly lines: PhoneLines;
  readonly clock: Clock;
  readonly log: Log;
}

/** Phones that call our numbers: all devices of the number's owner ring. */
export class InboundPhones {
  readonly #options: InboundPhonesOptions;

  constructor(options: InboundPhonesOptions) {
    this.#options = options;
  }

  /** An `initiate` webhook; the answer is BXML. Nobody's number, nobody there, busy: it is refused. */
  initiated({ callId, from, to }: VoiceWebhook): string {
    const { people, targets, engine, lines, clock, log } = this.#options;
    const person = people.byNumber(to);
    const target = person && ({ kind: "person", person } as const);
    const refusal = target ? targets.refusal(target) : { code: "person-unknown" };
    log("info", "a phone calls", { to: maskNumber(to), refused: refusal?.code ?? false });
    if (!target || refusal) return hangUp();
    const id = CallId.parse(randomUUID());
    const caller = phoneCaller(id, from, clock.now());
    const callee = ringingMember(target, {
      callId: id,
      broughtBy: caller.id,
      calledNumber: PhoneNumber.safeParse(to).data ?? null,
    });
    void engine.add(newCall({ id, placedAt: clock.now(), members: [caller, callee] }));
    const orders = lines.receive(id, caller.id, callId);
    engine.apply(id, { type: "rung" });
    return orders;
  }
}

/** Anything but a number in `from` is a caller that withholds it. */
function phoneCaller(callId: CallId, from: string, joinedAt: number): JoinedMember {
  const party: Party = { kind: "phone", number: PhoneNumber.safeParse(from).data ?? null, name: null };
  return {
    id: newMemberId(),
    callId,
    party,
    rung: false,
    broughtBy: null,
    transferredBy: null,
    calledNumber: null,
    state: "joined",
    seat: { kind: "line", participantId: null },
    inSession: false,
    holding: false,
    muted: false,
    joinedAt,
  };
}
