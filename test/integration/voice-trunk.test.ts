/** The Voice API with the far end behind the SIP trunk, where phones are that nobody here wrote: baresip and sipp. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComposedPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import { systemClock } from "../../server-stub/system-clock.ts";
import { Baresip } from "../support/baresip.ts";
import { openTrunkNetwork } from "../support/phone-bench.ts";
import { Sipp } from "../support/sipp.ts";
import * as scenarios from "../support/sipp-scenarios.ts";
import { bxml, ownNumber, startVoice } from "../support/voice-client.ts";

const phoneNumber = "+19195550123";

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function voiceTo(port: number): Promise<{
  network: ComposedPhoneNetwork;
  voice: Awaited<ReturnType<typeof startVoice>>;
}> {
  const network = await openTrunkNetwork({ server: `127.0.0.1:${port}` });
  cleanUp.push(() => network.close());
  const voice = await startVoice({ network, clock: systemClock });
  cleanUp.push(() => voice.close());
  voice.application.on("/disconnect", 200).on("/status", 200);
  return { network, voice };
}

describe("the Voice API and a SIP phone", () => {
  let phone: Baresip;
  beforeEach(async () => {
    phone = await Baresip.start({ user: phoneNumber, answers: "auto", toneHz: 440 });
    cleanUp.push(() => phone.stop());
  });

  it("R65 calls it, speaks to it, presses keys, each once, and hangs up", async () => {
    const { voice } = await voiceTo(phone.port);
    // It would forget the last key if the hang-up came while that is in its jitter buffer.
    const orders = '<SpeakSentence>Hello.</SpeakSentence><SendDtmf>1559#</SendDtmf><Pause duration="60"/>';
    voice.application.on("/answer", bxml(orders));
    const id = await voice.place(phoneNumber);
    await phone.until(() => phone.keys().endsWith("#"));
    await voice.request("POST", `/calls/${id}`, { state: "completed" });
    await phone.event("CALL_CLOSED");
    expect(phone.keys()).toBe("1559#");
    expect(phone.heard().some((sample) => Math.abs(sample) > 1_000)).toBe(true);
    const { event } = await voice.application.event("disconnect");
    expect(event).toMatchObject({ callId: id, cause: "hangup", to: phoneNumber });
    expect(event).not.toHaveProperty("errorMessage");
    expect(voice.application.events()).toEqual(["answer", "disconnect"]);
  });

  it("tells that it has hung up", async () => {
    const { voice } = await voiceTo(phone.port);
    voice.application.on("/answer", bxml('<Pause duration="60"/>'));
    const id = await voice.place(phoneNumber);
    await phone.event("CALL_ESTABLISHED");
    await voice.application.event("answer");
    phone.command("hangup");
    expect((await voice.application.event("disconnect")).event).toMatchObject({
      callId: id,
      cause: "hangup",
    });
  });

  it("R66 is called by it, and gathers the keys that it presses, each once", async () => {
    const { voice, network } = await voiceTo(phone.port);
    const gather = `<Gather maxDigits="4" firstDigitTimeout="60" interDigitTimeout="60" gatherUrl="/gathered"/>`;
    voice.application.on("/initiate", bxml(gather)).on("/gathered", bxml("<Hangup/>"));
    phone.command("dial", `sip:${ownNumber}@127.0.0.1:${network.trunk!.port}`);
    await phone.event("CALL_ESTABLISHED");
    for (const key of ["7", "3", "3", "*"]) phone.command("sndcode", key);
    const { event } = await voice.application.event("gather");
    expect(event).toMatchObject({ digits: "733*", from: phoneNumber, to: ownNumber, direction: "inbound" });
    await phone.event("CALL_CLOSED");
    expect((await voice.application.event("disconnect")).event.cause).toBe("hangup");
  });
});

describe("the Voice API and a trunk", () => {
  const trunk = async (scenario: string): Promise<Sipp> => {
    const sipp = await Sipp.start({ scenario, calls: 1 });
    cleanUp.push(() => sipp.stop());
    return sipp;
  };

  it.each([
    ["486 Busy Here", "busy", "Callee is busy"],
    ["603 Decline", "rejected", "Call was rejected (SIP 603)"],
    ["404 Not Found", "rejected", "Call was rejected (SIP 404)"],
    ["403 Forbidden", "rejected", "Call was rejected (SIP 403)"],
    ["480 Temporarily Unavailable", "timeout", "Callee did not answer in time (SIP 480)"],
    ["503 Service Unavailable", "error", "Call failed (SIP 503)"],
  ])("R65 tells of %s with cause %s and nothing but that", async (status, cause, errorMessage) => {
    const sipp = await trunk(scenarios.refuses(status));
    const { voice } = await voiceTo(sipp.port);
    const id = await voice.place(phoneNumber);
    const { event } = await voice.application.event("disconnect");
    expect(event).toMatchObject({ callId: id, cause, errorMessage });
    expect(event).not.toHaveProperty("answerTime");
    expect(voice.application.events()).toEqual(["disconnect"]);
    expect(await voice.state(id)).toMatchObject({
      state: "disconnected",
      disconnectCause: cause,
      errorMessage,
    });
    await sipp.finished();
  });

  it("R69 is told to cancel when the call is completed while it rings", async () => {
    const sipp = await trunk(scenarios.rings);
    const { voice } = await voiceTo(sipp.port);
    const id = await voice.place(phoneNumber);
    expect((await voice.request("POST", `/calls/${id}`, { state: "completed" })).status).toBe(200);
    expect((await voice.application.event("disconnect")).event.cause).toBe("cancel");
    await sipp.finished();
  });
});
