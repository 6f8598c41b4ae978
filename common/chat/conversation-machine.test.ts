import { describe, expect, it } from "vitest";
import { ChatNetwork, seeded, testUuid } from "../../test/support/chat-network.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { RoomId, UserId } from "../ids.ts";
import { inRoom, withPerson } from "./conversation-id.ts";
import type { Frame } from "./frame.ts";
import { LogId, MessageId, type SentMessage } from "./message.ts";
import { reached } from "./readers.ts";

const user = (name: string): UserId => UserId.parse(name);
const room = inRoom(RoomId.parse(testUuid(9_999)));
const foreignLog = LogId.parse(testUuid(7_777));
const words = (seq: number, text = `number ${String(seq)}`): SentMessage => ({
  id: MessageId.parse(testUuid(50_000 + seq)),
  seq,
  sentAt: 1,
  kind: "text",
  text,
});

function pair() {
  const clock = new FakeClock();
  const network = new ChatNetwork(clock, seeded(1));
  const alice = network.add("alice", withPerson(user("bob")));
  const bob = network.add("bob", withPerson(user("alice")));
  const link = (): void => {
    network.joins(alice);
    network.joins(bob);
    clock.advance(100);
  };
  return { clock, network, alice, bob, link };
}

describe("a conversation of two on a link", () => {
  it("brings a message and tells the writer that it is there, then that it was read", () => {
    const { alice, bob, clock, link } = pair();
    link();
    alice.writes("hello");
    clock.advance(100);
    expect(bob.texts()).toEqual(["hello"]);
    expect(reached(alice.conversation.durable, user("bob"), "have")).toBe(1);
    expect(reached(alice.conversation.durable, user("bob"), "read")).toBe(0);
    bob.happens({ type: "user.read" });
    clock.advance(100);
    expect(reached(alice.conversation.durable, user("bob"), "read")).toBe(1);
  });

  it("keeps what is written without a link, and sends it once there is one", () => {
    const { alice, bob, link } = pair();
    alice.writes("early");
    expect(alice.sent).toEqual([]);
    link();
    expect(bob.texts()).toEqual(["early"]);
  });

  it("never has more than 32 messages unconfirmed under way", () => {
    const { alice, bob, clock, network, link } = pair();
    link();
    network.faults = { loss: 1, doubling: 0, maxDelayMs: 0 };
    for (let count = 1; count <= 100; count += 1) alice.writes(String(count));
    const numbers = alice.sent.flatMap(({ frame }) => (frame.type === "messages" ? frame.messages : []));
    expect(numbers.at(-1)?.seq).toBe(32);
    network.faults = { loss: 0, doubling: 0, maxDelayMs: 0 };
    clock.advance(60_000);
    expect(bob.texts()).toHaveLength(100);
  });

  it("does not take messages that somebody writes in another's log", () => {
    const clock = new FakeClock();
    const network = new ChatNetwork(clock, seeded(1));
    const [alice, bob, mallory] = ["alice", "bob", "mallory"].map((name) => network.add(name, room));
    for (const one of network.clients) network.joins(one);
    clock.advance(100);
    alice!.writes("mine");
    clock.advance(100);
    const { log } = alice!.conversation.durable;
    const frame: Frame = {
      v: 1,
      in: room,
      log,
      type: "messages",
      start: {},
      messages: [words(2, "forged")],
    };
    bob!.happens({ type: "link.received", participant: mallory!.reader, frame });
    alice!.happens({ type: "link.received", participant: mallory!.reader, frame });
    expect(bob!.texts()).toEqual(["mine"]);
    expect(alice!.texts()).toEqual(["mine"]);
  });

  it("does not take a frame of another conversation, or of somebody who is not on the link", () => {
    const { bob, link } = pair();
    link();
    const frame: Frame = {
      v: 1,
      in: "pair:bob|carol",
      log: foreignLog,
      type: "messages",
      start: {},
      messages: [words(1)],
    };
    const [member] = Object.keys(bob.conversation.link!.members);
    bob.happens({ type: "link.received", participant: member!, frame });
    bob.happens({
      type: "link.received",
      participant: "unknown",
      frame: { ...frame, in: "pair:alice|bob", start: {} },
    });
    expect(bob.texts()).toEqual([]);
  });

  it("holds what comes early, drops what comes twice, and asks for what is missing", () => {
    const { bob, clock, link } = pair();
    link();
    const [member] = Object.keys(bob.conversation.link!.members);
    const come = (...seqs: number[]): void =>
      bob.happens({
        type: "link.received",
        participant: member!,
        frame: {
          v: 1,
          in: "pair:alice|bob",
          log: foreignLog,
          type: "messages",
          start: {},
          messages: seqs.map((seq) => words(seq)),
        },
      });
    come(3);
    come(1);
    come(3, 5);
    bob.sent.length = 0;
    clock.advance(400);
    expect(bob.texts()).toEqual(["number 1"]);
    expect(bob.sent.some(({ frame }) => frame.type === "hello" && frame.have[foreignLog] === 1)).toBe(true);
    come(2);
    come(4);
    expect(bob.texts()).toEqual([1, 2, 3, 4, 5].map((seq) => `number ${String(seq)}`));
  });

  it("goes on for the others when one member stops confirming", () => {
    const clock = new FakeClock();
    const network = new ChatNetwork(clock, seeded(1));
    const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => network.add(name, room));
    for (const one of network.clients) network.joins(one);
    clock.advance(100);
    carol!.alive = false;
    for (let count = 1; count <= 100; count += 1) alice!.writes(String(count));
    clock.advance(200_000);
    expect(bob!.texts()).toHaveLength(100);
  });
});

