import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tokenOf } from "../support/fake-interconnect.ts";
import { bxml, ownNumber, startVoice } from "../support/voice-client.ts";

let voice: Awaited<ReturnType<typeof startVoice>>;
beforeEach(async () => {
  voice = await startVoice();
  voice.application.on("/disconnect", 200).on("/status", 200);
});
afterEach(() => voice.close());

const echo = "+19195550100";
const menu = "+19195550102";
const busy = "+19195550104";
const declines = "+19195550105";
const noAnswer = "+19195550103";
const alice = "+19195550142";

/** A simulated phone that calls our number, as the application hears of it. */
async function incoming() {
  const caller = voice.phones.call({ from: alice, to: ownNumber, behaviour: "silent" });
  await voice.clock.pass(1);
  const initiate = await voice.application.event("initiate");
  return { caller, initiate, callId: initiate.event.callId };
}

describe("webhooks of an outbound call", () => {
  it("R65 come as answer, then disconnect, with what the API documents", async () => {
    const { application, clock, place, api } = voice;
    application.on("/answer", bxml());
    const id = await place(echo, { tag: "t", username: "u", password: "p" });
    await clock.pass(600);
    const { event } = await application.event("disconnect");
    expect(application.events(id)).toEqual(["answer", "disconnect"]);
    const times = ["enqueuedTime", "startTime", "answerTime", "endTime", "eventTime"];
    expect(event).toEqual({
      eventType: "disconnect",
      accountId: "9900000",
      applicationId: "app",
      from: ownNumber,
      to: echo,
      direction: "outbound",
      callId: id,
      callUrl: `${api.baseUrl}/accounts/9900000/calls/${id}`,
      tag: "t",
      cause: "hangup",
      ...Object.fromEntries(times.map((time) => [time, expect.stringMatching(/^\d{4}-.+Z$/) as string])),
    });
    expect(application.requests[0]?.headers).toMatchObject({
      "content-type": "application/json",
      authorization: `Basic ${btoa("u:p")}`,
    });
  });

  it.each([
    [busy, "busy"],
    [declines, "rejected"],
    [noAnswer, "timeout"],
  ])("R65 to %s are disconnect with cause %s and nothing else", async (to, cause) => {
    const id = await voice.place(to, { callTimeout: 10 });
    await voice.clock.pass(10_000);
    const { event } = await voice.application.event("disconnect");
    expect(event).toMatchObject({ callId: id, cause });
    expect(event).not.toHaveProperty("answerTime");
    expect(voice.application.events()).toEqual(["disconnect"]);
  });

  it("are GET requests with the event as query where the order says so", async () => {
    const { application, clock, place } = voice;
    application.on("/answer", bxml());
    await place(echo, { answerUrl: `${application.url}/answer?room=7`, answerMethod: "GET" });
    await clock.pass(600);
    const { method, query } = await application.event("answer");
    expect(method).toBe("GET");
    expect(query.get("room")).toBe("7");
    expect(query.get("to")).toBe(echo);
  });

  it("R61 say rejected when the interconnect does not know the token", async () => {
    const { interconnect, place, application } = voice;
    interconnect.forget("gone");
    await place("sip:sipx.webrtc.bandwidth.com", { uui: `${tokenOf("gone")};encoding=jwt` });
    expect((await application.event("disconnect")).event).toMatchObject({ cause: "rejected" });
  });
});

describe("a webhook that fails", () => {
  it.each([
    ["an error status", 500, "answered with 500"],
    ["a redirect", { status: 302, location: "/elsewhere" }, "answered with 302"],
  ] as const)("by %s ends the call with callback-error", async (_what, reply, said) => {
    const { application, clock, place } = voice;
    application.on("/answer", reply).on("/elsewhere", bxml('<Pause duration="600"/>'));
    await place(echo);
    await clock.pass(600);
    const { event } = await application.event("disconnect");
    expect(event).toMatchObject({
      cause: "callback-error",
      errorMessage: expect.stringContaining(said) as string,
    });
    expect(application.events()).toEqual(["answer", "disconnect"]);
  });

  it("by silence for callbackTimeout ends the call with callback-error", async () => {
    const { application, clock, place, state } = voice;
    application.on("/answer", null);
    const id = await place(echo, { callbackTimeout: 2 });
    await clock.pass(600);
    await application.event("answer");
    await clock.pass(1_800);
    expect(await state(id)).toMatchObject({ state: "answered" });
    await clock.pass(200);
    expect((await application.event("disconnect")).event).toMatchObject({ cause: "callback-error" });
  });

  it.each([
    ["BXML that is wrong", "<Response><Dance/></Response>", "Dance is not a verb"],
    ["something that is no XML", "hello", "document|text|root"],
    ["a document of more than 64 KB", bxml(`<Tag>${"x".repeat(70_000)}</Tag>`), "64 KB"],
  ])("by %s ends the call with invalid-bxml", async (_what, reply, said) => {
    const { application, clock, place } = voice;
    application.on("/answer", reply);
    await place(echo);
    await clock.pass(600);
    const { event } = await application.event("disconnect");
    expect(event.cause).toBe("invalid-bxml");
    expect(event.errorMessage).toMatch(new RegExp(said));
  });

  it("is answered by its fallback, with the fallback's credentials", async () => {
    const { application, clock, place } = voice;
    application.on("/answer", 500).on("/second", bxml());
    const fallback = {
      answerFallbackUrl: `${application.url}/second`,
      fallbackUsername: "f",
      fallbackPassword: "g",
    };
    await place(echo, fallback);
    await clock.pass(600);
    await application.event("disconnect");
    expect(application.requests.map(({ path }) => path)).toEqual(["/answer", "/second", "/disconnect"]);
    expect(application.requests[1]?.headers.authorization).toBe(`Basic ${btoa("f:g")}`);
  });

  it("is not sent to a private address unless that is allowed", async () => {
    await voice.close();
    voice = await startVoice({ allowPrivateAddresses: false });
    const id = await voice.place(echo);
    await voice.clock.pass(600);
    await vi.waitFor(async () =>
      expect(await voice.state(id)).toMatchObject({ disconnectCause: "callback-error" }),
    );
    expect(voice.application.requests).toEqual([]);
  });
});

