import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock.ts";
import { tokenOf } from "../support/fake-interconnect.ts";
import { bxml, ownNumber, startVoice, voiceAccount } from "../support/voice-client.ts";

let voice: Awaited<ReturnType<typeof startVoice>>;
beforeEach(async () => {
  voice = await startVoice();
  voice.application.on("/answer", bxml('<Pause duration="600"/>')).on("/disconnect", 200);
});
afterEach(() => voice.close());

const echo = "+19195550100";
const noAnswer = "+19195550103";
const busy = "+19195550104";
const sipx = "sip:sipx.webrtc.bandwidth.com:5060";
const callIdPattern = /^c-[0-9a-f]{8}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const xml = { "content-type": "application/xml" };

/** A call that has been answered and is parked. */
async function parked(): Promise<string> {
  const id = await voice.place(echo);
  await voice.clock.pass(600);
  await voice.application.event("answer", ({ callId }) => callId === id);
  return id;
}

describe("POST /calls", () => {
  it("R64 answers 201 with the order as it was understood", async () => {
    const { request, order, api, application } = voice;
    const { status, body, headers } = await request(
      "POST",
      "/calls",
      order(echo, { tag: "t", callTimeout: 12.5 }),
    );
    const { callId } = body as { callId: string };
    expect(status).toBe(201);
    expect(callId).toMatch(callIdPattern);
    expect(callId.slice(1).replaceAll("-", "")).toHaveLength(40);
    const callUrl = `${api.baseUrl}/accounts/9900000/calls/${callId}`;
    expect(headers.get("location")).toBe(callUrl);
    expect(body).toEqual({
      applicationId: "app",
      accountId: "9900000",
      callId,
      to: echo,
      from: ownNumber,
      enqueuedTime: new Date(voice.clock.now()).toISOString(),
      startTime: new Date(voice.clock.now()).toISOString(),
      callUrl,
      callTimeout: 12.5,
      callbackTimeout: 15,
      tag: "t",
      answerMethod: "POST",
      answerUrl: `${application.url}/answer`,
      answerFallbackMethod: "POST",
      answerFallbackUrl: null,
      disconnectMethod: "POST",
      disconnectUrl: `${application.url}/disconnect`,
      username: null,
      password: null,
      fallbackUsername: null,
      fallbackPassword: null,
      priority: 5,
    });
  });

  it.each([
    ["from", { from: undefined }],
    ["from", { from: "9195550150" }],
    ["from", { from: "+19195550199" }],
    ["to", { to: undefined }],
    ["to", { to: "9195550100" }],
    ["to", { to: "sip:a b@c" }],
    ["to", { to: "911" }],
    ["to", { to: "+1911" }],
    ["to", { to: "112" }],
    ["to", { to: "sip:911@pbx.example" }],
    ["applicationId", { applicationId: undefined }],
    ["applicationId", { applicationId: "other" }],
    ["answerUrl", { answerUrl: undefined }],
    ["answerUrl", { answerUrl: "/relative" }],
    ["answerUrl", { answerUrl: "file:///etc/passwd" }],
    ["answerMethod", { answerMethod: "PUT" }],
    ["disconnectUrl", { disconnectUrl: "x" }],
    ["callTimeout", { callTimeout: 301 }],
    ["callTimeout", { callTimeout: "30" }],
    ["callbackTimeout", { callbackTimeout: 26 }],
    ["tag", { tag: "x".repeat(4_097) }],
    ["priority", { priority: 6 }],
    ["displayName", { displayName: "x".repeat(257) }],
    ["uui", { uui: "no encoding" }],
  ])("R64 names %s when it is wrong: %j", async (field, wrong) => {
    const { status, body } = await voice.request("POST", "/calls", voice.order(echo, wrong));
    expect(status).toBe(400);
    expect(body).toEqual({
      type: "validation",
      description: expect.stringMatching(new RegExp(`^${field}: `)) as string,
      id: expect.any(String) as string,
    });
    expect((await voice.request("GET", "/calls")).body).toEqual([]);
  });

  it("R63 takes a uui of 350 characters and refuses one of 351", async () => {
    const uui = (length: number) => {
      const token = `${tokenOf("p2")};encoding=jwt`;
      return `${"a".repeat(length - token.length - 17)};encoding=base64,${token}`;
    };
    const send = (length: number) => voice.request("POST", "/calls", voice.order(sipx, { uui: uui(length) }));
    expect(uui(350)).toHaveLength(350);
    expect((await send(350)).status).toBe(201);
    expect((await send(351)).status).toBe(400);
  });

  it("takes null for what is not set, as official SDKs send it", async () => {
    const unset = { tag: null, username: null, callTimeout: null, answerMethod: null, uui: null };
    expect((await voice.request("POST", "/calls", voice.order(echo, unset))).status).toBe(201);
  });

  it("answers 429 to a sixth call within a second", async () => {
    const statuses = [];
    for (let index = 0; index < 6; index += 1)
      statuses.push((await voice.request("POST", "/calls", voice.order(busy))).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
    await voice.clock.pass(1_000);
    expect((await voice.request("POST", "/calls", voice.order(busy))).status).toBe(201);
  });

  it("answers 429 to more calls at once than the account may have", async () => {
    await voice.close();
    voice = await startVoice({ limits: { concurrentCalls: 1 } });
    await voice.place(noAnswer);
    expect((await voice.request("POST", "/calls", voice.order(echo))).status).toBe(429);
  });
});

describe("every route", () => {
  it.each([
    ["no credentials", { authorization: "" }, 401, "authentication-error"],
    ["wrong credentials", { authorization: "Basic eDp5" }, 401, "authentication-error"],
  ])("refuses %s", async (_what, headers, status, type) => {
    const answer = await voice.request("GET", "/calls", undefined, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ type });
  });

  it("answers 403 for an account that is not the user's", async () => {
    const url = `${voice.api.baseUrl}/accounts/1/calls`;
    expect(await voice.request("GET", url)).toMatchObject({
      status: 403,
      body: { type: "authorization-error" },
    });
  });

  it.each([
    ["GET", "/calls/c-1", undefined, {}, 404, "not-found"],
    ["GET", "/elsewhere", undefined, {}, 404, "not-found"],
    ["DELETE", "/calls", undefined, {}, 405, "method-not-allowed"],
    ["GET", "/calls/c-1/bxml", undefined, {}, 405, "method-not-allowed"],
    ["POST", "/calls", "<Response/>", xml, 415, "unsupported-media-type"],
    [
      "POST",
      "/calls",
      "a=b",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported-media-type",
    ],
    ["PUT", "/calls/c-1/bxml", "{}", {}, 415, "unsupported-media-type"],
    ["POST", "/calls", "{", {}, 400, "validation"],
    ["POST", "/calls", "[]", {}, 400, "validation"],
    ["POST", "/calls", `"${"x".repeat(70_000)}"`, {}, 400, "validation"],
    ["GET", "/calls?pageSize=0", undefined, {}, 400, "validation"],
    ["GET", "/calls?minStartTime=yesterday", undefined, {}, 400, "validation"],
  ] as const)("answers %s %s as documented", async (method, path, body, headers, status, type) => {
    const answer = await voice.request(method, path, body, headers);
    expect(answer).toMatchObject({ status, body: { type } });
  });

  it("logs no credentials, no uui and no whole number", async () => {
    await voice.place(sipx, { uui: `${tokenOf("secret")};encoding=jwt`, password: "hunter2" });
    await voice.place(echo);
    const lines = JSON.stringify(voice.logged);
    for (const secret of ["hunter2", tokenOf("secret"), echo, voiceAccount.password])
      expect(lines).not.toContain(secret);
    expect(lines).toContain("+19…00");
  });
});

