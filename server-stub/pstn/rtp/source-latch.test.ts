import { describe, expect, it } from "vitest";
import { SourceLatch, type RtpAddress } from "./source-latch.ts";

const signalled: RtpAddress = { address: "192.0.2.1", port: 4_000 };
const behindNat: RtpAddress = { address: "192.0.2.1", port: 61_000 };
const stranger: RtpAddress = { address: "203.0.113.9", port: 7_000 };

const header = (sequence: number, ssrc = 1) => ({
  marker: false,
  payloadType: 0,
  sequence: sequence & 0xffff,
  timestamp: sequence * 160,
  ssrc,
  headerBytes: 12,
  padded: false,
});

/** Which of three packets in sequence from there are heard. */
const heard = (latch: SourceLatch, source: RtpAddress, from = 0): boolean[] =>
  [0, 1, 2].map((step) => latch.accepts(source, header(from + step)));

describe("SourceLatch", () => {
  it("sends to the signalled address until something is heard", () => {
    expect(new SourceLatch(signalled).target).toEqual(signalled);
  });

  it("follows the signalled host to another port, once", () => {
    const latch = new SourceLatch(signalled);
    expect(heard(latch, behindNat)).toEqual([true, true, true]);
    expect(latch.target).toEqual(behindNat);
    expect(heard(latch, { ...behindNat, port: 5 })).toEqual([false, false, false]);
    expect(latch.target).toEqual(behindNat);
  });

  it("believes a stranger after packets in sequence, over the wrap too", () => {
    const latch = new SourceLatch(signalled);
    expect(heard(latch, stranger, 65_534)).toEqual([false, false, true]);
    expect(latch.target).toEqual(stranger);
  });

  it("does not believe one who guesses", () => {
    const latch = new SourceLatch(signalled);
    for (const sequence of [1, 2, 9, 10, 40]) expect(latch.accepts(stranger, header(sequence))).toBe(false);
    for (const ssrc of [1, 2, 3, 4]) expect(latch.accepts(stranger, header(50 + ssrc, ssrc))).toBe(false);
  });

  it("lets no stranger into a call that has its audio", () => {
    const latch = new SourceLatch(signalled);
    latch.accepts(signalled, header(1));
    expect([...heard(latch, stranger), ...heard(latch, stranger, 3)]).not.toContain(true);
    expect(latch.target).toEqual(signalled);
  });

  it("begins anew with a new signalled address only", () => {
    const latch = new SourceLatch(signalled);
    latch.accepts(behindNat, header(1));
    latch.signal({ ...signalled });
    expect(latch.target).toEqual(behindNat);
    latch.signal({ address: "192.0.2.7", port: 4_002 });
    expect(latch.target).toEqual({ address: "192.0.2.7", port: 4_002 });
  });
});
