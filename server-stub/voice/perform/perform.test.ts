import { describe, expect, it } from "vitest";
import { settle } from "../../../test/support/fake-clock.ts";
import { sipx, voiceBench } from "../../../test/support/voice-bench.ts";
import type { FakePhoneCall } from "../../../test/support/fake-phone-network.ts";

const alice = "+19195550142";
const own = "+19195550150";
const isSound = (frame: Int16Array) => frame.some((sample) => sample !== 0);

/** alice calls us, and these verbs are what the application wants. */
async function inboundCall(verbs: string) {
  const bench = voiceBench();
  bench.script("/initiate", verbs);
  const phone = bench.network.incoming(alice, own);
  await settle();
  return { ...bench, phone, call: bench.store.all()[0]! };
}

async function press(phone: FakePhoneCall, ...keys: Parameters<FakePhoneCall["presses"]>[0][]) {
  for (const key of keys) {
    phone.presses(key);
    await settle();
  }
}

describe("an incoming call", () => {
  it.each([
    ["nothing", "", "ended"],
    ["Hangup", "<Hangup/>", "ended"],
    ["Pause", "<Pause duration='5'/>", "answered"],
    ["Ring", "<Ring/>", "answered"],
    ["Ring that does not answer", "<Ring answerCall='false'/>", "ringing"],
    ["SpeakSentence", "<SpeakSentence>Hello</SpeakSentence>", "answered"],
    ["Gather", "<Gather/>", "answered"],
    ["SendDtmf", "<SendDtmf>W1</SendDtmf>", "answered"],
    ["Transfer", `<Transfer><PhoneNumber>${alice}</PhoneNumber></Transfer>`, "answered"],
    ["StartGather before Ring", "<StartGather dtmfUrl='/d'/><Ring answerCall='false'/>", "ringing"],
  ])("under %s is %s", async (_verb, verbs, state) => {
    const { phone } = await inboundCall(verbs);
    expect(phone.state).toBe(state);
  });

  it("R66 is rejected by an empty Response, and its disconnect says so", async () => {
    const { call, last, types } = await inboundCall("");
    expect(types(call)).toEqual(["initiate", "disconnect"]);
    expect(last("disconnect")).toMatchObject({
      cause: "rejected",
      direction: "inbound",
      from: alice,
      to: own,
    });
    expect(call.state).toEqual({ phase: "disconnected", cause: "rejected" });
  });

  it("ends when the document does", async () => {
    const { clock, phone, last } = await inboundCall("<Pause duration='5'/>");
    await clock.pass(4_999);
    expect(phone.state).toBe("answered");
    await clock.pass(1);
    expect(phone.state).toBe("ended");
    expect(last("disconnect")).toMatchObject({ cause: "hangup" });
  });

  it("gives up what it is doing when the caller hangs up, and leaves no timer behind but the record's", async () => {
    const { clock, phone, call, types } = await inboundCall(
      "<Ring duration='60'/><Redirect redirectUrl='/next'/>",
    );
    phone.ends("hangup");
    await clock.pass(120_000);
    expect(types(call)).toEqual(["initiate", "disconnect"]);
    expect(clock.running).toBe(1);
  });

  it("to nobody's number is rejected", () => {
    const bench = voiceBench();
    expect(bench.network.incoming(alice, "+19195550199").state).toBe("ended");
  });

  it("is rejected as busy when there are too many calls", () => {
    const bench = voiceBench({ concurrentCalls: 0 });
    expect(bench.network.incoming(alice, own).state).toBe("ended");
  });

  it.each([
    ["callback-error", "callback-error"],
    ["invalid-bxml", "invalid-bxml"],
  ] as const)("ends with %s when its application fails so", async (cause, expected) => {
    const bench = voiceBench();
    bench.fail("/initiate", { cause, message: "initiate: it failed" });
    const phone = bench.network.incoming(alice, own);
    await settle();
    expect(phone.state).toBe("ended");
    expect(bench.last("disconnect")).toMatchObject({ cause: expected, errorMessage: "initiate: it failed" });
  });
});

