import { describe, expect, it } from "vitest";
import { JitterBuffer } from "./jitter-buffer.ts";

/** What the next turns give: the packet, `~` for something made up, `.` for silence. */
function turns(buffer: JitterBuffer<string>, count: number): string {
  let all = "";
  for (let at = 0; at < count; at++) {
    const turn = buffer.take();
    all += turn.type === "play" ? turn.packet : turn.type === "conceal" ? (turn.following ?? "~") : ".";
  }
  return all;
}
function filled(letters: string, first = 0): JitterBuffer<string> {
  const buffer = new JitterBuffer<string>();
  [...letters].forEach((letter, at) => {
    if (letter !== " ") buffer.put((first + at) & 0xffff, letter, 20);
  });
  return buffer;
}

describe("jitter buffer", () => {
  it("waits for two packets, then plays in order across the wrap of sequence numbers", () => {
    const buffer = new JitterBuffer<string>();
    expect(turns(buffer, 2)).toBe("..");
    buffer.put(0xffff, "a", 20);
    expect(turns(buffer, 1)).toBe(".");
    buffer.put(1, "c", 20);
    buffer.put(0, "b", 20);
    expect(turns(buffer, 3)).toBe("abc");
  });

  it("takes the order of the first packets from their numbers and not from their arrival", () => {
    const buffer = new JitterBuffer<string>();
    buffer.put(8, "b", 20);
    buffer.put(7, "a", 20);
    expect(turns(buffer, 2)).toBe("ab");
    buffer.put(7, "a", 20);
    buffer.put(9, "c", 20);
    expect(turns(buffer, 1)).toBe("c");
  });

  it("does not keep a lone packet for ever", () => {
    expect(turns(filled("a"), 4)).toBe("..a~");
  });

  it("makes up what is missing, with the packet behind a gap of one in hand", () => {
    expect(turns(filled("ab d"), 4)).toBe("abdd");
    expect(turns(filled("ab  e"), 5)).toBe("ab~ee");
  });

  it("does not bridge a long gap", () => {
    expect(turns(filled("ab          m"), 3)).toBe("abm");
  });

  it("plays a late packet after what was made up for it, so that the delay grows", () => {
    const buffer = filled("ab");
    expect(turns(buffer, 3)).toBe("ab~");
    buffer.put(2, "c", 20);
    buffer.put(3, "d", 20);
    expect(turns(buffer, 2)).toBe("cd");
  });

  it("falls silent after 60 ms without anything and then fills again", () => {
    const buffer = filled("ab");
    expect(turns(buffer, 7)).toBe("ab~~~..");
    buffer.put(2, "c", 20);
    expect(turns(buffer, 1)).toBe(".");
    buffer.put(3, "d", 20);
    expect(turns(buffer, 2)).toBe("cd");
  });

  it("counts packets without audio as theirs, and makes nothing up for them", () => {
    const buffer = filled("ab");
    for (const sequence of [2, 3, 4]) buffer.put(sequence, undefined, 0);
    expect(turns(buffer, 5)).toBe("ab...");
    buffer.put(5, "c", 20);
    buffer.put(6, "d", 20);
    buffer.put(1, "b", 20);
    expect(turns(buffer, 2)).toBe("cd");
  });

  it("gives up standing delay when more has been there for two seconds than is needed", () => {
    const buffer = new JitterBuffer<string>();
    for (let at = 0; at < 6; at++) buffer.put(at, "x", 20);
    let played = 0;
    for (let at = 6; at < 306; at++) {
      if (buffer.take().type === "play") played += 1;
      buffer.put(at, "x", 20);
    }
    expect(played).toBe(300);
    let left = 0;
    while (buffer.take().type === "play") left += 1;
    expect(left).toBe(3);
  });

  it("begins anew with a stream that jumps, and keeps no more than it must", () => {
    const buffer = filled("ab");
    buffer.put(30_000, "x", 20);
    buffer.put(30_001, "y", 20);
    expect(turns(buffer, 2)).toBe("xy");
    for (let at = 0; at < 400; at++) buffer.put(30_002 + at, String(at % 10), 20);
    let left = 0;
    while (buffer.take().type === "play") left += 1;
    expect(left).toBeLessThanOrEqual(100);
  });
});
