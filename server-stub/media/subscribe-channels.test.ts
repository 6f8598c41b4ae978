import { describe, expect, it } from "vitest";
import { ChannelProducer } from "./channel-producer.ts";
import { SubscribeChannels } from "./subscribe-channels.ts";

const words = (text: string) => ({ text: true, data: Buffer.from(text) });
const chat = (stream = "chat") => new ChannelProducer({ stream, label: stream });

function subscriber(room = 1_000) {
  const sent: string[] = [];
  const reset: number[] = [];
  let lost = 0;
  const link = {
    room,
    hasRoom: () => link.room > 0,
    send: (streamId: number, { data }: { data: Buffer }) => {
      link.room -= 1;
      sent.push(`${streamId}:${data.toString()}`);
    },
    reset: (streamId: number) => reset.push(streamId),
  };
  const channels = new SubscribeChannels(link, () => (lost += 1));
  return { link, channels, sent, reset, lost: () => lost };
}

describe("subscribe channels", () => {
  it("give each producer an id of its own and keep it from offer to offer", () => {
    const { channels } = subscriber();
    const [alice, bob] = [chat("alice"), chat("bob")];
    expect([...channels.plan([alice]).values()]).toEqual([{ label: "alice", streamId: 2 }]);
    const both = channels.plan([bob, alice]);
    expect([both.get(alice.id)?.streamId, both.get(bob.id)?.streamId]).toEqual([2, 3]);
  });

  it("forward from the answer on, and nothing that was sent before", () => {
    const { channels, sent } = subscriber();
    const alice = chat();
    channels.plan([alice]);
    alice.receive(words("early"));
    channels.start();
    alice.receive(words("now"));
    channels.start();
    alice.receive(words("once"));
    expect(sent).toEqual(["2:now", "2:once"]);
  });

  it("close the channel of a producer that is not wanted, and use its id last", () => {
    const { channels, sent, reset } = subscriber();
    const used = new Set<number>();
    for (let round = 0; round < 1_022; round++) {
      const producer = chat();
      const id = channels.plan([producer]).get(producer.id)!.streamId;
      channels.start();
      expect(id).toBeGreaterThanOrEqual(2);
      used.add(id);
    }
    expect(used.size).toBe(1_022);
    expect(Math.max(...used)).toBe(1_023);
    const again = chat();
    expect(channels.plan([again]).get(again.id)).toEqual({ label: "chat", streamId: 2 });
    expect(reset).toHaveLength(1_021);
    expect(sent).toEqual([]);
  });

  it("close it when the client has answered, and not while it applies the offer", () => {
    const { channels, reset } = subscriber();
    channels.plan([chat("alice"), chat("bob")]);
    channels.start();
    channels.plan([]);
    channels.plan([]);
    expect(reset).toEqual([]);
    channels.start();
    channels.start();
    expect(reset).toEqual([2, 3]);
  });

  it("do not close again what the client has closed meanwhile", () => {
    const { channels, reset } = subscriber();
    channels.plan([chat()]);
    channels.start();
    channels.plan([]);
    channels.endedByClient(2);
    channels.start();
    expect(reset).toEqual([]);
  });

  it("close what a subscriber does not keep up with, and plan another for it", () => {
    const { link, channels, sent, reset, lost } = subscriber(0);
    const alice = chat();
    channels.plan([alice]);
    channels.start();
    while (lost() === 0) alice.receive({ text: false, data: Buffer.alloc(65_536) });
    link.room = 9;
    channels.pump();
    alice.receive(words("into the void"));
    expect(sent).toEqual([]);
    expect(channels.plan([alice]).get(alice.id)?.streamId).toBe(3);
    channels.start();
    expect(reset).toEqual([2]);
    alice.receive(words("back"));
    expect(sent).toEqual(["3:back"]);
  });

  it("send nothing more on a channel that the client has closed", () => {
    const { channels, sent, reset } = subscriber();
    const alice = chat();
    channels.plan([alice]);
    channels.start();
    channels.endedByClient(2);
    channels.plan([alice]);
    channels.start();
    alice.receive(words("unheard"));
    channels.plan([]);
    expect([sent, reset]).toEqual([[], []]);
  });

  it("leave out a producer that has closed", () => {
    const { channels } = subscriber();
    const alice = chat();
    alice.close();
    expect(channels.plan([alice]).size).toBe(0);
  });
});