describe("an outbound call", () => {
  it.each(["busy", "timeout", "rejected"] as const)(
    "R65 that ends as %s only tells of the end",
    async (cause) => {
      const { place, network, types, last } = voiceBench();
      const call = place(alice);
      network.to(alice).ends(cause);
      await settle();
      expect(types(call)).toEqual(["disconnect"]);
      expect(last("disconnect")).toMatchObject({ cause });
      expect(last("disconnect")).not.toHaveProperty("answerTime");
    },
  );

  it.each([
    ["busy", 486, "Callee is busy"],
    ["rejected", 404, "Call was rejected (SIP 404)"],
    ["timeout", 480, "Callee did not answer in time (SIP 480)"],
    ["timeout", undefined, "Callee did not answer in time"],
    ["hangup", undefined, undefined],
  ] as const)("says of %s by SIP status %s: %s", async (cause, status, message) => {
    const { place, network, last } = voiceBench();
    place(alice);
    network.to(alice).ends(cause, status);
    await settle();
    expect(last("disconnect")?.errorMessage).toBe(message);
  });

  it("is given up after 30 s without ringing, whatever its own limit", async () => {
    const { place, network, clock } = voiceBench();
    const call = place(alice, { callTimeoutMs: 300_000 });
    await clock.pass(29_999);
    expect(call.live).toBe(true);
    await clock.pass(1);
    expect(call.state).toEqual({ phase: "disconnected", cause: "timeout" });
    expect(network.to(alice).state).toBe("ended");
  });

  it("may ring as long as it was told to", async () => {
    const { place, network, clock } = voiceBench();
    const call = place(alice, { callTimeoutMs: 300_000 });
    network.to(alice).rings();
    await clock.pass(200_000);
    expect(call.live).toBe(true);
    expect(network.to(alice).options?.ringLimitMs).toBe(300_000);
  });

  it("R61 to the interconnect without a good token is rejected", async () => {
    const { place, types } = voiceBench();
    const call = place(sipx);
    await settle();
    expect(types(call)).toEqual(["disconnect"]);
    expect(call.state).toEqual({ phase: "disconnected", cause: "rejected" });
  });

  it("R73 to the interconnect ends when the participant is deleted", async () => {
    const { parkedParticipant, interconnect } = voiceBench();
    const call = await parkedParticipant("p2");
    expect(call.answered).toBe(true);
    interconnect.get("p2").end();
    expect(call.state).toEqual({ phase: "disconnected", cause: "hangup" });
  });

  it("lets go of the participant when it ends", async () => {
    const { parkedParticipant, interconnect } = voiceBench();
    const call = await parkedParticipant("p2");
    call.hangUp();
    expect(interconnect.get("p2").closed).toBe(true);
  });

  it("is forgotten after seven days", async () => {
    const { place, network, store, clock } = voiceBench();
    const call = place(alice);
    network.to(alice).ends("busy");
    await clock.pass(7 * 86_400_000 - 1);
    expect(store.find(call.id)).toBe(call);
    await clock.pass(1);
    expect(store.find(call.id)).toBeUndefined();
    expect(clock.running).toBe(0);
  });
});

describe("small verbs", () => {
  it("Ring lets the caller hear the ringing tone, two seconds of six", async () => {
    const { clock, phone } = await inboundCall("<Ring duration='7'/>");
    await clock.pass(7_000);
    const sounding = phone.heard.filter(isSound).length;
    expect(phone.heard.length).toBeGreaterThanOrEqual(349);
    expect(sounding).toBeGreaterThanOrEqual(149);
    expect(sounding).toBeLessThanOrEqual(151);
  });

  it("SpeakSentence is heard before the next verb", async () => {
    const { clock, phone } = await inboundCall("<SpeakSentence>Hello</SpeakSentence><Hangup/>");
    await clock.pass(200);
    expect(phone.heard.some(isSound)).toBe(true);
    expect(phone.state).toBe("answered");
    await clock.pass(1_000);
    expect(phone.state).toBe("ended");
  });

  it("SendDtmf presses its keys with their pauses", async () => {
    const { clock, phone } = await inboundCall("<SendDtmf toneDuration='90'>1a,W2</SendDtmf><Pause/>");
    expect(phone.keys).toEqual([
      { digit: "1", toneMs: 90 },
      { digit: "A", toneMs: 90 },
    ]);
    await clock.pass(1_499);
    expect(phone.keys).toHaveLength(2);
    await clock.pass(1);
    expect(phone.keys).toHaveLength(3);
  });

  it("Redirect asks its URL and goes on with what it answers", async () => {
    const { types, call, phone } = await inboundCall(
      "<Tag>first</Tag><Redirect redirectUrl='/none' tag='second'/>",
    );
    expect(types(call)).toEqual(["initiate", "redirect", "disconnect"]);
    expect(phone.state).toBe("ended");
  });

  it("Tag comes with every event after it", async () => {
    const { events } = await inboundCall("<Tag>first</Tag><Redirect redirectUrl='/x' tag='second'/>");
    expect(events.map(({ tag }) => tag)).toEqual([undefined, "second", "second"]);
  });

  it("new orders by API end what the call is doing", async () => {
    const { calls, call, hook, script, clock, types, phone } = await inboundCall(
      "<Ring answerCall='false' duration='60'/>",
    );
    script("/hooks/next", "<Pause duration='9'/>");
    calls.redirect(call, hook("next"));
    await settle();
    expect(phone.state).toBe("answered");
    await clock.pass(9_000);
    expect(types(call)).toEqual(["initiate", "redirect", "disconnect"]);
  });
});

