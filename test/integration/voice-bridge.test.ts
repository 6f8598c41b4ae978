import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tokenOf } from "../support/fake-interconnect.ts";
import { bxml, startVoice } from "../support/voice-client.ts";

let voice: Awaited<ReturnType<typeof startVoice>>;
beforeEach(async () => {
  voice = await startVoice();
});
afterEach(() => voice.close());

const sipx = "sip:sipx.webrtc.bandwidth.com:5060";
const echo = "+19195550100";
const loud = new Int16Array(160).fill(9_000);

/** A phone and a participant, both answered and waiting. */
async function bothAnswered() {
  const { application, clock } = voice;
  application.on("/park", bxml('<Pause duration="600"/>'));
  const phone = await voice.place(echo, { answerUrl: `${application.url}/park` });
  const leg = await voice.place(sipx, {
    answerUrl: `${application.url}/park`,
    uui: `${tokenOf("p2")};encoding=jwt`,
  });
  await clock.pass(600);
  await application.event("answer", ({ callId }) => callId === phone);
  await application.event("answer", ({ callId }) => callId === leg);
  return { phone, leg, participant: voice.interconnect.get("p2") };
}

/** The participant's leg is bridged with the phone, and either's end is to be told. */
async function bridged() {
  const parts = await bothAnswered();
  const { application, request } = voice;
  const hooks = 'bridgeCompleteUrl="/complete" bridgeTargetCompleteUrl="/target"';
  application
    .on("/bridge", bxml(`<Bridge ${hooks}>${parts.phone}</Bridge>`))
    .on("/complete", bxml('<Pause duration="600"/>'))
    .on("/target", bxml('<Pause duration="600"/>'))
    .on("/disconnect", 200);
  const redirect = { state: "active", redirectUrl: `${application.url}/bridge` };
  await request("POST", `/calls/${parts.leg}`, redirect);
  await application.event("redirect");
  // The phone echoes: what the participant says comes back to it.
  await vi.waitFor(async () => {
    parts.participant.say(loud);
    await voice.clock.pass(20);
    expect(parts.participant.heard.some((frame) => frame[0] === loud[0])).toBe(true);
  });
  return parts;
}

describe("Bridge", () => {
  it("R67 lets a phone and a participant hear each other, and asks who is left when the phone hangs up", async () => {
    const { phone, leg } = await bridged();
    await voice.request("POST", `/calls/${phone}`, { state: "completed" });
    await voice.application.event("bridgeComplete");
    await voice.application.event("disconnect");
    expect(voice.application.events(leg)).toEqual(["answer", "redirect", "bridgeComplete"]);
    expect(voice.application.events(phone)).toEqual(["answer", "disconnect"]);
    expect(await voice.state(leg)).toMatchObject({ state: "answered" });
  });

  it("R67 asks the phone's call when the participant is gone", async () => {
    const { phone, leg, participant } = await bridged();
    participant.end();
    await voice.application.event("bridgeTargetComplete");
    await voice.application.event("disconnect");
    expect(voice.application.events(leg)).toEqual(["answer", "redirect", "disconnect"]);
    expect(voice.application.events(phone)).toEqual(["answer", "bridgeTargetComplete"]);
    expect(await voice.state(phone)).toMatchObject({ state: "answered" });
  });
});
