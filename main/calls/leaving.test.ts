import { describe, expect, it } from "vitest";
import { ok } from "../../common/result.ts";
import type { Result } from "../../common/result.ts";
import { callBench } from "../../test/support/call-bench.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import type { CallRefusal } from "../backend/backend.ts";

describe("leaving", () => {
  it("hangs up before the app ends", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.service.hangUpAll();
    expect(bench.backend.asked.at(-1)).toBe("hang-up 101");
    expect(bench.clock.running).toBe(0);
  });

  it("does not wait longer than 1.5 s for the service", async () => {
    const bench = callBench();
    await bench.talk();
    bench.backend.answer = () => new Promise(() => {});
    let left = false;
    void bench.service.hangUpAll().then(() => (left = true));
    await bench.clock.pass(1_499);
    expect(left).toBe(false);
    await bench.clock.pass(1);
    expect(left).toBe(true);
  });

  it("leaves to her other devices what merely rings here", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.service.hangUpAll();
    expect(bench.phases()).toEqual([]);
    expect(bench.backend.asked).toEqual(["confirm"]);
  });

  it("leaves the session only after the service has heard the hang-up, so that nobody takes it for a loss", async () => {
    const bench = callBench();
    await bench.talk();
    const heard = deferred<Result<null, CallRefusal>>();
    bench.backend.answer = () => heard.promise;
    bench.service.hangUp(bench.service.calls[0]!.id);
    await settle();
    expect(bench.commands.at(-1)).toMatchObject({ type: "close" });
    expect(bench.links.at(-1)?.closed).toBe(false);
    heard.resolve(ok(null));
    await settle();
    expect(bench.links.at(-1)?.closed).toBe(true);
  });

  it("ends everything and shows nothing when she is signed out", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.isCalled(1);
    bench.service.signedOut();
    await settle();
    expect(bench.phases()).toEqual([]);
    expect(bench.links.every((link) => link.closed)).toBe(true);
  });
});
