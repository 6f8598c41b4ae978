import { describe, expect, it } from "vitest";
import { TelephoneEvents } from "./telephone-events.ts";

function listener() {
  const heard: string[] = [];
  const events = new TelephoneEvents((digit, durationMs) => heard.push(`${digit} ${durationMs}`));
  let nowMs = 0;
  return {
    heard,
    /** One packet, 20 ms after the one before. */
    packet: (event: number, timestamp: number, duration: number, ended = false, clockRate = 48_000): void => {
      const payload = Buffer.from([event, (ended ? 0x80 : 0) | 10, duration >> 8, duration & 0xff]);
      events.receive({ timestamp, payload, clockRate }, (nowMs += 20));
    },
    pass: (ms: number): void => {
      for (const end = nowMs + ms; nowMs < end;) events.tick((nowMs += 20));
    },
    raw: (payload: Buffer) => events.receive({ timestamp: 1, payload, clockRate: 8_000 }, nowMs),
  };
}

describe("telephone events", () => {
  it.each([
    [48_000, 4_800],
    [8_000, 800],
  ])("report a press once, with its duration, at %i Hz", (clockRate, duration) => {
    const { heard, packet } = listener();
    for (let part = 1; part <= 5; part++) packet(5, 1_000, (duration * part) / 5, false, clockRate);
    for (let repeat = 0; repeat < 3; repeat++) packet(5, 1_000, duration, true, clockRate);
    expect(heard).toEqual(["5 100"]);
  });

  it("knows all sixteen keys and no other event", () => {
    const { heard, packet } = listener();
    for (let event = 0; event <= 16; event++) packet(event, 10_000 * (event + 1), 4_800, true);
    expect(heard.map((text) => text[0]).join("")).toBe("0123456789*#ABCD");
  });

  it("reports the same key twice when it is pressed twice", () => {
    const { heard, packet } = listener();
    for (const timestamp of [1_000, 20_000]) {
      packet(1, timestamp, 2_400);
      packet(1, timestamp, 4_800, true);
    }
    packet(1, 1_000, 4_800, true);
    expect(heard).toEqual(["1 100", "1 100"]);
  });

  it("ends a press whose end was lost with the next one, or after 300 ms", () => {
    const { heard, packet, pass } = listener();
    packet(1, 1_000, 4_800);
    packet(2, 20_000, 960);
    expect(heard).toEqual(["1 100"]);
    pass(280);
    expect(heard).toHaveLength(1);
    pass(20);
    packet(2, 20_000, 4_800, true);
    expect(heard).toEqual(["1 100", "2 20"]);
  });

  it("takes a long press of several segments for one", () => {
    const { heard, packet } = listener();
    packet(9, 0xffff_0000, 0xffff);
    // Chromium begins the next segment a packet later than the last one ended.
    packet(9, 500, 960);
    packet(9, 500, 31_425, true);
    expect(heard).toEqual(["9 2020"]);
  });

  it("hears a press hours later, wherever its timestamp is on the circle", () => {
    const { heard, packet, pass } = listener();
    packet(1, 3_000_000_000, 4_800, true);
    pass(5_000);
    packet(2, 100, 4_800, true);
    expect(heard).toEqual(["1 100", "2 100"]);
  });

  it("passes over what is too short to be one", () => {
    const { heard, raw } = listener();
    for (const length of [0, 1, 3]) raw(Buffer.alloc(length, 0xff));
    expect(heard).toEqual([]);
  });
});
