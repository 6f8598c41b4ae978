import { describe, expect, it } from "vitest";
import { KeyReceiver } from "./key-receiver.ts";
import { KeySender } from "./key-sender.ts";
import { buildEvent, eventOf } from "./telephone-event.ts";

function receiver(): { keys: string[]; it: KeyReceiver } {
  const keys: string[] = [];
  return { keys, it: new KeyReceiver((digit, ms) => keys.push(`${digit} ${ms}`)) };
}

const packet = (digit: "5" | "#", duration: number, end = false): Buffer =>
  buildEvent({ event: eventOf(digit), end, duration });

describe("KeyReceiver", () => {
  it("reports a press once though its end comes three times", () => {
    const { keys, it: it_ } = receiver();
    for (const duration of [160, 320, 480]) it_.receive(1_000, packet("5", duration));
    for (let copy = 0; copy < 3; copy += 1) it_.receive(1_000, packet("5", 640, true));
    expect(keys).toEqual(["5 80"]);
  });

  it("tells two presses of one key apart by their beginning", () => {
    const { keys, it: it_ } = receiver();
    it_.receive(1_000, packet("5", 640, true));
    it_.receive(3_000, packet("5", 800, true));
    expect(keys).toEqual(["5 80", "5 100"]);
  });

  it("takes the beginning of the next press as the end of one whose end was lost", () => {
    const { keys, it: it_ } = receiver();
    it_.receive(1_000, packet("5", 480));
    it_.receive(3_000, packet("#", 160));
    expect(keys).toEqual(["5 60"]);
    it_.receive(1_000, packet("5", 640, true));
    it_.receive(3_000, packet("#", 320, true));
    expect(keys).toEqual(["5 60", "# 40"]);
  });

  it("takes silence of 100 ms as the end", () => {
    const { keys, it: it_ } = receiver();
    it_.receive(1_000, packet("5", 480));
    for (let tick = 0; tick < 4; tick += 1) it_.tick();
    expect(keys).toEqual([]);
    it_.tick();
    expect(keys).toEqual(["5 60"]);
  });

  it("does not count a packet that overtook its end", () => {
    const { keys, it: it_ } = receiver();
    it_.receive(1_000, packet("5", 640, true));
    it_.receive(1_000, packet("5", 480));
    expect(keys).toEqual(["5 80"]);
  });

  it("knows no other events", () => {
    const { keys, it: it_ } = receiver();
    it_.receive(1_000, Buffer.from([16, 0x80, 0, 160]));
    it_.receive(1_000, Buffer.from([5, 0x80, 0]));
    expect(keys).toEqual([]);
  });
});

describe("KeySender", () => {
  function run(sender: KeySender, ticks: number): string[] {
    return Array.from({ length: ticks }, (_, tick) => {
      const sent = sender.tick(tick * 160);
      if (sent === undefined) return "audio";
      if (sent === "quiet") return sent;
      const end = (sent.payload.readUInt8(1) & 0x80) !== 0;
      const mark = `${sent.marker ? "first " : ""}${end ? "end " : ""}`;
      return `${mark}${sent.payload.readUInt8(0)}@${sent.timestamp} ${sent.payload.readUInt16BE(2)}`;
    });
  }

  it("sends one beginning, growing durations and three ends, then is quiet", () => {
    const sender = new KeySender();
    void sender.press("#", { toneMs: 80, gapMs: 100 });
    expect(run(sender, 11)).toEqual([
      ...["first 11@0 160", "11@0 320", "11@0 480", "end 11@0 640", "end 11@0 640", "end 11@0 640"],
      ...["quiet", "quiet", "quiet", "audio", "audio"],
    ]);
  });

  it("presses keys one after the other", async () => {
    const sender = new KeySender();
    const presses = (["1", "1"] as const).map((digit) => sender.press(digit, { toneMs: 40, gapMs: 60 }));
    const sent = run(sender, 12);
    await Promise.all(presses);
    expect(sent.filter((packet_) => packet_.startsWith("first"))).toEqual([
      "first 1@0 160",
      "first 1@800 160",
    ]);
    const { keys, it: it_ } = receiver();
    for (const line of sent) {
      const [, timestamp, duration] = /@(\d+) (\d+)/.exec(line) ?? [];
      const end = line.includes("end");
      if (timestamp)
        it_.receive(Number(timestamp), buildEvent({ event: 1, end, duration: Number(duration) }));
    }
    expect(keys).toEqual(["1 40", "1 40"]);
  });

  it("lets go of everybody who waits when it is cleared", async () => {
    const sender = new KeySender();
    const waiting = [
      sender.press("1", { toneMs: 40, gapMs: 60 }),
      sender.press("2", { toneMs: 40, gapMs: 60 }),
    ];
    sender.tick(0);
    sender.clear();
    await Promise.all(waiting);
    expect(sender.tick(160)).toBeUndefined();
  });
});
