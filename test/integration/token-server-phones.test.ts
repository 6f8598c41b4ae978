/** Calls to and from phones: the token server, the real Voice API and simulated phones. */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answered, code } from "../support/desk-calls.ts";
import { openPhoneDesk, webhookCredentials, type PhoneDesk } from "../support/phone-desk.ts";
import { numbers, type Desk, type DeskClient } from "../support/token-server-desk.ts";

let phoneDesk: PhoneDesk;
let desk: Desk;
let alice: DeskClient;
beforeEach(async () => {
  phoneDesk = await openPhoneDesk();
  ({ desk } = phoneDesk);
  alice = await desk.client("alice");
});
afterEach(() => phoneDesk.close());

const phone = (number: string) => ({ kind: "phone", number }) as const;
const echo = phone("+19195550100");
const outside = "+19195550199";
const loud = new Int16Array(160).fill(9_000);

const said = (client: DeskClient, what: string) => phoneDesk.until(() => client.calls.includes(what));
const memberStates = (client: DeskClient) => client.lastCall?.members.map(({ state }) => state);
const nothingAtThePlatform = () => desk.control.participants.size === 0 && desk.control.sessions.size === 0;
const heardAtParticipant = (participantId: string) => phoneDesk.interconnect.get(participantId).heard.length;

/** The phone's participant, as alice sees it. */
function phoneParticipant(client: DeskClient): string {
  const member = client.lastCall?.members.find(({ party }) => party.kind === "phone");
  if (!member?.participantId) throw new Error("no participant of a phone");
  return member.participantId;
}

describe("a call to a phone", () => {
  it("joins it by the Bridge pattern: audio goes both ways, and either may hang up", async () => {
    const placed = await alice.place(echo);
    expect(placed.body).toMatchObject({ call: { state: "ringing", callee: { ...echo, name: null } } });
    await said(alice, "answered");
    await desk.everythingDelivered();
    expect(memberStates(alice)).toEqual(["joined", "joined"]);
    const participant = phoneDesk.interconnect.get(phoneParticipant(alice));
    await phoneDesk.until(() => {
      participant.say(loud);
      return participant.heard.some((frame) => frame[0] === 9_000);
    });
    expect(code(await alice.act(placed.id, "hang-up"))).toBe("200");
    await phoneDesk.until(() => participant.closed && nothingAtThePlatform());
  });

  it("lets its participant publish audio only, and stands in the session before the phone answers", async () => {
    await alice.place(phone("+19195550103"));
    await phoneDesk.until(() => phoneDesk.interconnect.participants.length === 1);
    const id = phoneDesk.interconnect.participants[0]!.participantId;
    expect(desk.control.participants.get(id)?.publishPermissions).toEqual(["AUDIO"]);
    await desk.control.until(() => [...desk.control.sessions.values()][0]?.has(id) ?? false);
    expect(alice.calls).toEqual([]);
  });

  it.each([
    ["that is busy", "+19195550104", "busy"],
    ["that declines", "+19195550105", "declined"],
    ["that nobody answers", "+19195550103", "no-answer"],
    ["that the network does not know", outside, "number-unknown"],
  ])("%s ends as such", async (_what, number, outcome) => {
    const { id } = await alice.place(phone(number));
    await said(alice, `ended ${outcome}`);
    expect(code(await alice.act(id, "hang-up"))).toBe(`410 call-gone ${outcome}`);
    await phoneDesk.until(nothingAtThePlatform);
  });

  it("ends when the phone hangs up by itself", async () => {
    await alice.place(phone("+19195550106"));
    await said(alice, "ended hung-up");
    expect(alice.calls).toEqual(["answered", "ended hung-up"]);
    await phoneDesk.until(nothingAtThePlatform);
  });

  it("is cancelled while it rings, and the phone's leg ends with it", async () => {
    const { id } = await alice.place(phone("+19195550103"));
    await phoneDesk.until(() => phoneDesk.interconnect.participants.length === 1);
    await alice.act(id, "hang-up");
    await phoneDesk.until(() => phoneDesk.interconnect.participants[0]!.closed && nothingAtThePlatform());
  });

  it.each([
    ["an emergency number", "+1911", "403 emergency-number"],
    ["another one", "+112", "403 emergency-number"],
    ["a number too short to be one", "+4930", "409 number-refused"],
    ["what is no number", "911", "400 request-invalid"],
  ])("to %s is refused before anything is sent", async (_what, number, expected) => {
    expect(code(await alice.place(phone(number)))).toBe(expected);
    expect(desk.control.sessions.size).toBe(0);
    expect(phoneDesk.interconnect.participants).toEqual([]);
  });

  it("is refused after too many in a minute", async () => {
    for (let count = 0; count < 5; count += 1) {
      const { id } = await alice.place(phone("+19195550103"));
      await alice.act(id, "hang-up");
      desk.clock.advance(1_000);
    }
    expect(code(await alice.place(echo))).toBe("429 phone-limit");
    desk.clock.advance(60_000);
    expect(code(await alice.place(echo))).toBe("200");
  });

  it("comes from alice's own number: the phone calls that back, and she rings", async () => {
    const { id } = await alice.place(phone("+19195550107"));
    await said(alice, "incoming");
    expect(alice.lastCall).toMatchObject({ caller: phone("+19195550107"), calledNumber: numbers.alice });
    expect(code(await alice.act(id, "hang-up"))).toBe("410 call-gone hung-up");
  });

  it("is put on hold like any other: the phone hears nothing", async () => {
    const { id } = await alice.place(echo);
    await said(alice, "answered");
    await desk.everythingDelivered();
    await alice.hold(id);
    expect([...desk.control.sessions.values()][0]?.get(phoneParticipant(alice))).toEqual({});
  });
});