describe("a call that is over", () => {
  it("carries no orders out, however late they come", async () => {
    const { calls, call, phone, clock } = await inboundCall("<Pause duration='5'/>");
    phone.ends("hangup");
    calls.replace(call, { verbs: [{ verb: "Ring", durationMs: 60_000, answerCall: false }] });
    await settle();
    expect(clock.running).toBe(1);
  });
});

describe("Gather", () => {
  const asked = "<Gather gatherUrl='/got' maxDigits='3' terminatingDigits='#'/>";

  it.each([
    ["enough keys", ["1", "2", "3"], { digits: "123", terminatingDigit: "" }],
    ["the terminating key", ["1", "#"], { digits: "1", terminatingDigit: "#" }],
    ["the terminating key alone", ["#"], { digits: "", terminatingDigit: "#" }],
  ] as const)("R70 tells the keys after %s", async (_when, keys, expected) => {
    const { phone, last } = await inboundCall(asked);
    await press(phone, ...keys);
    expect(last("gather")).toMatchObject(expected);
  });

  it.each([
    ["the first key", [], 5_000, ""],
    ["the next key", ["4"], 5_000, "4"],
  ] as const)("tells what there is after 5 s without %s", async (_which, keys, ms, digits) => {
    const { phone, last, clock } = await inboundCall(asked);
    await press(phone, ...keys);
    await clock.pass(ms - 1);
    expect(last("gather")).toBeUndefined();
    await clock.pass(1);
    expect(last("gather")).toMatchObject({ digits, terminatingDigit: "" });
  });

  it("R70 keeps the order of keys that come faster than they are taken", async () => {
    const { phone, last } = await inboundCall(asked);
    for (const key of ["1", "2", "3"] as const) phone.presses(key);
    await settle();
    expect(last("gather")).toMatchObject({ digits: "123" });
  });

  it("goes on with the next verb when there is no gatherUrl", async () => {
    const { phone, types } = await inboundCall("<Gather maxDigits='1'/><Redirect redirectUrl='/x'/>");
    await press(phone, "1");
    expect(types()).toEqual(["initiate", "redirect", "disconnect"]);
  });

  it("lets the first key cut the prompt short, and counts it", async () => {
    const { phone, clock, last } = await inboundCall(
      "<Gather gatherUrl='/got' maxDigits='2'><SpeakSentence>Press</SpeakSentence><SpeakSentence>keys</SpeakSentence></Gather>",
    );
    await clock.pass(100);
    await press(phone, "7");
    const heard = phone.heard.length;
    await clock.pass(1_000);
    expect(phone.heard.length).toBe(heard);
    await press(phone, "8");
    expect(last("gather")).toMatchObject({ digits: "78" });
  });

  it("repeats its prompt as often as it should", async () => {
    const { phone, clock, last } = await inboundCall(
      "<Gather gatherUrl='/got' repeatCount='2' firstDigitTimeout='1'><SpeakSentence>Press</SpeakSentence></Gather>",
    );
    await clock.pass(1_400);
    const once = phone.heard.length;
    expect(last("gather")).toBeUndefined();
    await clock.pass(1_500);
    expect(once).toBeGreaterThan(0);
    expect(phone.heard.length).toBe(2 * once);
    expect(last("gather")).toMatchObject({ digits: "" });
  });
});

describe("StartGather", () => {
  it("R70 tells each key until StopGather", async () => {
    const { phone, events, clock } = await inboundCall(
      "<StartGather dtmfUrl='/key'/><Pause duration='5'/><StopGather/><Pause duration='5'/>",
    );
    await press(phone, "1", "1", "#");
    await clock.pass(5_000);
    await press(phone, "9");
    const keys = events.filter(({ eventType }) => eventType === "dtmf");
    expect(keys.map(({ digit }) => digit)).toEqual(["1", "1", "#"]);
  });
});
