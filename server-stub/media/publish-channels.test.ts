import { describe, expect, it } from "vitest";
import type { DataMessage } from "./data-message.ts";
import { PublishChannels } from "./publish-channels.ts";

const chat = { stream: "chat", label: "chat", streamId: 2 };
const words = (text: string): DataMessage => ({ text: true, data: Buffer.from(text) });

function publisher() {
  const closed: number[] = [];
  const heard: string[] = [];
  const channels = new PublishChannels((streamId) => closed.push(streamId));
  channels.configure([chat]);
  const listen = (): void =>
    channels.producers.forEach((one) => one.addSink(({ data }) => heard.push(data.toString())));
  listen();
  return { channels, closed, heard, listen };
}

describe("publish channels", () => {
  it("hand messages of announced channels on, and no others", () => {
    const { channels, heard } = publisher();
    expect(channels.producers).toMatchObject([{ kind: "application", msid: "chat", label: "chat" }]);
    expect(channels.receive(2, words("hello"))).toBe(true);
    expect(channels.receive(3, words("stray"))).toBe(false);
    expect(heard).toEqual(["hello"]);
  });

  it("keep the producer of a channel that is announced again, and make another when it carries another stream", () => {
    const { channels, heard } = publisher();
    const [first] = channels.producers;
    channels.configure([chat, { stream: "files", label: "files", streamId: 7 }]);
    expect(channels.producers[0]).toBe(first);
    channels.receive(2, words("kept"));
    channels.configure([{ ...chat, stream: "other" }]);
    expect(channels.producers[0]).not.toBe(first);
    expect(first?.closed).toBe(true);
    channels.receive(2, words("to nobody yet"));
    expect(heard).toEqual(["kept"]);
  });

  it("drop a message that is too long and close its channel until it is announced again", () => {
    const { channels, closed, heard, listen } = publisher();
    expect(channels.receive(2, { text: false, data: Buffer.alloc(65_536) })).toBe(true);
    expect(channels.receive(2, { text: false, data: Buffer.alloc(65_537) })).toBe(false);
    expect(channels.receive(2, words("after"))).toBe(false);
    expect(closed).toEqual([2]);
    channels.configure([chat]);
    listen();
    channels.receive(2, words("again"));
    expect(heard.slice(1)).toEqual(["again"]);
  });

  it("end with the client's channel", () => {
    const { channels, closed } = publisher();
    const [first] = channels.producers;
    channels.ended(2);
    expect([channels.receive(2, words("late")), first?.closed, closed]).toEqual([false, true, []]);
    channels.configure([chat]);
    expect(channels.producers[0]).not.toBe(first);
  });
});
