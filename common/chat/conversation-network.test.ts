import { describe, expect, it } from "vitest";
import { ChatNetwork, seeded, type SimulatedClient } from "../../test/support/chat-network.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { RoomId, UserId } from "../ids.ts";
import { inRoom, withPerson } from "./conversation-id.ts";

const room = inRoom(RoomId.parse("99999999-9999-4999-8999-999999999999"));
const bad = { loss: 0.2, doubling: 0.1, maxDelayMs: 250 };
const quietMs = 120_000;

/** Every message of every writer, exactly once and in each writer's order. */
function expectAllAtAll(clients: readonly SimulatedClient[], written: ReadonlyMap<string, number>): void {
  for (const { history, user } of clients) {
    const next = new Map<string, number>();
    for (const { from, message } of history) {
      const expected = (next.get(from) ?? 0) + 1;
      expect(message.seq, `${user} reads ${from}`).toBe(expected);
      expect(message.text).toBe(`${from} ${String(expected)}`);
      next.set(from, expected);
    }
    expect(Object.fromEntries(next)).toEqual(Object.fromEntries(written));
  }
}

describe("a conversation over a bad network", () => {
  it.each([1, 2, 3, 4])(
    "brings 2,500 messages of three members to all, once and in order, through restarts (seed %i)",
    (seed) => {
      const random = seeded(seed);
      const clock = new FakeClock();
      const network = new ChatNetwork(clock, random);
      const members = ["alice", "bob", "carol"].map((name) => network.add(name, room));
      for (const member of members) network.joins(member);
      clock.advance(1_000);
      const written = new Map<string, number>();
      const total = 2_500;
      network.faults = bad;
      for (let count = 0; count < total;) {
        const member = members[Math.floor(random() * 3)]!;
        if (!member.alive) {
          if (random() < 0.3) {
            member.start();
            network.joins(member);
          }
        } else if (random() < 0.004) {
          network.left(member);
          network.joins(member);
        } else {
          const next = (written.get(member.user) ?? 0) + 1;
          written.set(member.user, next);
          count += 1;
          member.writes(`${member.user} ${String(next)}`, random() < 0.003);
        }
        clock.advance(random() * 30);
      }
      network.faults = { loss: 0, doubling: 0, maxDelayMs: 50 };
      for (const member of members) {
        if (!member.alive) {
          member.start();
          network.joins(member);
        }
      }
      clock.advance(quietMs);
      expectAllAtAll(members, written);
    },
  );

  it.each([11, 12, 13, 14])(
    "brings what two people write over links that come and go, by mail and after both died (seed %i)",
    (seed) => {
      const random = seeded(seed);
      const clock = new FakeClock();
      const network = new ChatNetwork(clock, random);
      const alice = network.add("alice", withPerson(UserId.parse("bob")));
      const bob = network.add("bob", withPerson(UserId.parse("alice")));
      const both = [alice, bob];
      const written = new Map<string, number>();
      network.faults = bad;
      for (const one of both) network.registers(one);
      for (let count = 0; count < 1_000;) {
        const one = both[Math.floor(random() * 2)]!;
        const chance = random();
        if (!one.alive) {
          if (chance < 0.2) {
            one.start();
            network.registers(one);
          }
        } else if (chance < 0.02) for (const each of both) network.joins(each);
        else if (chance < 0.04) network.left(one);
        else if (chance < 0.06) network.mailUp = !network.mailUp;
        else if (chance < 0.12) network.fetches(one);
        else if (chance < 0.13) one.kill();
        else {
          const next = (written.get(one.user) ?? 0) + 1;
          written.set(one.user, next);
          count += 1;
          one.writes(`${one.user} ${String(next)}`, chance > 0.99);
        }
        clock.advance(random() * 100);
      }
      network.faults = { loss: 0, doubling: 0, maxDelayMs: 50 };
      network.mailUp = true;
      for (const one of both) {
        network.left(one);
        if (!one.alive) one.start();
        network.registers(one);
      }
      for (let round = 0; round < 100; round += 1) {
        clock.advance(quietMs / 100);
        for (const one of both) network.fetches(one);
      }
      expectAllAtAll(both, written);
    },
  );
});