describe("a call from a phone", () => {
  const calls = (from = outside, to = numbers.alice) =>
    phoneDesk.phones.call({ from, to, behaviour: "tone" });

  it("rings on all of alice's devices with caller and called number, and one of them answers", async () => {
    const second = await desk.client("alice");
    const caller = calls();
    await Promise.all([said(alice, "incoming"), said(second, "incoming")]);
    expect(alice.lastCall).toMatchObject({
      state: "ringing",
      caller: { ...phone(outside), name: null },
      callee: { id: "alice" },
      calledNumber: numbers.alice,
    });
    expect(code(await alice.accept(alice.lastCall!.id))).toBe("200");
    await phoneDesk.until(() => caller.state === "answered");
    await said(second, "ended answered-elsewhere");
    await phoneDesk.until(() => heardAtParticipant(phoneParticipant(alice)) > 0);
    caller.hangUp();
    await said(alice, "ended hung-up");
    await phoneDesk.until(nothingAtThePlatform);
  });

  it("keeps ringing for longer than one turn of its orders", async () => {
    const caller = calls();
    await said(alice, "incoming");
    await desk.clock.pass(35_000);
    await phoneDesk.until(() => caller.state === "ringing");
    expect(code(await alice.accept(alice.lastCall!.id))).toBe("200");
    await phoneDesk.until(() => caller.state === "answered");
  });

  it("that withholds its number has none", async () => {
    calls("anonymous");
    await said(alice, "incoming");
    expect(alice.lastCall?.caller).toEqual({ kind: "phone", number: null, name: null });
  });

  it("is refused when alice declines, and cancelled when the caller gives up", async () => {
    const first = calls();
    await said(alice, "incoming");
    await alice.act(alice.lastCall!.id, "decline");
    await phoneDesk.until(() => first.state === "ended");
    const second = calls();
    await phoneDesk.until(() => alice.calls.length === 2);
    second.hangUp();
    await said(alice, "ended cancelled");
    await phoneDesk.until(nothingAtThePlatform);
  });

  it("ends unanswered after 45 s, for both", async () => {
    const caller = calls();
    await said(alice, "ended no-answer");
    await phoneDesk.until(() => caller.state === "ended");
  });

  it.each([
    ["nobody's number", "+19195550150"],
    ["somebody who is not there", numbers.bob],
  ])("to %s is refused", async (_whose, to) => {
    const caller = calls(outside, to);
    await phoneDesk.until(() => caller.state === "ended");
    expect(alice.calls).toEqual([]);
  });

  it("is refused when two calls want alice's ear already", async () => {
    const first = calls();
    await said(alice, "incoming");
    await alice.accept(alice.lastCall!.id);
    await phoneDesk.until(() => first.state === "answered");
    const second = calls();
    await phoneDesk.until(() => alice.calls.filter((event) => event === "incoming").length === 2);
    const third = calls();
    await phoneDesk.until(() => third.state === "ended");
    expect(second.state).toBe("ringing");
  });
});

describe("phones in calls of more", () => {
  it("are given away to bob, and keep their participant", async () => {
    const bob = await desk.client("bob");
    const { id } = await alice.place(echo);
    await said(alice, "answered");
    await desk.everythingDelivered();
    const participant = phoneParticipant(alice);
    expect(code(await alice.bring(id, "transfer", "bob"))).toBe("200");
    await said(bob, "incoming");
    expect(bob.lastCall).toMatchObject({ caller: echo, transferredBy: "Alice Martin" });
    await bob.accept(bob.lastCall!.id);
    await desk.everythingDelivered();
    expect(phoneParticipant(bob)).toBe(participant);
    await bob.act(bob.lastCall!.id, "decline");
    await phoneDesk.until(nothingAtThePlatform);
  });

  it("are rung into a call, and their refusal is told to both", async () => {
    const bob = await desk.client("bob");
    const { id } = await answered(alice, bob);
    expect(code(await alice.bring(id, "add", phone("+19195550104")))).toBe("200");
    await said(bob, "not-joined busy");
    expect(code(await alice.bring(id, "add", echo))).toBe("200");
    await phoneDesk.until(() => memberStates(bob)?.join() === "joined,joined,joined");
    await alice.act(id, "hang-up");
    await bob.act(id, "hang-up");
    await phoneDesk.until(nothingAtThePlatform);
  });
});

describe("the application's webhooks", () => {
  const initiate = { eventType: "initiate", callId: "c-1", from: outside, to: numbers.alice };
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`${webhookCredentials.username}:${password}`).toString("base64")}`,
  });
  it("need its credentials, and those of a leg its secret", async () => {
    for (const headers of [{}, basic("guess")]) {
      const answer = await desk.request("POST", "/webhooks/voice/initiated", initiate, headers);
      expect(code(answer)).toBe("401 unauthorized");
    }
    expect(code(await desk.request("POST", `/webhooks/voice/${randomUUID()}/phone`, initiate))).toBe(
      "404 not-found",
    );
    expect(alice.calls).toEqual([]);
    const answer = await desk.request("POST", "/webhooks/voice/initiated", initiate, basic("hook-pass"));
    expect(answer.body).toContain('<Ring duration="30" answerCall="false"/>');
  });
});

describe("capabilities", () => {
  it("have phones only where there is a Voice API", async () => {
    expect(alice.session.capabilities).toContain("call-phones");
    expect((await alice.openStream()).numbers).toEqual([numbers.alice]);
  });
});
