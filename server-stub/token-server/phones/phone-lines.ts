import { randomBytes } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import type { CallId, MemberId } from "../../../common/ids.ts";
import { ok, type Result } from "../../../common/result.ts";
import { maskNumber, type Log } from "../../log.ts";
import type { ApiProblem } from "../api-client.ts";
import type { CallEvent } from "../calls/tracked-call.ts";
import type { DialOrder, LinePort } from "../calls/line-port.ts";
import type { ControlClient } from "../control-client.ts";
import { fail, type Failure } from "../failure.ts";
import type { PlatformCleanup } from "../platform-cleanup.ts";
import { bridgeTo, hangUp, ringAndAsk, transferTo, uuiOf, wait } from "./bxml.ts";
import {
  bridgeTarget,
  inboundLine,
  outboundLine,
  stepLine,
  type LegName,
  type LineEvent,
  type LineNews,
  type PhoneLine,
} from "./phone-line.ts";
import { sipStatusIn } from "./line-outcome.ts";
import type { VoiceClient } from "./voice-client.ts";
import type { VoiceWebhook } from "./voice-webhook.ts";

export interface PhoneLinesOptions {
  readonly voice: VoiceClient;
  readonly sipxUri: string;
  readonly accountNumber: string;
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the Voice API reaches `/webhooks/voice`; known once we listen. */
  readonly webhookUrl: () => string;
  readonly ringMs: number;
  readonly onEvent: (call: CallId, event: CallEvent) => void;
}

interface OpenLine {
  readonly call: CallId;
  readonly member: MemberId;
  readonly secret: string;
  participant: { readonly id: string; readonly token: string } | null;
  line: PhoneLine;
}

type OrderRefusal = "number-refused" | "phone-limit" | "phones-unavailable";

/** Webhooks of a line that is over still come: its legs' ends. */
const keepMs = 60_000;

/** The phones in our calls: turns orders into voice calls and participants, and webhooks into events of calls. */
export class PhoneLines implements LinePort {
  readonly #options: PhoneLinesOptions;
  readonly #bySecret = new Map<string, OpenLine>();
  readonly #byMember = new Map<MemberId, OpenLine>();

  constructor(options: PhoneLinesOptions) {
    this.#options = options;
  }

  /** Both legs at once: the one to the platform stands long before anybody lifts a receiver. */
  async dial({ call, member, number, from }: DialOrder): Promise<Result<void, Failure>> {
    const open = this.#open(call, member, outboundLine);
    this.#options.log("info", "dialling", { call, number: maskNumber(number) });
    const calling = this.#order(open, "phone", number, from);
    if (!(await this.#prepare(open))) return this.#fail(open, "platform-unavailable");
    const [phone, sipx] = await Promise.all([
      calling,
      this.#order(open, "sipx", this.#options.sipxUri, from),
    ]);
    if (phone.ok && sipx.ok) return ok(undefined);
    return this.#fail(open, phone.ok ? "phones-unavailable" : refusalOf(phone.error));
  }

  /** A phone that calls us: it hears it ring until somebody accepts. */
  receive(call: CallId, member: MemberId, voiceCallId: string): string {
    const open = this.#open(call, member, inboundLine(voiceCallId));
    // Ahead of the answer, which then costs no more than the redirect.
    void this.#prepare(open).then((ready) => {
      if (!ready) this.#happened(open, { type: "leg.gone", leg: "phone", cause: "error", sipStatus: null });
    });
    return ringAndAsk(this.#hookUrl(open, "phone"));
  }

  connect(member: MemberId): void {
    const open = this.#byMember.get(member);
    if (open?.line.state !== "waiting") return;
    this.#happened(open, { type: "accepted" });
    if (open.participant) this.#putThrough(open, open.participant.id);
  }

  end(member: MemberId): void {
    const open = this.#byMember.get(member);
    if (!open) return;
    this.#byMember.delete(member);
    open.line = stepLine(open.line, { type: "ended" }).line;
    for (const leg of ["phone", "sipx"] as const) this.#complete(open, leg);
    if (open.participant) this.#options.cleanup.participant(open.participant.id);
    this.#options.clock.after(keepMs, () => this.#bySecret.delete(open.secret));
  }

  /** A webhook of one of a line's voice calls; the answer is BXML. Null when the secret opens nothing. */
  answer(secret: string, leg: LegName, webhook: VoiceWebhook): string | null {
    const open = this.#bySecret.get(secret);
    if (!open) return null;
    const { callId } = webhook;
    if (webhook.eventType === "answer") this.#happened(open, { type: "leg.answered", leg, callId });
    if (webhook.eventType === "disconnect") this.#gone(open, leg, webhook);
    return this.#orders(open, leg);
  }

  /** `disconnect` of a call that came in goes to its application, not to an address of ours. */
  ended(webhook: VoiceWebhook): void {
    for (const open of this.#byMember.values()) {
      if (open.line.legs.phone.callId === webhook.callId) return this.#gone(open, "phone", webhook);
    }
  }

  #gone(open: OpenLine, leg: LegName, { cause = "unknown", errorMessage }: VoiceWebhook): void {
    const sipStatus = sipStatusIn(errorMessage);
    this.#options.log("info", "phone leg over", { call: open.call, leg, cause, sipStatus });
    this.#happened(open, { type: "leg.gone", leg, cause, sipStatus });
  }

