import { PublishPermissionEnum } from "@bandwidth/webrtc";
import { describe, expect, it } from "vitest";
import { toneShare } from "../support/tone-share.ts";
import { account, type Member, useVendorBench } from "./vendor-bench.ts";
import type { Told } from "./vendor-page.ts";

const bench = useVendorBench();
const soon = { timeout: 20_000, interval: 100 };

const available = ({ page }: Member): Promise<Told[]> => page.evaluate(() => window.vendor.available);
const unavailable = ({ page }: Member): Promise<string[]> => page.evaluate(() => window.vendor.unavailable);
const publishTone = ({ page }: Member, hz: number, alias?: string): Promise<Told> =>
  page.evaluate(([frequency, name]) => window.vendor.publishTone(frequency, name), [hz, alias] as const);

/** The stream is there, and this tone is decoded from it. */
async function hears(listener: Member, stream: Told, hz: number): Promise<void> {
  await expect
    .poll(
      async () =>
        Math.abs((await listener.page.evaluate((id) => window.vendor.heardHz(id), stream.endpointId)) - hz),
      soon,
    )
    .toBeLessThan(5);
}

async function hearsNothing(listener: Member, stream: Told): Promise<void> {
  await expect
    .poll(() => listener.page.evaluate((id) => window.vendor.heardHz(id), stream.endpointId), soon)
    .toBe(0);
}

describe("the vendor's browser SDK", () => {
  it("R21 R34 R35 R36 R38 publishes a tone that the other member hears, and the other way", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const fromAlice = await publishTone(alice, 440, "usermedia");
    expect(fromAlice).toMatchObject({ mediaTypes: ["AUDIO"], alias: "usermedia" });
    await expect
      .poll(() => available(bob), soon)
      .toEqual([
        {
          endpointId: fromAlice.endpointId,
          mediaTypes: ["AUDIO"],
          alias: "usermedia",
          participantId: alice.participantId,
        },
      ]);
    await hears(bob, fromAlice, 440);
    const fromBob = await publishTone(bob, 700);
    await hears(alice, fromBob, 700);
    expect((await available(alice)).map(({ alias }) => alias)).toEqual([undefined]);
  });

  it("R34 R38 publishes microphone and camera when told nothing, as one stream", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const stream = await alice.page.evaluate(() => window.vendor.publishDefault());
    expect(stream.mediaTypes.toSorted()).toEqual(["AUDIO", "VIDEO"]);
    await expect
      .poll(() => bob.page.evaluate((id) => window.vendor.frames(id), stream.endpointId), soon)
      .toBeGreaterThan(10);
    // The SDK raises it once per stream when all tracks are in.
    expect((await available(bob)).filter(({ endpointId }) => endpointId === stream.endpointId)).toHaveLength(
      1,
    );
  });

  it("R41 R47 carries a picture beside a tone, and goes on with one when the other is unpublished", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const voice = await publishTone(alice, 440);
    const picture = await alice.page.evaluate(() =>
      window.vendor.publishPicture("rgb(51 102 204)", "rgb(255 136 0)", "screenshare"),
    );
    await expect
      .poll(async () => {
        const seen = await bob.page.evaluate((id) => window.vendor.seen(id), picture.endpointId);
        const wanted = [51, 102, 204, 255, 136, 0];
        return Math.max(...(seen?.flat() ?? []).map((part, at) => Math.abs(part - wanted[at]!)));
      }, soon)
      .toSatisfy((distance: number) => distance >= 0 && distance < 24);
    await hears(bob, voice, 440);
    await alice.page.evaluate((id) => window.vendor.unpublish(id), picture.endpointId);
    await expect.poll(() => unavailable(bob), soon).toEqual([picture.endpointId]);
    await hears(bob, voice, 440);
  });

  it("R44 mutes without signaling, and is heard again", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const voice = await publishTone(alice, 440);
    await hears(bob, voice, 440);
    await alice.page.evaluate(() => window.vendor.mute(true));
    await hearsNothing(bob, voice);
    await alice.page.evaluate(() => window.vendor.mute(false));
    await hears(bob, voice, 440);
  });

  it("R9 R15 R16 hears what the server SDK subscribes it to, by alias", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session, null);
    const voice = await publishTone(alice, 440, "voice");
    const music = await publishTone(alice, 1_000, "music");
    const only = (...streamAliases: string[]) => ({
      sessionId: session,
      participants: [{ participantId: alice.participantId, streamAliases }],
    });
    const subscribe = (rules: object) =>
      bench.api().updateParticipantSubscriptions(account.accountId, session, bob.participantId, rules);
    await subscribe(only("music"));
    await hears(bob, music, 1_000);
    expect((await available(bob)).map(({ alias }) => alias)).toEqual(["music"]);
    await subscribe(only("voice", "music"));
    await hears(bob, voice, 440);
    await hears(bob, music, 1_000);
    await subscribe({});
    await expect
      .poll(async () => (await unavailable(bob)).toSorted(), soon)
      .toEqual([voice.endpointId, music.endpointId].toSorted());
  });

  it("R40 may publish only what it is permitted", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session, { sessionId: session }, [PublishPermissionEnum.AUDIO]);
    const refused = await alice.page.evaluate(() =>
      window.vendor.publishPicture("red", "blue").then(
        () => "published",
        (error: { code: number }) => error.code,
      ),
    );
    expect(refused).toBe(403);
  });

  it("R62 R70 speaks to a phone leg, which hears its tone and each of its keys once", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const { participantId, token } = await bench.participant(session, { sessionId: session });
    const connected = await bench.platform().interconnect.connect(token);
    if (!connected.ok) throw new Error(connected.error);
    const phone = connected.value;
    const keys: string[] = [];
    let heard: Int16Array[] = [];
    phone.onDigit((digit) => keys.push(digit));
    phone.onFrame((frame) => (heard = [...heard, frame].slice(-50)));
    await publishTone(alice, 440);
    await expect.poll(() => toneShare(heard, 440), soon).toBeGreaterThan(0.9);
    await alice.page.evaluate(() => window.vendor.pressKeys("159#"));
    await expect.poll(() => keys.join(""), soon).toBe("159#");
    await expect.poll(() => available(alice), soon).toMatchObject([{ mediaTypes: ["AUDIO"], participantId }]);
    phone.close();
    await expect.poll(async () => (await unavailable(alice)).length, soon).toBe(1);
    expect(keys.join("")).toBe("159#");
  });

  it("R54 R55 leaves, and the other is told that its streams are gone", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const voice = await publishTone(alice, 440);
    await hears(bob, voice, 440);
    await alice.page.evaluate(() => window.vendor.disconnect());
    await expect.poll(() => unavailable(bob), soon).toEqual([voice.endpointId]);
  });

  it("R17 is heard no more once the server SDK removes its participant", async () => {
    const session = await bench.createSession();
    const alice = await bench.join(session);
    const bob = await bench.join(session);
    const voice = await publishTone(alice, 440);
    await hears(bob, voice, 440);
    await bench.api().removeParticipantFromSession(account.accountId, session, alice.participantId);
    await expect.poll(() => unavailable(bob), soon).toEqual([voice.endpointId]);
  });
});
