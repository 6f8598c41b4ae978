import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { ClientId, UserId } from "../../common/ids.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { clientKey, type Client } from "./client.ts";
import { EventStreams, heartbeatMs } from "./event-streams.ts";

class FakeSink {
  readonly written: string[] = [];
  ended = false;
  write(text: string): void {
    this.written.push(text);
  }
  end(): void {
    this.ended = true;
  }
}

const client = (name: string): Client => {
  const id = UserId.parse(name);
  const key = clientKey(id, ClientId.parse(crypto.randomUUID()));
  return { key, person: { id, name }, familyId: crypto.randomUUID() };
};
const snapshot = (): ServerEvent => ({ type: "snapshot", people: [], calls: [], rooms: [], numbers: [] });
const revoked: ServerEvent = { type: "signed-out", reason: "revoked" };
const line = (event: ServerEvent): string => `data: ${JSON.stringify(event)}\n\n`;

function open() {
  const clock = new FakeClock();
  const changes: string[] = [];
  const streams = new EventStreams({
    clock,
    onChange: (who, change) => changes.push(`${who.person.id} ${change}`),
  });
  return { clock, changes, streams };
}

describe("EventStreams", () => {
  it("begins with the snapshot, before anybody hears of the stream", () => {
    const { streams, changes } = open();
    const sink = new FakeSink();
    streams.open(client("alice"), sink, () => {
      expect(changes).toEqual([]);
      return snapshot();
    });
    expect(sink.written).toEqual([line(snapshot())]);
    expect(changes).toEqual(["alice opened"]);
  });

  it("sends a heartbeat every 15 s until the connection is gone", () => {
    const { streams, clock, changes } = open();
    const sink = new FakeSink();
    const closed = streams.open(client("alice"), sink, snapshot);
    clock.advance(2 * heartbeatMs);
    expect(sink.written.slice(1)).toEqual([": heartbeat\n\n", ": heartbeat\n\n"]);
    closed();
    expect(clock.running).toBe(0);
    expect(changes).toEqual(["alice opened", "alice closed"]);
  });

  it("lets a newer stream of the client replace the older without a gap", () => {
    const { streams, clock, changes } = open();
    const alice = client("alice");
    const [older, newer] = [new FakeSink(), new FakeSink()];
    const olderClosed = streams.open(alice, older, snapshot);
    streams.open(alice, newer, snapshot);
    olderClosed();
    expect(older.ended).toBe(true);
    expect(streams.isOpen(alice.key)).toBe(true);
    expect(changes).toEqual(["alice opened", "alice opened"]);
    expect(clock.running).toBe(1);
  });

  it("sends to one client, to a person's clients but one, or to everybody", () => {
    const { streams } = open();
    const [laptop, phone, bob] = [client("alice"), client("alice"), client("bob")];
    const sinks = new Map([laptop, phone, bob].map((who) => [who, new FakeSink()]));
    for (const [who, sink] of sinks) streams.open(who, sink, snapshot);
    const received = () => [...sinks.values()].map((sink) => sink.written.length - 1);
    streams.send({ client: phone.key }, revoked);
    expect(received()).toEqual([0, 1, 0]);
    streams.send({ person: laptop.person.id, except: phone.key }, revoked);
    expect(received()).toEqual([1, 1, 0]);
    streams.send("everybody", revoked);
    expect(received()).toEqual([2, 2, 1]);
  });

  it("closes with a last word", () => {
    const { streams, clock } = open();
    const alice = client("alice");
    const sink = new FakeSink();
    streams.open(alice, sink, snapshot);
    streams.close(alice.key, revoked);
    expect(sink.written.at(-1)).toBe(line(revoked));
    expect(sink.ended).toBe(true);
    expect(streams.isReachable(alice.person.id)).toBe(false);
    expect(clock.running).toBe(0);
  });
});
