import { describe, expect, it } from "vitest";
import type { PublishedTrack } from "../../server-stub/media/published-track.ts";
import { addTone, hears440, publish, soon, subscribe, useMediaBench } from "./media-bench.ts";

const bench = useMediaBench();

describe("audio with Chromium", () => {
  it("passes redundant audio on to bob, who decodes it, and takes key presses beside it", async () => {
    const [alice, bob] = [await bench.client(), await bench.client()];
    await publish(alice);
    await addTone(alice, { codec: "red" });
    await publish(alice);
    // Chromium's statistics name the codec inside.
    const codecs = new Set<string>();
    const track = alice.producers[0] as PublishedTrack;
    track.addSink({ forward: ({ codec }) => codecs.add(codec.id), senderReport: () => undefined });
    const offer = await subscribe(bob, alice.producers);
    expect(offer.sdp).toContain("a=fmtp:111 minptime=10;useinbandfec=1");
    await hears440(bob);
    expect([...codecs]).toEqual(["red-opus"]);
    const leg = await bench.engine().createAudioLeg({ msid: "phone" });
    const digits: string[] = [];
    leg.hear(alice.producers);
    leg.onDigit((digit) => digits.push(digit));
    await alice.page.evaluate(() => window.peer.pressKeys("5"));
    await expect.poll(() => digits, soon).toEqual(["5"]);
  });

  it("knows who speaks from the levels that packets carry", async () => {
    const [alice, bob] = [await bench.client(), await bench.client()];
    for (const [client, gain] of [
      [alice, 0],
      [bob, 0.5],
    ] as const) {
      await publish(client);
      await addTone(client, { gain });
      await publish(client);
    }
    const orders: (readonly string[])[] = [];
    const watch = bench.engine().watchSpeakers((order) => orders.push(order));
    const [silent, loud] = [alice.producers[0]!, bob.producers[0]!];
    watch.watch([silent, loud]);
    await expect.poll(() => watch.order, soon).toEqual([loud.id, silent.id]);
    expect(orders).toEqual([
      [silent.id, loud.id],
      [loud.id, silent.id],
    ]);
  });
});
