import { describe, expect, it } from "vitest";
import { FakeDataChannel } from "../../test/support/fake-peer-connection.ts";
import { bufferedLimitBytes, OutgoingChannel, queueLimitBytes } from "./outgoing-channel.ts";

function outgoing(state: RTCDataChannelState = "open") {
  const fake = new FakeDataChannel("chat", {});
  fake.readyState = state;
  const events: string[] = [];
  const channel = new OutgoingChannel({
    channel: fake.asChannel,
    onOpen: () => events.push("open"),
    onClosed: () => events.push("closed"),
  });
  return { fake, channel, events };
}
const kilobytes = (count: number) => "x".repeat(count * 1_024);

describe("OutgoingChannel", () => {
  it("tells that it is open, at once or when it comes to be", () => {
    expect(outgoing().events).toEqual(["open"]);
    const later = outgoing("connecting");
    expect(later.events).toEqual([]);
    later.fake.become("open");
    expect(later.events).toEqual(["open"]);
  });

  it("tells at once that it is closed already", () => {
    expect(outgoing("closed").events).toEqual(["closed"]);
  });

  it("holds messages back while the browser is full, and sends them in order when it asks for more", () => {
    const { fake, channel } = outgoing();
    fake.bufferedAmount = bufferedLimitBytes;
    expect([channel.send("one"), channel.send("two")]).toEqual(["taken", "taken"]);
    expect(fake.sent).toEqual([]);
    fake.drain();
    expect(fake.sent).toEqual(["one", "two"]);
  });

  it("refuses what would not fit into the queue, and takes it again when there is room", () => {
    const { fake, channel } = outgoing();
    fake.bufferedAmount = bufferedLimitBytes;
    const fits = queueLimitBytes / 65_536;
    for (let each = 0; each < fits; each += 1) expect(channel.send(kilobytes(64))).toBe("taken");
    expect(channel.send("one more")).toBe("full");
    fake.drain();
    expect(fake.sent).toHaveLength(fits);
    expect(channel.send("one more")).toBe("taken");
  });

  it("refuses a message for which the service would close the channel: 64 KiB counted in UTF-8", () => {
    const { fake, channel } = outgoing();
    expect(channel.send("é".repeat(40_000))).toBe("full");
    expect(channel.send("é".repeat(32_768))).toBe("taken");
    expect(fake.sent).toHaveLength(1);
  });

  it("says closed once when the service closes it, and takes nothing any more", () => {
    const { fake, channel, events } = outgoing();
    fake.become("closed");
    expect(channel.send("lost")).toBe("closed");
    expect(events).toEqual(["open", "closed"]);
  });

  it("says nothing about its own end", () => {
    const { fake, channel, events } = outgoing();
    channel.close();
    fake.become("closed");
    expect(events).toEqual(["open"]);
  });
});
