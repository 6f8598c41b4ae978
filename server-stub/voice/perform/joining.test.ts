import { describe, expect, it } from "vitest";
import { settle } from "../../../test/support/fake-clock.ts";
import { tokenOf } from "../../../test/support/fake-interconnect.ts";
import { sipx, voiceBench } from "../../../test/support/voice-bench.ts";

const alice = "+19195550142";
const bob = "+19195550143";
const carol = "+19195550144";
const loud = (value: number) => new Int16Array(160).fill(value);
const isSound = (frame: Int16Array) => frame.some((sample) => sample !== 0);

/** alice was called, and is being transferred with these attributes to these targets. */
async function transferring(targets: string, attributes = "", after = "") {
  const bench = voiceBench();
  const { call, phone } = await bench.answeredCall(
    alice,
    `<Transfer ${attributes}>${targets}</Transfer>${after}`,
  );
  return { ...bench, call, phone };
}

const toBob = `<PhoneNumber transferDisconnectUrl="/gone">${bob}</PhoneNumber>`;
const toCarol = `<PhoneNumber transferDisconnectUrl="/gone">${carol}</PhoneNumber>`;

describe("Transfer", () => {
  it("lets both hear each other, and each other's keys", async () => {
    const { phone, network } = await transferring(toBob);
    const other = network.to(bob);
    other.answers();
    await settle();
    other.says(loud(5));
    phone.says(loud(7));
    phone.presses("4", 120);
    other.presses("#", 5);
    await settle();
    expect(phone.heard.at(-1)).toEqual(loud(5));
    expect(other.heard.at(-1)).toEqual(loud(7));
    expect(other.keys).toEqual([{ digit: "4", toneMs: 120 }]);
    expect(phone.keys).toEqual([{ digit: "#", toneMs: 40 }]);
  });

  it("lets the caller hear ringing from the first ring to the answer, and nothing before", async () => {
    const { phone, network, clock } = await transferring(toBob);
    await clock.pass(200);
    expect(phone.heard).toEqual([]);
    network.to(bob).rings();
    await clock.pass(200);
    expect(phone.heard.some(isSound)).toBe(true);
    network.to(bob).answers();
    await settle();
    const heard = phone.heard.length;
    await clock.pass(200);
    expect(phone.heard).toHaveLength(heard);
  });

  it("lets early media take the ringing's place", async () => {
    const { phone, network, clock } = await transferring(toBob);
    network.to(bob).sendsEarlyMedia();
    network.to(bob).rings();
    await clock.pass(100);
    expect(phone.heard).toEqual([]);
    network.to(bob).says(loud(3));
    expect(phone.heard).toEqual([loud(3)]);
  });

  it("keeps what leg B says after the answer to itself until it is connected", async () => {
    const target = `<PhoneNumber transferAnswerUrl="/whisper">${bob}</PhoneNumber>`;
    const { phone, network, script } = await transferring(target);
    script("/whisper", '<Pause duration="2"/>');
    network.to(bob).sendsEarlyMedia();
    network.to(bob).answers();
    await settle();
    network.to(bob).says(loud(3));
    expect(phone.heard).toEqual([]);
  });

  it("shows the number that alice was called from or is, as the verb says", async () => {
    const { network } = await transferring(`${toBob}${toCarol}`, 'transferCallerId="+19195550150"');
    expect(network.to(bob).from).toBe("+19195550150");
    const plain = await transferring(toBob);
    expect(plain.network.to(bob).from).toBe(alice);
  });

  it("rings all targets together; the first to answer wins, the others are cancelled", async () => {
    const { network, types, legB, call } = await transferring(`${toBob}${toCarol}`);
    network.to(carol).answers();
    await settle();
    expect(network.to(bob).state).toBe("ended");
    expect(legB(call, bob).state).toEqual({ phase: "disconnected", cause: "cancel" });
    expect(legB(call, carol).answered).toBe(true);
    expect(types(legB(call, bob))).toEqual(["transferDisconnect"]);
  });

  it("R68 tells of each leg B's end, and asks leg A what to do next", async () => {
    const { network, types, call, legB, events, script } = await transferring(
      toBob,
      'transferCompleteUrl="/complete"',
    );
    script("/complete", '<Pause duration="9"/>');
    network.to(bob).answers();
    await settle();
    network.to(bob).ends("hangup");
    await settle();
    expect(types(call)).toEqual(["answer", "transferComplete"]);
    expect(types(legB(call, bob))).toEqual(["transferDisconnect"]);
    expect(events.slice(-2)).toMatchObject([
      { eventType: "transferDisconnect", parentCallId: call.id, cause: "hangup", transferTo: bob, to: alice },
      {
        eventType: "transferComplete",
        callId: call.id,
        cause: "hangup",
        transferTo: bob,
        transferCallerId: alice,
      },
    ]);
    expect(call.answered).toBe(true);
  });

  it("R68 sends no transferComplete when leg A is gone, but transferDisconnect all the same", async () => {
    const { phone, network, types, call, legB } = await transferring(
      toBob,
      'transferCompleteUrl="/complete"',
    );
    network.to(bob).answers();
    await settle();
    phone.ends("hangup");
    await settle();
    expect(network.to(bob).state).toBe("ended");
    expect(types(call)).toEqual(["answer", "disconnect"]);
    expect(types(legB(call, bob))).toEqual(["transferDisconnect"]);
  });

  it.each(["busy", "timeout", "rejected"] as const)("tells of %s when nobody answers so", async (cause) => {
    const { network, last } = await transferring(`${toBob}${toCarol}`, 'transferCompleteUrl="/complete"');
    network.to(bob).ends("rejected");
    await settle();
    expect(last("transferComplete")).toBeUndefined();
    network.to(carol).ends(cause);
    await settle();
    expect(last("transferComplete")).toMatchObject({ cause, transferTo: carol });
  });

  it("goes on with the next verb without transferCompleteUrl, and without one ends the call", async () => {
    const first = await transferring(toBob, "", '<Redirect redirectUrl="/next"/>');
    first.network.to(bob).ends("busy");
    await settle();
    expect(first.types(first.call)).toEqual(["answer", "redirect", "disconnect"]);
    const second = await transferring(toBob);
    second.network.to(bob).ends("busy");
    await settle();
    expect(second.phone.state).toBe("ended");
  });

  it("is over for leg B when leg A gets new orders", async () => {
    const { calls, call, hook, network, script } = await transferring(toBob);
    network.to(bob).answers();
    await settle();
    script("/hooks/away", '<Pause duration="9"/>');
    calls.redirect(call, hook("away"));
    await settle();
    expect(network.to(bob).state).toBe("ended");
    expect(call.answered).toBe(true);
  });

  it("leaves a leg B that gets orders of its own alone", async () => {
    const { calls, call, hook, network, script, legB, phone, last } = await transferring(
      toBob,
      'transferCompleteUrl="/complete"',
    );
    network.to(bob).answers();
    await settle();
    script("/hooks/away", '<Pause duration="9"/>');
    calls.redirect(legB(call, bob), hook("away"));
    await settle();
    expect(last("transferComplete")).toMatchObject({ callId: call.id, cause: "hangup" });
    phone.ends("hangup");
    await settle();
    expect(network.to(bob).state).toBe("answered");
  });

  it("carries out transferAnswer on leg B before it connects", async () => {
    const target = `<PhoneNumber transferAnswerUrl="/whisper">${bob}</PhoneNumber>`;
    const { call, network, phone, script, legB, last, clock } = await transferring(target);
    script("/whisper", '<Pause duration="2"/>');
    network.to(bob).answers();
    await settle();
    expect(last("transferAnswer")).toMatchObject({
      callId: legB(call, bob).id,
      parentCallId: call.id,
      direction: "outbound",
      transferTo: bob,
    });
    network.to(bob).says(loud(5));
    expect(phone.heard).not.toContainEqual(loud(5));
    await clock.pass(2_000);
    network.to(bob).says(loud(5));
    expect(phone.heard).toContainEqual(loud(5));
  });

  it.each(["<Bridge>c-1</Bridge>", `<Transfer><PhoneNumber>${carol}</PhoneNumber></Transfer>`])(
    "R68 ends leg B when its transferAnswer wants %s",
    async (verb) => {
      const target = `<PhoneNumber transferAnswerUrl="/whisper" transferDisconnectUrl="/gone">${bob}</PhoneNumber>`;
      const { network, script, last } = await transferring(target, 'transferCompleteUrl="/complete"');
      script("/whisper", verb);
      network.to(bob).answers();
      await settle();
      expect(network.to(bob).state).toBe("ended");
      expect(last("transferDisconnect")).toMatchObject({ cause: "invalid-bxml" });
      expect(last("transferComplete")).toMatchObject({ cause: "invalid-bxml" });
    },
  );

  it("counts against the account's limit", async () => {
    const bench = voiceBench({ concurrentCalls: 1 });
    await bench.answeredCall(alice, `<Transfer transferCompleteUrl="/complete">${toBob}</Transfer>`);
    expect(bench.last("transferComplete")).toMatchObject({ cause: "account-limit" });
  });
});