describe("GET", () => {
  it("tells the states of a call, and its end", async () => {
    const id = await voice.place(noAnswer, { callTimeout: 20 });
    expect(await voice.state(id)).toMatchObject({
      state: "initiated",
      direction: "outbound",
      answerTime: null,
    });
    await voice.clock.pass(20_000);
    expect(await voice.state(id)).toMatchObject({
      state: "disconnected",
      disconnectCause: "timeout",
      errorMessage: "Callee did not answer in time",
      endTime: new Date(voice.clock.now()).toISOString(),
    });
  });

  it("tells of an answered call", async () => {
    const id = await parked();
    expect(await voice.state(id)).toMatchObject({ state: "answered", disconnectCause: null, endTime: null });
  });

  it("lists calls, newest first, by number, cause and time, in pages", async () => {
    const first = await voice.place(busy);
    await voice.clock.pass(5_000);
    const between = new Date(voice.clock.now() - 1_000).toISOString();
    const second = await voice.place(echo);
    const list = async (query: string) =>
      ((await voice.request("GET", `/calls${query}`)).body as { callId: string }[]).map(
        ({ callId }) => callId,
      );
    expect(await list("")).toEqual([second, first]);
    expect(await list(`?to=${encodeURIComponent(busy)}`)).toEqual([first]);
    expect(await list(`?from=${encodeURIComponent(busy)}`)).toEqual([]);
    expect(await list("?disconnectCause=busy")).toEqual([first]);
    expect(await list(`?minStartTime=${between}`)).toEqual([second]);
    expect(await list(`?maxStartTime=${between}`)).toEqual([first]);
    const page = await voice.request("GET", "/calls?pageSize=1");
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get("link") ?? "")?.[1];
    const rest = await voice.request("GET", next ?? "");
    expect(rest.body).toMatchObject([{ callId: first }]);
    expect(rest.headers.get("link")).toBeNull();
  });

  it("knows an ended call no longer after seven days", async () => {
    const id = await voice.place(busy);
    await voice.clock.pass(1_000);
    voice.clock.advance(7 * 86_400_000);
    expect((await voice.request("GET", `/calls/${id}`)).status).toBe(404);
  });
});

