import { beforeEach, describe, expect, it } from "vitest";
import { SourceId } from "../../common/ids.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { armedMs, CaptureGate } from "./capture-gate.ts";

const armed = { source: SourceId.parse("screen:1:0"), sound: false };
let clock: FakeClock;
let gate: CaptureGate;
beforeEach(() => {
  clock = new FakeClock();
  gate = new CaptureGate(clock);
});

describe("CaptureGate", () => {
  it("lets nothing through that was not ordered", () => {
    expect(gate.take(true)).toBeNull();
  });

  it("lets one capture through for one order", () => {
    gate.arm(armed);
    expect(gate.take(true)).toEqual(armed);
    expect(gate.take(true)).toBeNull();
  });

  it("keeps the order for our page when a stranger asks first", () => {
    gate.arm(armed);
    expect(gate.take(false)).toBeNull();
    expect(gate.take(true)).toEqual(armed);
  });

  it("forgets an order that was not used in time", () => {
    gate.arm(armed);
    clock.advance(armedMs);
    expect(gate.take(true)).toBeNull();
  });

  it("takes the newer of two orders, for its whole time", () => {
    gate.arm(armed);
    clock.advance(armedMs - 1);
    const other = { source: SourceId.parse("window:7:0"), sound: true };
    gate.arm(other);
    clock.advance(armedMs - 1);
    expect(gate.take(true)).toEqual(other);
  });
});