describe("Transfer to the interconnect", () => {
  const toParticipant = (token: string) => `<SipUri uui="${token};encoding=jwt">${sipx}</SipUri>`;

  it("R62 connects the phone with the participant whose token it is", async () => {
    const { phone, interconnect } = await transferring(toParticipant(tokenOf("p2")));
    await settle();
    phone.says(loud(7));
    interconnect.get("p2").say(loud(5));
    expect(interconnect.get("p2").heard).toEqual([loud(7)]);
    expect(phone.heard).toEqual([loud(5)]);
  });

  it("R70 presses a key of the device once at the phone, and none of the phone's at the device", async () => {
    const { phone, interconnect } = await transferring(toParticipant(tokenOf("p2")));
    await settle();
    interconnect.get("p2").press("5", 160);
    phone.presses("9");
    await settle();
    expect(phone.keys).toEqual([{ digit: "5", toneMs: 160 }]);
  });

  it("R61 is rejected with a token that is not good, or whose participant is gone", async () => {
    const wrong = await transferring(toParticipant("aa.bb.cc"), 'transferCompleteUrl="/complete"');
    await settle();
    expect(wrong.last("transferComplete")).toMatchObject({ cause: "rejected" });
  });

  it("R73 ends the transfer, and the call with it, when the participant is deleted", async () => {
    const { phone, interconnect } = await transferring(toParticipant(tokenOf("p2")));
    await settle();
    interconnect.get("p2").end();
    await settle();
    expect(phone.state).toBe("ended");
  });
});

