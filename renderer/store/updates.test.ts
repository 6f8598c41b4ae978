import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UpdateState } from "../../common/contract/updates.ts";
import type { Dispose } from "../../common/scope.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { call, createFakeHost, type FakeHost, snapshot } from "../../test/support/fake-host.ts";
import { startStore } from "./store.ts";
import { canRestart, offeredVersion, updateLater } from "./updates.ts";

const ready = (version: string): UpdateState => ({ phase: "ready", version, agreed: false, problem: null });

describe("a new version", () => {
  let fake: FakeHost;
  let stop: Dispose;
  beforeEach(async () => {
    fake = createFakeHost(snapshot({ update: ready("2.0.0") }));
    stop = startStore(fake.host);
    await settle();
  });
  afterEach(() => stop());

  it("is offered when it is ready, and not before", () => {
    expect(offeredVersion.value).toBe("2.0.0");
    fake.publish(snapshot({ update: { phase: "downloading", version: "2.0.0", percent: 99 } }));
    expect(offeredVersion.value).toBeNull();
  });

  it.each(["ringing", "trying", "connected", "reconnecting"] as const)(
    "is not offered while a call is %s",
    (phase) => {
      fake.publish(snapshot({ update: ready("2.0.0"), calls: [call(phase)] }));
      expect([offeredVersion.value, canRestart.value]).toEqual([null, false]);
      fake.publish(snapshot({ update: ready("2.0.0"), calls: [call("ended")] }));
      expect([offeredVersion.value, canRestart.value]).toEqual(["2.0.0", true]);
    },
  );

  it("is not offered again once it was put off, but the next one is", () => {
    updateLater();
    fake.publish(snapshot({ update: ready("2.0.0") }));
    expect(offeredVersion.value).toBeNull();
    fake.publish(snapshot({ update: ready("3.0.0") }));
    expect(offeredVersion.value).toBe("3.0.0");
  });
});
