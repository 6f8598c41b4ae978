import { afterEach, describe, expect, it } from "vitest";
import type { ComposedPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import type { PhoneCall } from "../../server-stub/pstn/phone-network.ts";
import { Baresip, type BaresipOptions } from "../support/baresip.ts";
import {
  answered,
  ended,
  nextFrames,
  openTrunkNetwork,
  sayTone,
  untilHeard,
} from "../support/phone-bench.ts";
import { toneShare } from "../support/tone-share.ts";

/** Baresip as the phone: a SIP stack and RTP side that nobody here wrote. */

const phoneNumber = "+19195550123";
const ourNumber = "+19195550142";
const phoneToneHz = 440;
const ourToneHz = 1_000;

interface Bench {
  readonly phone: Baresip;
  readonly network: ComposedPhoneNetwork;
}

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function bench(options: Partial<BaresipOptions> = {}): Promise<Bench> {
  const phone = await Baresip.start({ user: phoneNumber, answers: "auto", toneHz: phoneToneHz, ...options });
  cleanUp.push(() => phone.stop());
  const network = await openTrunkNetwork({
    server: `127.0.0.1:${phone.port}`,
    transport: options.transport ?? "udp",
  });
  cleanUp.push(() => network.close());
  return { phone, network };
}

const callPhone = (network: ComposedPhoneNetwork): PhoneCall =>
  network.place({ to: phoneNumber, from: ourNumber, ringLimitMs: 20_000 });

const hears = (frequencyHz: number) => (frames: readonly Int16Array[]) =>
  toneShare(frames, frequencyHz) > 0.9;
const isSilent = (frames: readonly Int16Array[]): boolean =>
  frames.every((frame) => frame.every((sample) => sample === 0));

/** Nothing but this tone, unbroken. On a busy machine either end plays a frame late now and then: look at a window. */
const isPure = (frames: readonly Int16Array[], frequencyHz: number): boolean =>
  toneShare(frames, frequencyHz) > 0.98;
const hearsPure = (frequencyHz: number) => (frames: readonly Int16Array[]) => isPure(frames, frequencyHz);

/** Until the phone has played 200 ms of the pure tone. */
async function phoneHears(phone: Baresip, frequencyHz: number): Promise<void> {
  const samples = 10 * 160;
  const pure = (): boolean => {
    const heard = phone.heard();
    for (let at = 0; at + samples <= heard.length; at += samples)
      if (isPure([heard.subarray(at, at + samples)], frequencyHz)) return true;
    return false;
  };
  await expect.poll(pure, { timeout: 20_000, interval: 200 }).toBe(true);
}

describe("calling baresip", () => {
  it.each(["udp", "tcp"] as const)("carries tones both ways over %s", async (transport) => {
    const { phone, network } = await bench({ transport });
    const call = callPhone(network);
    await answered(call);
    sayTone(call, ourToneHz);
    await untilHeard(call, hearsPure(phoneToneHz));
    await phoneHears(phone, ourToneHz);
    const over = ended(call);
    phone.command("hangup");
    expect(await over).toBe("hangup");
  });

  it("sends keys and gets keys, each once", async () => {
    const { phone, network } = await bench();
    const call = callPhone(network);
    const keys: string[] = [];
    call.onDigit((digit) => keys.push(digit));
    await answered(call);
    await untilHeard(call, hears(phoneToneHz));
    await call.sendDigits(["1", "5", "5", "9", "#"], { toneMs: 100, gapMs: 60 });
    await phone.until(() => phone.keys().endsWith("#"));
    expect(phone.keys()).toBe("1559#");
    const last = new Promise<void>((resolve) => call.onDigit((digit) => digit === "*" && resolve()));
    for (const key of ["7", "3", "3", "*"]) phone.command("sndcode", key);
    await last;
    // More repetitions of an end would come within the next few packets.
    await nextFrames(call, 15);
    expect(keys).toEqual(["7", "3", "3", "*"]);
    call.hangUp();
    await phone.event("CALL_CLOSED");
  });

  it("is put on hold by us and taken back", async () => {
    const { phone, network } = await bench();
    const call = callPhone(network);
    await answered(call);
    await untilHeard(call, hears(phoneToneHz));
    expect(await call.hold(true)).toEqual({ ok: true, value: undefined });
    await untilHeard(call, isSilent);
    expect(await call.hold(false)).toEqual({ ok: true, value: undefined });
    await untilHeard(call, hears(phoneToneHz));
    call.hangUp();
    await phone.event("CALL_CLOSED");
  });

  it("puts us on hold and takes us back", async () => {
    const { phone, network } = await bench();
    const call = callPhone(network);
    const held: boolean[] = [];
    let changed = (): void => {};
    call.onHeld((value) => {
      held.push(value);
      changed();
    });
    const nextChange = (): Promise<void> => new Promise((resolve) => (changed = resolve));
    await answered(call);
    await untilHeard(call, hears(phoneToneHz));
    const hold = nextChange();
    phone.command("hold");
    await hold;
    const resume = nextChange();
    phone.command("resume");
    await resume;
    expect(held).toEqual([true, false]);
    await untilHeard(call, hears(phoneToneHz));
  });

  it("is hung up by us", async () => {
    const { phone, network } = await bench();
    const call = callPhone(network);
    await answered(call);
    const over = ended(call);
    call.hangUp();
    expect(await over).toBe("hangup");
    await phone.event("CALL_CLOSED");
  });

  it("rings, and stops when we give up", async () => {
    const { phone, network } = await bench({ answers: "manual" });
    const call = callPhone(network);
    await new Promise<void>((resolve) => call.onRinging(resolve));
    const over = ended(call);
    call.hangUp();
    expect(await over).toBe("cancel");
    await phone.event("CALL_CLOSED");
  });

  it("declines", async () => {
    const { phone, network } = await bench({ answers: "manual" });
    const call = callPhone(network);
    const over = ended(call);
    await phone.event("CALL_INCOMING");
    phone.command("hangup");
    expect(["busy", "rejected"]).toContain(await over);
  });
});

describe("baresip calling us", () => {
  const ring = async (options: Partial<BaresipOptions> = {}): Promise<Bench & { call: PhoneCall }> => {
    const { phone, network } = await bench(options);
    const incoming = new Promise<PhoneCall>((resolve) => network.onIncoming(resolve));
    const parameter = options.transport === "tcp" ? ";transport=tcp" : "";
    phone.command("dial", `sip:${ourNumber}@127.0.0.1:${network.trunk!.port}${parameter}`);
    return { phone, network, call: await incoming };
  };

  it.each(["udp", "tcp"] as const)("hears ringing, then us, over %s", async (transport) => {
    const { phone, call } = await ring({ transport });
    expect(call).toMatchObject({ direction: "incoming", from: phoneNumber, to: ourNumber, state: "trying" });
    call.ring();
    await phone.event("CALL_RINGING");
    call.answer();
    await phone.event("CALL_ESTABLISHED");
    sayTone(call, ourToneHz);
    await untilHeard(call, hearsPure(phoneToneHz));
    await phoneHears(phone, ourToneHz);
    const over = ended(call);
    phone.command("hangup");
    expect(await over).toBe("hangup");
  });

  it("is told that we are busy", async () => {
    const { phone, call } = await ring();
    call.reject("busy");
    await phone.event("CALL_CLOSED");
    expect(phone.events.find(({ type }) => type === "CALL_CLOSED")?.param).toContain("486");
  });

  it("gives up before we answer", async () => {
    const { phone, call } = await ring();
    const over = ended(call);
    call.ring();
    await phone.event("CALL_RINGING");
    phone.command("hangup");
    expect(await over).toBe("cancel");
  });

  it("is hung up by us", async () => {
    const { phone, call } = await ring();
    call.answer();
    await phone.event("CALL_ESTABLISHED");
    call.hangUp();
    await phone.event("CALL_CLOSED");
  });
});