describe("Bridge", () => {
  const bridge = (target: string, attributes = "") => `<Bridge ${attributes}>${target}</Bridge>`;
  const both = 'bridgeCompleteUrl="/complete" bridgeTargetCompleteUrl="/target"';

  /** bob is parked; alice is bridged with him. */
  async function bridged(attributes: string) {
    const bench = voiceBench();
    const parked = await bench.answeredCall(bob, '<Pause duration="600"/>');
    const { call, phone } = await bench.answeredCall(alice, bridge(parked.call.id, attributes));
    bench.script("/complete", '<Pause duration="9"/>');
    bench.script("/target", '<Pause duration="9"/>');
    return { ...bench, call, phone, target: parked.call, targetPhone: parked.phone };
  }

  it("joins two calls both ways", async () => {
    const { phone, targetPhone } = await bridged("");
    phone.says(loud(7));
    targetPhone.says(loud(5));
    expect(targetPhone.heard).toEqual([loud(7)]);
    expect(phone.heard).toEqual([loud(5)]);
  });

  it("ends what the target was doing", async () => {
    const { clock, target } = await bridged("");
    await clock.pass(700_000);
    expect(target.answered).toBe(true);
  });

  it("R67 asks the bridging call when the target leaves", async () => {
    const { targetPhone, call, target, types } = await bridged(both);
    targetPhone.ends("hangup");
    await settle();
    expect(types(call)).toEqual(["answer", "bridgeComplete"]);
    expect(types(target)).toEqual(["answer", "disconnect"]);
    expect(call.answered).toBe(true);
  });

  it("R67 asks the target when the bridging call leaves", async () => {
    const { phone, call, target, types } = await bridged(both);
    phone.ends("hangup");
    await settle();
    expect(types(call)).toEqual(["answer", "disconnect"]);
    expect(types(target)).toEqual(["answer", "bridgeTargetComplete"]);
    expect(target.answered).toBe(true);
  });

  it("R67 hangs the target up without bridgeTargetCompleteUrl", async () => {
    const { phone, targetPhone } = await bridged('bridgeCompleteUrl="/complete"');
    phone.ends("hangup");
    await settle();
    expect(targetPhone.state).toBe("ended");
  });

  it("R67 asks only one when both leave at once", async () => {
    const { phone, targetPhone, events } = await bridged(both);
    phone.ends("hangup");
    targetPhone.ends("hangup");
    await settle();
    const asked = events.filter(({ eventType }) => eventType.startsWith("bridge"));
    expect(asked).toEqual([]);
  });

  it("takes new orders of either as leaving", async () => {
    const one = await bridged(both);
    one.script("/hooks/away", '<Pause duration="9"/>');
    one.calls.redirect(one.target, one.hook("away"));
    await settle();
    expect(one.types(one.call)).toEqual(["answer", "bridgeComplete"]);
    const other = await bridged(both);
    other.script("/hooks/away", '<Pause duration="9"/>');
    other.calls.redirect(other.call, other.hook("away"));
    await settle();
    expect(other.types(other.target)).toEqual(["answer", "bridgeTargetComplete"]);
    other.phone.says(loud(7));
    expect(other.targetPhone.heard).toEqual([]);
  });

  it("parks a participant's leg again and again (the tunnel of 6.6)", async () => {
    const bench = voiceBench();
    const tunnel = await bench.parkedParticipant("p2");
    const participant = bench.interconnect.get("p2");
    bench.script("/complete", '<Pause duration="3600"/>');
    for (const number of [alice, bob]) {
      const { call, phone } = await bench.answeredCall(number, '<Pause duration="60"/>');
      bench.script("/hooks/bridge", bridge(call.id, 'bridgeCompleteUrl="/complete"'));
      bench.calls.redirect(tunnel, bench.hook("bridge"));
      await settle();
      participant.say(loud(5));
      expect(phone.heard).toEqual([loud(5)]);
      phone.ends("hangup");
      await settle();
    }
    expect(tunnel.answered).toBe(true);
    expect(bench.types(tunnel)).toEqual([
      "answer",
      "redirect",
      "bridgeComplete",
      "redirect",
      "bridgeComplete",
    ]);
  });

  it.each([
    ["gone", "unknown"],
    ["not answered", "rejected"],
    ["bridged already", "busy"],
    ["itself", "unknown"],
  ] as const)("to a call that is %s says %s", async (what, cause) => {
    const bench = voiceBench();
    const parked = await bench.answeredCall(bob, '<Pause duration="600"/>');
    const ringing = bench.place(carol);
    if (what === "bridged already") await bench.answeredCall("+19195550145", bridge(parked.call.id));
    if (what === "gone") parked.call.hangUp();
    bench.script("/complete", '<Pause duration="9"/>');
    bench.script("/answer", '<Pause duration="1"/>');
    const { call } = await bench.answeredCall(alice, '<Pause duration="60"/>');
    const target = {
      gone: parked.call,
      "not answered": ringing,
      "bridged already": parked.call,
      itself: call,
    }[what];
    bench.script("/hooks/bridge", bridge(target.id, both));
    bench.calls.redirect(call, bench.hook("bridge"));
    await settle();
    expect(bench.last("bridgeComplete")).toMatchObject({ callId: call.id, cause });
    expect(bench.last("bridgeTargetComplete")).toBeUndefined();
  });
});