describe("a member that does not answer", () => {
  it("is asked again for as long as it is there, and gets everything once it answers", () => {
    const clock = new FakeClock();
    const network = new ChatNetwork(clock, seeded(1));
    const alice = network.add("alice", room);
    alice.happens({ type: "link.began" });
    alice.happens({ type: "link.opened" });
    alice.happens({ type: "link.attached", participant: "bobs", user: user("bob") });
    alice.writes("into the void");
    clock.advance(120_000);
    const types = alice.sent.map(({ frame }) => frame.type);
    expect(new Set(types)).toEqual(new Set(["hello"]));
    expect(types.length).toBeLessThan(20);
    alice.sent.length = 0;
    clock.advance(10_000);
    expect(alice.sent).toMatchObject([{ frame: { type: "hello", ask: true } }]);
    const { log } = alice.conversation.durable;
    const client = network.add("bob", room).client;
    const about = { v: 1 as const, in: alice.sent[0]!.frame.in, log: foreignLog, have: {}, read: {} };
    alice.happens({
      type: "link.received",
      participant: "bobs",
      frame: { ...about, type: "hello", client, ask: false },
    });
    expect(alice.sent.at(-1)?.frame).toMatchObject({
      type: "messages",
      log,
      messages: [{ text: "into the void" }],
    });
  });
});

describe("a newcomer", () => {
  it("gets the latest 200 messages of each member of a room, in order", () => {
    const clock = new FakeClock();
    const network = new ChatNetwork(clock, seeded(1));
    const alice = network.add("alice", room);
    network.joins(alice);
    for (let count = 1; count <= 250; count += 1) alice.writes(String(count));
    const bob = network.add("bob", room);
    network.joins(bob);
    clock.advance(5_000);
    expect(bob.texts()).toEqual(Array.from({ length: 200 }, (_, index) => String(51 + index)));
  });

  it("gets everything since it came, also when nothing reached it before its link was made anew", () => {
    const clock = new FakeClock();
    const network = new ChatNetwork(clock, seeded(1));
    const alice = network.add("alice", room);
    const bob = network.add("bob", room);
    for (const one of network.clients) network.joins(one);
    clock.advance(100);
    bob.alive = false;
    for (let count = 1; count <= 300; count += 1) alice.writes(String(count));
    network.left(bob);
    bob.start();
    network.joins(bob);
    clock.advance(10_000);
    expect(bob.texts()).toEqual(Array.from({ length: 300 }, (_, index) => String(1 + index)));
  });

  it("as another client of a person gets what that person has not read anywhere yet", () => {
    const { alice, bob, clock, network, link } = pair();
    link();
    alice.writes("old");
    clock.advance(100);
    network.left(bob);
    const second = network.add("bob", withPerson(user("alice")));
    network.registers(alice);
    alice.writes("new");
    clock.advance(10);
    network.fetches(second);
    network.fetches(bob);
    expect(second.texts()).toEqual(["new"]);
    expect(bob.texts()).toEqual(["old", "new"]);
  });
});

describe("mail", () => {
  it("goes to all clients of the other and to our own other ones, and not into the link", () => {
    const { alice, bob, clock, network } = pair();
    const second = network.add("alice", withPerson(user("bob")));
    for (const one of network.clients) network.registers(one);
    alice.writes("to all");
    clock.advance(10);
    for (const one of network.clients) network.fetches(one);
    expect(bob.texts()).toEqual(["to all"]);
    expect(second.texts()).toEqual(["to all"]);
    expect(second.history[0]?.from).toBe(user("alice"));
  });

  it("carries the first message to our own other client too, although that was not known yet", () => {
    const { alice, clock, network } = pair();
    const second = network.add("alice", withPerson(user("bob")));
    alice.writes("first");
    network.registers(alice);
    clock.advance(10);
    network.fetches(second);
    expect(second.texts()).toEqual(["first"]);
  });

  it("waits while a link is being made, and is not needed when the link stands", () => {
    const { alice, bob, network, link } = pair();
    alice.happens({ type: "mail.held", hold: true });
    network.registers(alice);
    alice.writes("soon");
    expect(alice.sent).toEqual([]);
    link();
    alice.happens({ type: "mail.held", hold: false });
    expect(bob.texts()).toEqual(["soon"]);
    expect(alice.sent.filter(({ way }) => way === "mail")).toEqual([]);
  });

  it("is given again when the token server has lost it", () => {
    const { alice, bob, clock, network } = pair();
    network.registers(alice);
    alice.writes("kept in vain");
    clock.advance(10);
    network.losesMail();
    network.fetches(bob);
    expect(bob.texts()).toEqual([]);
    alice.happens({ type: "mail.lost", reader: null });
    clock.advance(10);
    network.fetches(bob);
    expect(bob.texts()).toEqual(["kept in vain"]);
  });

  it("is tried again later, and at once when the user says so", () => {
    const { alice, bob, clock, network } = pair();
    network.mailUp = false;
    network.registers(alice);
    alice.writes("later");
    clock.advance(1);
    expect(alice.conversation.mail.problem).toBe("unreachable");
    network.mailUp = true;
    alice.happens({ type: "user.retried" });
    clock.advance(1);
    network.fetches(bob);
    expect(bob.texts()).toEqual(["later"]);
  });

  it("carries what was read at one client to the person's other one", () => {
    const { alice, bob, clock, network } = pair();
    const second = network.add("alice", withPerson(user("bob")));
    for (const one of network.clients) network.registers(one);
    bob.writes("read me");
    clock.advance(10);
    for (const one of [alice, second]) network.fetches(one);
    alice.happens({ type: "user.read" });
    clock.advance(2_000);
    network.fetches(second);
    const [log] = Object.values(second.conversation.durable.logs);
    expect(log).toMatchObject({ have: 1, read: 1 });
  });
});