  #orders(open: OpenLine, leg: LegName): string {
    const { line, participant } = open;
    if (line.state === "over") return hangUp();
    if (line.direction === "inbound") {
      if (line.state === "connected" && participant)
        return transferTo(this.#options.sipxUri, participant.token);
      return ringAndAsk(this.#hookUrl(open, leg));
    }
    const target = bridgeTarget(line, leg);
    return target === null ? wait(this.#hookUrl(open, leg)) : bridgeTo(target);
  }

  async #order(
    open: OpenLine,
    leg: LegName,
    to: string,
    from: string | null,
  ): Promise<Result<void, ApiProblem>> {
    const { voice, accountNumber, ringMs, log } = this.#options;
    const token = leg === "sipx" ? open.participant?.token : undefined;
    const created = await voice.call({
      to,
      from: from ?? accountNumber,
      hookUrl: this.#hookUrl(open, leg),
      timeoutSeconds: Math.min(300, Math.max(1, Math.ceil(ringMs / 1_000))),
      ...(token === undefined ? {} : { uui: uuiOf(token) }),
    });
    if (!created.ok) {
      log("warn", "a phone leg cannot be placed", { call: open.call, leg, problem: created.error });
      return created;
    }
    this.#happened(open, { type: "leg.placed", leg, callId: created.value.callId });
    if (open.line.state === "over") this.#complete(open, leg);
    return ok(undefined);
  }

  /** The phone's participant; it may publish audio and nothing else. */
  async #prepare(open: OpenLine): Promise<boolean> {
    const { control, cleanup, log, onEvent } = this.#options;
    const created = await control.createParticipant({ tag: "deskline-phone", publishPermissions: ["AUDIO"] });
    if (!created.ok) {
      log("error", "no participant for a phone", { call: open.call, problem: created.error });
      return false;
    }
    const { participant, token } = created.value;
    if (open.line.state === "over") cleanup.participant(participant.id);
    else {
      open.participant = { id: participant.id, token };
      if (open.line.direction === "outbound")
        onEvent(open.call, { type: "line.ready", member: open.member, participantId: participant.id });
      else if (open.line.state === "connected") this.#putThrough(open, participant.id);
    }
    return true;
  }

  #putThrough(open: OpenLine, participantId: string): void {
    const { voice, log, onEvent } = this.#options;
    const { callId } = open.line.legs.phone;
    onEvent(open.call, { type: "line.ready", member: open.member, participantId });
    if (callId === null) return;
    void voice.redirect(callId, this.#hookUrl(open, "phone")).then((redirected) => {
      if (redirected.ok) return;
      log("warn", "a phone cannot be put through", { call: open.call, problem: redirected.error });
      this.#happened(open, { type: "leg.gone", leg: "phone", cause: "error", sipStatus: null });
    });
  }

  #happened(open: OpenLine, event: LineEvent): void {
    const { line, news } = stepLine(open.line, event);
    open.line = line;
    if (news) this.#options.onEvent(open.call, this.#eventOf(open, news));
  }

  #eventOf({ member, participant }: OpenLine, news: LineNews): CallEvent {
    if (news.type !== "answered") return { ...news, member };
    const seat = { kind: "line", participantId: participant?.id ?? null } as const;
    return { type: "accepted", member, seat, at: this.#options.clock.now() };
  }

  #fail(open: OpenLine, code: OrderRefusal | "platform-unavailable"): Result<void, Failure> {
    const outcome = code === "platform-unavailable" ? "phones-unavailable" : code;
    if (open.line.state !== "over")
      this.#options.onEvent(open.call, { type: "not-coming", member: open.member, outcome });
    return fail(code);
  }

  #complete({ call, line }: OpenLine, leg: LegName): void {
    const { callId, state } = line.legs[leg];
    if (callId === null || state === "over") return;
    const { cleanup, voice } = this.#options;
    cleanup.remove(`phone leg of ${call}`, callId, () => voice.complete(callId));
  }

  #open(call: CallId, member: MemberId, line: PhoneLine): OpenLine {
    const secret = randomBytes(24).toString("base64url");
    const open: OpenLine = { call, member, secret, participant: null, line };
    this.#bySecret.set(secret, open);
    this.#byMember.set(member, open);
    return open;
  }

  #hookUrl({ secret }: OpenLine, leg: LegName): string {
    return `${this.#options.webhookUrl()}/${secret}/${leg}`;
  }
}

/** What the Voice API's answer to an order means (bandwidth.md 6.9). */
function refusalOf(problem: ApiProblem): OrderRefusal {
  if (problem.kind !== "refused") return "phones-unavailable";
  if (problem.status === 429) return "phone-limit";
  return problem.status === 400 ? "number-refused" : "phones-unavailable";
}
