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

describe("Bridge", () => {
  it("R67 lets a phone and a participant hear each other", async () => {
    const { phone, leg, participant } = await bothAnswered();
    const { application } = voice;
    application.on("/bridge", bxml(`<Bridge>${phone}</Bridge>`));
    await voice.request("POST", `/calls/${leg}`, {
      state: "active",
      redirectUrl: `${application.url}/bridge`,
    });
    await application.event("redirect");
    await vi.waitFor(async () => {
      participant.say(loud);
      await voice.clock.pass(20);
      // The phone echoes: what the participant said comes back to it.
      expect(participant.heard.some((frame) => frame[0] === 9_000)).toBe(true);
    });
  });
});
