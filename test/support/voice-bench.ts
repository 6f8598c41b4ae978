import { err, type Result } from "../../common/result.ts";
import { beeps } from "../../server-stub/voice/audio/speech.ts";
import { readBxml } from "../../server-stub/voice/bxml/bxml-reader.ts";
import type { Script } from "../../server-stub/voice/bxml/verbs.ts";
import { Applications } from "../../server-stub/voice/calls/applications.ts";
import { Calls, type CallOrder } from "../../server-stub/voice/calls/calls.ts";
import { CallStore } from "../../server-stub/voice/calls/call-store.ts";
import type { VoiceCall } from "../../server-stub/voice/calls/voice-call.ts";
import { parseUui } from "../../server-stub/voice/bxml/uui.ts";
import { CallHooks } from "../../server-stub/voice/hooks/call-hooks.ts";
import type { HookFailure } from "../../server-stub/voice/hooks/hook-client.ts";
import type { Hook } from "../../server-stub/voice/hooks/hook.ts";
import type { VoiceEvent } from "../../server-stub/voice/hooks/voice-event.ts";
import { LegPlacer } from "../../server-stub/voice/legs/leg-placer.ts";
import { voiceLimits, type VoiceLimits } from "../../server-stub/voice/voice-options.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeInterconnect, tokenOf } from "./fake-interconnect.ts";
import { FakePhoneNetwork, type FakePhoneCall } from "./fake-phone-network.ts";

const base = new URL("http://app.example/hooks/");
const ownNumber = "+19195550150";
export const sipx = "sip:sipx.webrtc.bandwidth.com:5060";

/** Calls without HTTP: fake phones, participants and clock; BXML by the path that an event goes to. */
export function voiceBench(limits: Partial<VoiceLimits> = {}) {
  const clock = new FakeClock();
  const network = new FakePhoneNetwork();
  const interconnect = new FakeInterconnect();
  const events: VoiceEvent[] = [];
  const scripts = new Map<string, string | HookFailure>();
  const client = {
    ask(hook: Hook, event: VoiceEvent): Promise<Result<Script, HookFailure>> {
      events.push(event);
      const script = scripts.get(hook.url.pathname) ?? "<Response/>";
      if (typeof script !== "string") return Promise.resolve(err(script));
      const read = readBxml(script, hook.url);
      return Promise.resolve(read.ok ? read : err({ cause: "invalid-bxml", message: read.error }));
    },
    tell(_hook: Hook, event: VoiceEvent): Promise<void> {
      events.push(event);
      return Promise.resolve();
    },
  };
  const application = {
    id: "app",
    callInitiatedUrl: "http://app.example/initiate",
    callStatusUrl: "http://app.example/status",
    numbers: [ownNumber],
  };
  const allLimits = { ...voiceLimits, ...limits };
  const store = new CallStore({ clock, keepMs: allLimits.keepMs });
  const calls = new Calls({
    clock,
    log: () => {},
    limits: allLimits,
    applications: new Applications([application]),
    store,
    hooks: new CallHooks({
      client,
      context: () => ({
        accountId: "9900000",
        callUrl: (id) => `http://voice.example/${id}`,
        now: clock.now(),
      }),
    }),
    legs: new LegPlacer({ network, interconnect }),
    speech: beeps,
  });
  network.onIncoming((phone) => calls.receive(phone));

  const hook = (path: string): Hook => ({ url: new URL(path, base), method: "POST" });

  /** An outbound call, placed; its answer webhook goes to `/answer` unless said otherwise. */
  function place(to: string, more: Partial<CallOrder> = {}): VoiceCall {
    const placed = calls.place({
      application,
      from: ownNumber,
      to,
      callTimeoutMs: 30_000,
      callbackTimeoutMs: 15_000,
      answer: hook("/answer"),
      disconnect: hook("/disconnect"),
      ...more,
    });
    if (!placed.ok) throw new Error(placed.error);
    placed.value.start();
    return placed.value.call;
  }

  /** A phone that was called, has answered, and whose answer webhook was answered with these verbs. */
  async function answeredCall(to: string, verbs: string): Promise<{ call: VoiceCall; phone: FakePhoneCall }> {
    scripts.set("/answer", `<Response>${verbs}</Response>`);
    const call = place(to);
    const phone = network.to(to);
    phone.answers();
    await settle();
    return { call, phone };
  }

  /** A participant's leg, parked. */
  async function parkedParticipant(id: string): Promise<VoiceCall> {
    scripts.set("/park", '<Response><Pause duration="3600"/></Response>');
    const uui = parseUui(`${tokenOf(id)};encoding=jwt`);
    const call = place(sipx, { answer: hook("/park"), ...(uui.ok ? { uui: uui.value } : {}) });
    await settle();
    return call;
  }

  return {
    clock,
    network,
    interconnect,
    events,
    calls,
    store,
    hook,
    place,
    answeredCall,
    parkedParticipant,
    /** What an event to this path is answered with, from now on. */
    script: (path: string, verbs: string) => scripts.set(path, `<Response>${verbs}</Response>`),
    fail: (path: string, failure: HookFailure) => scripts.set(path, failure),
    /** Event types so far, of one call or all. */
    types: (call?: VoiceCall) =>
      events.filter(({ callId }) => !call || callId === call.id).map(({ eventType }) => eventType),
    last: (type: string) => events.findLast(({ eventType }) => eventType === type),
    legB: (parent: VoiceCall, to: string) =>
      store.all().find(({ facts }) => facts.parentCallId === parent.id && facts.to === to)!,
  };
}
