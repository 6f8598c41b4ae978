import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { buildExtensionBlock, findExtension } from "../rtp-extensions.ts";
import { buildRtpHeader } from "../rtp-packet.ts";
import { SubscriberPath } from "./subscriber-path.ts";

const header = (...others: { id: number; data: Buffer }[]): Buffer =>
  buildRtpHeader(
    { marker: false, payloadType: 96, sequence: 1, timestamp: 1, ssrc: 1 },
    buildExtensionBlock([{ id: 6, data: Buffer.alloc(2) }, ...others]),
  );

/** A second of 800 kbit/s without numbers. */
function sendPlainly(path: SubscriberPath, clock: FakeClock): void {
  for (let at = 0; at < 100; at++) {
    path.sent(1_000);
    clock.advance(10);
  }
}

describe("the path to a subscriber", () => {
  it("numbers packets one after the other, in both forms of extensions", () => {
    const path = new SubscriberPath(new FakeClock(0), () => 0);
    const [oneByte, twoByte] = [header(), header({ id: 4, data: Buffer.alloc(20, 9) })];
    path.stamp(header(), 100);
    path.stamp(oneByte, 100);
    path.stamp(twoByte, 100);
    expect(findExtension(oneByte, 6)?.readUInt16BE()).toBe(1);
    expect(findExtension(twoByte, 6)?.readUInt16BE()).toBe(2);
    expect(findExtension(twoByte, 4)).toEqual(Buffer.alloc(20, 9));
  });

  it("knows nothing before the subscriber has said something", () => {
    const path = new SubscriberPath(new FakeClock(0), () => 0);
    path.stamp(header(), 100);
    expect(path.bitsPerSecond).toBeUndefined();
  });

  it("goes by loss reports where there are no numbers: down with loss, and up again without", () => {
    const clock = new FakeClock(0);
    const path = new SubscriberPath(clock, () => 0);
    sendPlainly(path, clock);
    path.lost(0);
    const before = path.bitsPerSecond!;
    for (let at = 0; at < 10; at++) {
      sendPlainly(path, clock);
      path.lost(0.3);
    }
    const low = path.bitsPerSecond!;
    expect(low).toBeLessThan(0.6 * before);
    for (let at = 0; at < 10; at++) path.lost(0.01);
    expect(path.bitsPerSecond!).toBeGreaterThan(1.5 * low);
  });

  it("believes no more than the subscriber's own maximum, and not less than there has to be", () => {
    const path = new SubscriberPath(new FakeClock(0), () => 0);
    path.maximum(200_000);
    expect(path.bitsPerSecond).toBe(200_000);
    path.maximum(0);
    expect(path.bitsPerSecond).toBe(50_000);
    path.maximum(9e15);
    expect(path.bitsPerSecond).toBeLessThanOrEqual(50_000_000);
  });

  it("leaves no timer behind", () => {
    const clock = new FakeClock(0);
    const path = new SubscriberPath(clock, () => 290);
    path.stamp(header(), 1_000);
    path.report({ type: "transport-cc", baseSequence: 0, reference: 1, arrivals: [0] });
    path.tick(9_000_000);
    expect(clock.running).toBe(1);
    path.close();
    expect(clock.running).toBe(0);
  });
});
