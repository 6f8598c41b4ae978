/** Phone legs on a real platform: the interconnect is the platform's own, the device is scripted, the media engine is not real. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startPlatform } from "../support/platform-client.ts";
import { bxml, startVoice } from "../support/voice-client.ts";

let server: Awaited<ReturnType<typeof startPlatform>>;
let voice: Awaited<ReturnType<typeof startVoice>>;
beforeEach(async () => {
  server = await startPlatform();
  voice = await startVoice({ interconnect: server.platform.interconnect });
  voice.application.on("/disconnect", 200);
});
afterEach(async () => {
  await voice.close();
  await server.platform.close();
});

const echo = "+19195550100";
const sipx = "sip:sipx.webrtc.bandwidth.com:5060";

/** bob's device in a session, and a participant for the phone that subscribes to it. */
async function session() {
  const id = await server.createSession();
  const bob = await server.join(id);
  const phone = await server.createParticipant({ publishPermissions: ["AUDIO"], tag: "phone" });
  const path = `/sessions/${id}/participants/${phone.id}`;
  await server.api("PUT", path, { sessionId: id });
  return { bob, phone, path };
}

/** A phone that was called and is transferred to the participant, by the documented uui with its call id. */
async function transfer(token: string): Promise<string> {
  const { application, clock, place } = voice;
  const callId = "93d6f3c0be5845960b744fa28015d8ede84bd1a4";
  const uui = `${callId};encoding=base64,${token};encoding=jwt`;
  application.on("/answer", bxml(`<Transfer><SipUri uui="${uui}">${sipx}</SipUri></Transfer>`));
  const call = await place(echo);
  await clock.pass(600);
  await application.event("answer");
  return call;
}

describe("a phone leg on the platform", () => {
  it("R62 publishes its audio, which a member of the session is offered under its participant id", async () => {
    const { bob, phone } = await session();
    await transfer(phone.token);
    const { params } = await bob.device.offer(1);
    expect(Object.values(params!.streamMetadata)).toMatchObject([
      { participantId: phone.id, mediaTypes: ["AUDIO"] },
    ]);
  });

  it("R62 is taken back from the session when the phone hangs up", async () => {
    const { bob, phone } = await session();
    const call = await transfer(phone.token);
    await bob.device.offer(1);
    await bob.device.call("a", "answerSdp", { peerType: "subscribe", sdpAnswer: "v=0 answer" });
    await voice.request("POST", `/calls/${call}`, { state: "completed" });
    const { params } = await bob.device.offer(2);
    expect(params!.streamMetadata).toEqual({});
  });

  it("R61 is refused with a forged token, and when the participant is gone", async () => {
    const { phone } = await session();
    await transfer(`${phone.token.slice(0, -4)}AAAA`);
    await voice.application.event("disconnect");
    await server.api("DELETE", `/participants/${phone.id}`);
    await voice.clock.pass(1_000);
    const second = await transfer(phone.token);
    await voice.application.event("disconnect", ({ callId }) => callId === second);
    const refused = server.logged.filter(({ message }) => message === "phone leg refused");
    expect(refused.map(({ data }) => data?.because)).toEqual(["token-invalid", "participant-gone"]);
  });

  it("R73 stays up when it is removed from the session, and ends when its participant is deleted", async () => {
    const { bob, phone, path } = await session();
    const call = await transfer(phone.token);
    await bob.device.offer(1);
    await bob.device.call("a", "answerSdp", { peerType: "subscribe", sdpAnswer: "v=0 answer" });
    await server.api("DELETE", path);
    expect((await bob.device.offer(2)).params!.streamMetadata).toEqual({});
    expect(await voice.state(call)).toMatchObject({ state: "answered" });
    await server.api("DELETE", `/participants/${phone.id}`);
    await vi.waitFor(async () => expect(await voice.state(call)).toMatchObject({ state: "disconnected" }));
  });
});