describe("POST /calls/{id}", () => {
  it.each([
    ["ringing", () => voice.place(noAnswer), "cancel"],
    ["answered", parked, "hangup"],
  ])("R69 completed ends a call that is %s", async (_state, make, cause) => {
    const id = await make();
    expect((await voice.request("POST", `/calls/${id}`, { state: "completed" })).status).toBe(200);
    expect(await voice.state(id)).toMatchObject({ state: "disconnected", disconnectCause: cause });
    const { event } = await voice.application.event("disconnect");
    expect(event).toMatchObject({ callId: id, cause });
  });

  it("R69 answers 409 when the call is over, and when it cannot take orders yet", async () => {
    const { request, application } = voice;
    const redirect = { state: "active", redirectUrl: `${application.url}/answer` };
    const id = await voice.place(noAnswer);
    expect(await request("POST", `/calls/${id}`, redirect)).toMatchObject({
      status: 409,
      body: { type: "conflict" },
    });
    await request("POST", `/calls/${id}`, { state: "completed" });
    for (const body of [{ state: "completed" }, redirect])
      expect((await request("POST", `/calls/${id}`, body)).status).toBe(409);
    expect((await request("PUT", `/calls/${id}/bxml`, bxml(), xml)).status).toBe(409);
  });

  it("R69 active needs a redirectUrl", async () => {
    const id = await parked();
    for (const body of [{ state: "active" }, {}, { state: "active", redirectUrl: "x" }, { state: "asleep" }])
      expect((await voice.request("POST", `/calls/${id}`, body)).status).toBe(400);
  });

  it("active asks the redirectUrl, with credentials and the new tag, and carries its answer out", async () => {
    const { application, request } = voice;
    application.on("/next", bxml());
    const id = await parked();
    const body = {
      state: "active",
      redirectUrl: `${application.url}/next`,
      username: "u",
      password: "p",
      tag: "t2",
    };
    expect((await request("POST", `/calls/${id}`, body)).status).toBe(200);
    const { event, headers } = await application.event("redirect");
    expect(event).toMatchObject({ callId: id, tag: "t2" });
    expect(headers.authorization).toBe(`Basic ${btoa("u:p")}`);
    await application.event("disconnect");
  });
});

describe("PUT /calls/{id}/bxml", () => {
  it("carries the document out at once", async () => {
    const id = await parked();
    const { request, application } = voice;
    application.on("/next", bxml());
    const document = bxml(`<Redirect redirectUrl="${application.url}/next"/>`);
    expect((await request("PUT", `/calls/${id}/bxml`, document, xml)).status).toBe(204);
    await application.event("disconnect");
    await settle();
    expect(application.events(id)).toEqual(["answer", "redirect", "disconnect"]);
  });

  it("answers 400 to a document that is wrong, and changes nothing", async () => {
    const id = await parked();
    const answer = await voice.request("PUT", `/calls/${id}/bxml`, "<Response><Dance/></Response>", xml);
    expect(answer).toMatchObject({
      status: 400,
      body: { type: "validation", description: "Dance is not a verb" },
    });
    expect(await voice.state(id)).toMatchObject({ state: "answered" });
  });
});
