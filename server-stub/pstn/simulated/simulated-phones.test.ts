import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { toneShare } from "../../../test/support/tone-share.ts";
import { createPhoneNetwork, type ComposedPhoneNetwork } from "../create-phone-network.ts";
import type { PhoneCall } from "../phone-network.ts";
import { toneSource } from "../tone.ts";
import { menuKeyHz, menuToneHz } from "./number-plan.ts";

const alice = "+19195550142";

interface Desk {
  readonly clock: FakeClock;
  readonly network: ComposedPhoneNetwork;
  readonly incoming: PhoneCall[];
}

async function desk(): Promise<Desk> {
  const clock = new FakeClock();
  const network = await createPhoneNetwork({
    simulated: true,
    clock,
    log: () => {},
    listenAddress: "127.0.0.1",
  });
  const incoming: PhoneCall[] = [];
  network.onIncoming((call) => incoming.push(call));
  return { clock, network, incoming };
}

/** Everything that a call reports, in order. */
function historyOf(call: PhoneCall): string[] {
  const history: string[] = [];
  call.onRinging(() => history.push("ringing"));
  call.onAnswered(() => history.push("answered"));
  call.onEnded((cause, status) => history.push(`ended: ${cause}${status === undefined ? "" : ` ${status}`}`));
  return history;
}

function framesOf(call: PhoneCall): Int16Array[] {
  const frames: Int16Array[] = [];
  call.onFrame((frame) => frames.push(frame));
  return frames;
}

const place = (network: ComposedPhoneNetwork, to: string): PhoneCall =>
  network.place({ to, from: alice, ringLimitMs: 30_000 });

describe("simulated phones", () => {
  it.each([
    ["echo", "+19195550100", ["ringing", "answered"]],
    ["without answer", "+19195550103", ["ringing", "ended: timeout"]],
    ["busy", "+19195550104", ["ended: busy 486"]],
    ["declining", "+19195550105", ["ringing", "ended: rejected 603"]],
    ["hanging up", "+19195550106", ["ringing", "answered", "ended: hangup"]],
    ["not in the plan", "+19195550199", ["ended: rejected 404"]],
    ["an emergency number", "911", ["ended: rejected 404"]],
    ["nonsense", "sip:", ["ended: rejected 404"]],
  ])("react as planned: %s", async (_, to, expected) => {
    const { clock, network } = await desk();
    const history = historyOf(place(network, to));
    expect(history).toEqual([]);
    clock.advance(40_000);
    expect(history).toEqual(expected);
  });

  it("echo what is said, one frame each 20 ms", async () => {
    const { clock, network } = await desk();
    const call = place(network, "+19195550100");
    clock.advance(1_000);
    const frames = framesOf(call);
    const say = toneSource(1_000);
    for (let index = 0; index < 50; index += 1) {
      call.write(say());
      clock.advance(20);
    }
    expect(frames).toHaveLength(50);
    expect(toneShare(frames, 1_000)).toBeGreaterThan(0.99);
  });

  it("play a steady 440 Hz", async () => {
    const { clock, network } = await desk();
    const call = place(network, "+19195550101");
    const frames = framesOf(call);
    clock.advance(1_500);
    expect(frames).toHaveLength(50);
    expect(toneShare(frames, 440)).toBeGreaterThan(0.99);
  });

  it("change the menu's tone with each key, and hang up at #", async () => {
    const { clock, network } = await desk();
    const call = place(network, "+19195550102");
    const history = historyOf(call);
    const frames = framesOf(call);
    await clock.pass(1_000);
    expect(toneShare(frames.splice(0), menuToneHz)).toBeGreaterThan(0.99);
    for (const digit of ["0", "7", "*"] as const) {
      const sent = call.sendDigits([digit], { toneMs: 100, gapMs: 0 });
      await clock.pass(120);
      await sent;
      frames.splice(0);
      await clock.pass(200);
      expect(toneShare(frames.splice(0), menuKeyHz(digit))).toBeGreaterThan(0.99);
    }
    const sent = call.sendDigits(["#", "1"]);
    await clock.pass(1_000);
    await sent;
    expect(history).toEqual(["ringing", "answered", "ended: hangup"]);
  });

  it("call back after they have hung up", async () => {
    const { clock, network, incoming } = await desk();
    const history = historyOf(place(network, "+19195550107"));
    clock.advance(4_000);
    expect(history).toEqual(["ringing", "answered", "ended: hangup"]);
    expect(incoming).toHaveLength(1);
    const [call] = incoming;
    expect(call).toMatchObject({ direction: "incoming", from: "+19195550107", to: alice, state: "trying" });
    call!.ring();
    call!.answer();
    const frames = framesOf(call!);
    clock.advance(1_000);
    expect(toneShare(frames, 440)).toBeGreaterThan(0.99);
  });

  it("are cancelled before the answer and hung up after it", async () => {
    const { clock, network } = await desk();
    const early = place(network, "+19195550100");
    const late = place(network, "+19195550100");
    const [earlyHistory, lateHistory] = [historyOf(early), historyOf(late)];
    clock.advance(100);
    early.hangUp();
    clock.advance(1_000);
    late.hangUp();
    expect(earlyHistory).toEqual(["ringing", "ended: cancel"]);
    expect(lateHistory).toEqual(["ringing", "answered", "ended: hangup"]);
    expect(clock.running).toBe(0);
  });

  it("say nothing while they are on hold", async () => {
    const { clock, network } = await desk();
    const call = place(network, "+19195550101");
    clock.advance(1_000);
    await call.hold(true);
    const frames = framesOf(call);
    clock.advance(200);
    expect(frames.every((frame) => frame.every((sample) => sample === 0))).toBe(true);
    await call.hold(false);
    frames.splice(0);
    clock.advance(200);
    expect(toneShare(frames, 440)).toBeGreaterThan(0.9);
  });
});

