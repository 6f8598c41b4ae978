import { describe, expect, it } from "vitest";
import { deviceFixture } from "../../test/support/device-fixture.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { createDeviceTokens } from "./device-token.ts";
import { createInterconnect } from "./sipx-interconnect.ts";

const hourMs = 3_600_000;

function fixture() {
  const made = deviceFixture();
  const { registry, devices, engine, clock } = made;
  const tokens = createDeviceTokens({
    accountId: "9900000",
    secret: new Uint8Array(32).fill(7),
    lifetimeMs: hourMs,
    clock,
  });
  const interconnect = createInterconnect({ registry, devices, engine, tokens, log: () => {} });
  async function phone(participantId: string) {
    const connected = await interconnect.connect(await tokens.issue(participantId));
    if (!connected.ok) throw new Error(connected.error);
    const ended: string[] = [];
    connected.value.onEnded(() => ended.push("ended"));
    return { phone: connected.value, ended, leg: engine.audioLegs.at(-1)! };
  }
  return { ...made, tokens, interconnect, phone };
}

async function phoneAndBob() {
  const made = fixture();
  const phoneId = made.join("phone");
  const bobId = made.join("bob");
  const bob = await made.ready(bobId);
  await bob.publish("mic");
  const { phone, leg, ended } = await made.phone(phoneId);
  await settle();
  return { ...made, phoneId, bobId, bob, phone, leg, ended };
}

describe("interconnect", () => {
  it("makes the phone leg a publishing AUDIO participant that session subscribers are offered (R62)", async () => {
    const { bob, phoneId, leg, webhooks, phone } = await phoneAndBob();
    expect(phone.participantId).toBe(phoneId);
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({
      [leg.producer.msid]: {
        endpointId: expect.any(String) as string,
        mediaTypes: ["AUDIO"],
        participantId: phoneId,
      },
    });
    expect(webhooks.at(-1)?.event).toMatchObject({
      event: "onConnect",
      participantId: phoneId,
      tag: "phone",
    });
  });

  it("lets it hear what it is subscribed to, as that changes", async () => {
    const { bob, leg, registry, phoneId, session } = await phoneAndBob();
    expect(leg.heard.at(-1)).toEqual(["producer-1"]);
    await bob.publish("mic", "second");
    expect(leg.heard.at(-1)).toEqual(["producer-1", expect.any(String)]);
    registry.setSubscriptions(session, phoneId, {});
    expect(leg.heard.at(-1)).toEqual([]);
  });

  it("carries frames and keys between phone and leg, and nothing after its end", async () => {
    const { phone, leg } = await phoneAndBob();
    const heard: Int16Array[] = [];
    const keys: string[] = [];
    phone.onFrame((frame) => heard.push(frame));
    phone.onDigit((digit, durationMs) => keys.push(`${digit} ${durationMs}`));
    const [said, mixed] = [new Int16Array(160).fill(1), new Int16Array(160).fill(2)];
    phone.write(said);
    leg.mix(mixed);
    leg.press("5", 100);
    phone.close();
    phone.write(said);
    leg.mix(mixed);
    leg.press("6", 100);
    expect([leg.written, heard, keys]).toEqual([[said], [mixed], ["5 100"]]);
  });

  it("leaves when the phone hangs up, and reports nothing of it back", async () => {
    const { phone, leg, ended, bob, events, engine } = await phoneAndBob();
    await bob.answer();
    phone.close();
    phone.close();
    await settle();
    expect(bob.socket.offers.at(-1)?.streamMetadata).toEqual({});
    expect(events().filter((event) => event === "onLeave")).toHaveLength(1);
    expect([leg.closed, ended]).toEqual([true, []]);
    expect(engine.audioLegs).toHaveLength(1);
  });

  it("ends when the participant is deleted", async () => {
    const { registry, phoneId, leg, ended, events } = await phoneAndBob();
    registry.deleteParticipant(phoneId);
    expect([leg.closed, ended, events().at(-1)]).toEqual([true, ["ended"], "onLeave"]);
  });

  it("ends when the token expires, and the participant stays", async () => {
    const { clock, registry, phoneId, leg, ended } = await phoneAndBob();
    await clock.pass(hourMs);
    expect([leg.closed, ended]).toEqual([true, ["ended"]]);
    expect(registry.participant(phoneId).ok).toBe(true);
  });

  it("ends when another device takes its place, and takes the place of one itself", async () => {
    const { connect, phone: newPhone, phoneId, leg, ended, events } = await phoneAndBob();
    const browser = connect(phoneId);
    await settle();
    expect([leg.closed, ended]).toEqual([true, ["ended"]]);
    expect(events().slice(-2)).toEqual(["onConnect", "onLeave"]);
    expect(newPhone.participantId).toBe(phoneId);
    expect(browser.socket.ended).toBeNull();
  });

  it("takes the place of a browser of the same participant", async () => {
    const { phone, join, ready } = fixture();
    const aliceId = join("alice");
    const alice = await ready(aliceId);
    await phone(aliceId);
    expect(alice.socket.ended).toBe(1000);
  });

  it("refuses forged and expired tokens, and participants that are gone or may not speak (R61)", async () => {
    const { interconnect, tokens, registry, join, clock, engine } = fixture();
    expect(await interconnect.connect("forged")).toEqual({ ok: false, error: "token-invalid" });
    const aliceId = join("alice");
    const token = await tokens.issue(aliceId);
    registry.deleteParticipant(aliceId);
    expect(await interconnect.connect(token)).toEqual({ ok: false, error: "participant-gone" });
    const mute = registry.createParticipant({ publishPermissions: ["VIDEO"] });
    const muted = await interconnect.connect(await tokens.issue(mute.id));
    expect(muted).toEqual({ ok: false, error: "participant-gone" });
    const late = await tokens.issue(join("late"));
    await clock.pass(2 * hourMs);
    expect(await interconnect.connect(late)).toEqual({ ok: false, error: "token-invalid" });
    expect(engine.open).toBe(0);
  });

  it("lets nobody in, and leaves no leg behind, when the platform stops meanwhile", async () => {
    const { interconnect, tokens, devices, join, engine } = fixture();
    const connecting = interconnect.connect(await tokens.issue(join("alice")));
    devices.drain();
    expect(await connecting).toEqual({ ok: false, error: "participant-gone" });
    expect(engine.open).toBe(0);
  });

  it("ends without a webhook when the platform stops", async () => {
    const { devices, ended, events, engine, clock, registry } = await phoneAndBob();
    const before = events().length;
    devices.drain();
    registry.close();
    expect([ended, events().length - before, engine.open, clock.running]).toEqual([["ended"], 0, 0, 0]);
  });
});