describe("an inbound call", () => {
  it("R66 is told as initiate with the application's credentials, then as disconnect", async () => {
    voice.application.on("/initiate", bxml('<Pause duration="600"/>'));
    const { caller, initiate, callId } = await incoming();
    expect(initiate.event).toMatchObject({ direction: "inbound", from: alice, to: ownNumber });
    expect(initiate.headers.authorization).toBe(`Basic ${btoa("hook-user:hook-pass")}`);
    await vi.waitFor(() => expect(caller.state).toBe("answered"));
    caller.hangUp();
    const { event, path } = await voice.application.event("disconnect");
    expect(event).toMatchObject({ callId, cause: "hangup", direction: "inbound" });
    expect(path).toBe("/status");
    expect(voice.application.events(callId)).toEqual(["initiate", "disconnect"]);
  });

  it("R66 is rejected by an empty Response", async () => {
    voice.application.on("/initiate", bxml());
    const { caller } = await incoming();
    await voice.application.event("disconnect");
    expect(caller.state).toBe("ended");
  });

  it("R66 can ring until somebody has answered, and is then transferred to them", async () => {
    const { application, clock, interconnect, request } = voice;
    application
      .on("/initiate", bxml('<Ring duration="30" answerCall="false"/>', '<Redirect redirectUrl="/again"/>'))
      .on("/again", bxml('<Ring duration="30" answerCall="false"/>'))
      .on(
        "/connect",
        bxml(
          `<Transfer><SipUri uui="${tokenOf("p2")};encoding=jwt">sip:sipx.webrtc.bandwidth.com:5060</SipUri></Transfer>`,
        ),
      );
    const { caller, callId } = await incoming();
    await vi.waitFor(() => expect(caller.state).toBe("ringing"));
    await clock.pass(30_000);
    await application.event("redirect");
    expect(caller.state).toBe("ringing");
    await request("POST", `/calls/${callId}`, { state: "active", redirectUrl: `${application.url}/connect` });
    await vi.waitFor(() => expect(interconnect.participants).toHaveLength(1));
    await vi.waitFor(() => expect(caller.state).toBe("answered"));
    interconnect.get("p2").end();
    await application.event("disconnect");
    expect(caller.state).toBe("ended");
    expect(application.events(callId)).toEqual(["initiate", "redirect", "redirect", "disconnect"]);
  });

  it("R70 has its keys told by StartGather while it is bridged, and pressed at the other phone", async () => {
    const { application, clock } = voice;
    application
      .on(
        "/initiate",
        bxml('<StartGather dtmfUrl="/keys"/>', `<Transfer><PhoneNumber>${menu}</PhoneNumber></Transfer>`),
      )
      .on("/keys", 200);
    const { caller, callId } = await incoming();
    const heard: Int16Array[] = [];
    caller.onHeard((frame) => heard.push(frame));
    await vi.waitFor(() => expect(caller.state).toBe("answered"));
    await clock.pass(1_000);
    expect(toneOf(heard.at(-1))).toBeCloseTo(600, -2);
    caller.press("5", 160);
    expect((await application.event("dtmf")).event).toMatchObject({ callId, digit: "5" });
    await clock.pass(400);
    // The menu's answer to key 5; a key that arrived twice would be the same, so it is counted in the unit tests.
    expect(toneOf(heard.at(-1))).toBeCloseTo(2_250, -2);
  });
});

/** By counting zero crossings: the simulated phones play one pure tone at a time. */
function toneOf(frame: Int16Array | undefined): number {
  let crossings = 0;
  for (let index = 1; index < (frame?.length ?? 0); index += 1)
    if (frame![index]! >= 0 !== frame![index - 1]! >= 0) crossings += 1;
  return (crossings * 8_000) / (2 * 160);
}