describe("calls from a simulated phone", () => {
  const ring = async (): Promise<
    Desk & { caller: ReturnType<NonNullable<Desk["network"]["simulatedPhones"]>["call"]> }
  > => {
    const it = await desk();
    const caller = it.network.simulatedPhones!.call({ from: "+19195550150", to: alice, behaviour: "echo" });
    it.clock.advance(0);
    return { ...it, caller };
  };

  it("bring keys, hold and hang-up", async () => {
    const { incoming, caller } = await ring();
    const call = incoming[0]!;
    const keys: string[] = [];
    const held: boolean[] = [];
    call.onDigit((digit, ms) => keys.push(`${digit} ${ms}`));
    call.onHeld((value) => held.push(value));
    const history = historyOf(call);
    call.answer();
    caller.press("5", 100);
    caller.hold(true);
    caller.hold(false);
    caller.hangUp();
    expect({ keys, held, history }).toEqual({
      keys: ["5 100"],
      held: [true, false],
      history: ["answered", "ended: hangup"],
    });
  });

  it("hear that we are busy", async () => {
    const { incoming, caller } = await ring();
    const causes: string[] = [];
    caller.onEnded((cause) => causes.push(cause));
    incoming[0]!.reject("busy");
    expect(causes).toEqual(["busy"]);
  });

  it("are refused when nobody attends to them for 30 s", async () => {
    const { clock, incoming, caller } = await ring();
    clock.advance(29_999);
    expect(caller.state).toBe("trying");
    clock.advance(1);
    expect(caller.state).toBe("ended");
    expect(incoming[0]!.state).toBe("ended");
  });

  it("are refused when nobody listens", async () => {
    const clock = new FakeClock();
    const options = { simulated: true, clock, log: () => {}, listenAddress: "127.0.0.1" };
    const network = await createPhoneNetwork(options);
    const caller = network.simulatedPhones!.call({ from: "+19195550150", to: alice, behaviour: "echo" });
    clock.advance(0);
    expect(caller.state).toBe("ended");
  });
});
