import { describe, expect, it } from "vitest";
import { addChannel, hears440, publish, soon, subscribe, useMediaBench, type Client } from "./media-bench.ts";

const bench = useMediaBench();

const chat = "chat-2";
const sendOn = ({ page }: Client, stream: string, ...texts: string[]): Promise<void> =>
  page.evaluate(([key, list]) => window.peer.send(key, list), [stream, texts] as const);
const send = (client: Client, ...texts: string[]): Promise<void> => sendOn(client, chat, ...texts);
const received = ({ page }: Client, streamId = 2): Promise<string[]> =>
  page.evaluate((id) => window.peer.received(id), streamId);
/** So many have come. How fast is the machine's affair: this fails when no more come. */
async function receives(client: Client, count: number): Promise<void> {
  const soFar = async (): Promise<number> => (await received(client)).length;
  for (let before = await soFar(); before < count; before = await soFar()) {
    await expect.poll(soFar, soon).toBeGreaterThan(before);
  }
}
const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `message ${at}`);

describe("application data channels with Chromium", () => {
  it("carry 2,000 messages, each once and in order, to two subscribers", { timeout: 200_000 }, async () => {
    const { alice, bob } = await bench.aliceToBob("tone", "channel");
    const carol = await bench.client();
    await subscribe(carol, alice.producers);
    await hears440(carol);
    await send(alice, ...numbered(2_000));
    await receives(bob, 2_000);
    await receives(carol, 2_000);
    expect(await received(bob)).toEqual(numbered(2_000));
    expect(await received(carol)).toEqual(numbered(2_000));
  });

  // Seconds as a rule. A packet lost again and again waits for timers that double each time (RFC 9260 section 6.3.3).
  it("carry them through a network that loses a fifth of what arrives", { timeout: 200_000 }, async () => {
    const { alice, bob } = await bench.aliceToBob("channel");
    await send(alice, "first");
    await expect.poll(() => received(bob), soon).toEqual(["first"]);
    bench.lose({ of: "data", every: 5 });
    await send(alice, ...numbered(2_000));
    await expect.poll(async () => (await received(bob)).length, { timeout: 180_000 }).toBe(2_001);
    expect((await received(bob)).slice(1)).toEqual(numbered(2_000));
  });

  it("carry text and binary up to 64 KiB, and empty messages", async () => {
    const { alice, bob } = await bench.aliceToBob("channel");
    await send(alice, "", "x".repeat(65_536));
    for (const length of [0, 1, 65_536]) {
      await alice.page.evaluate(([stream, bytes]) => window.peer.sendBytes(stream, bytes), [
        chat,
        length,
      ] as const);
    }
    await expect.poll(async () => (await received(bob)).length, soon).toBe(5);
    const [empty, long, ...binary] = await received(bob);
    expect([empty, long?.length, binary]).toEqual(["", 65_536, ["bytes 0", "bytes 1", "bytes 65536"]]);
  });

  it(
    "close at bob when alice publishes the stream no more, and come back under another id",
    { timeout: 120_000 },
    async () => {
      const { alice, bob } = await bench.aliceToBob("tone", "channel");
      await send(alice, "before");
      await expect.poll(() => received(bob), soon).toEqual(["before"]);
      await alice.page.evaluate((stream) => window.peer.closeChannel(stream), chat);
      await publish(alice);
      expect((await subscribe(bob, alice.producers)).channels).toEqual([]);
      await expect.poll(() => bob.page.evaluate(() => window.peer.subscribedState(2)), soon).toBe("closed");
      const again = await addChannel(alice);
      await publish(alice);
      expect((await subscribe(bob, alice.producers)).channels).toEqual([{ label: "chat", streamId: 3 }]);
      await sendOn(alice, again, "after");
      await expect.poll(() => received(bob, 3), soon).toEqual(["after"]);
      await hears440(bob);
    },
  );

  it("lose what is sent on a channel that was not announced", async () => {
    const { alice, bob } = await bench.aliceToBob("channel");
    await send(alice, "announced");
    await expect.poll(() => received(bob), soon).toEqual(["announced"]);
    const other = await addChannel(alice);
    const dropped = bench.engine().stats().packetsDropped;
    await sendOn(alice, other, "not announced yet");
    await expect.poll(() => bench.engine().stats().packetsDropped, soon).toBeGreaterThan(dropped);
    expect(await received(bob)).toEqual(["announced"]);
  });
});
