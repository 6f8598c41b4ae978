import { afterEach, describe, expect, it } from "vitest";
import type { PhoneCall, PhoneCause } from "../../server-stub/pstn/phone-network.ts";
import { systemClock } from "../../server-stub/system-clock.ts";
import { answered, ended, nextFrames, openTrunkNetwork, sayTone } from "../support/phone-bench.ts";
import { Sipp } from "../support/sipp.ts";
import * as scenarios from "../support/sipp-scenarios.ts";
import { toneShare } from "../support/tone-share.ts";

/** A hundred calls at ten a second, each with audio, in both directions: none may be lost. */

const count = 100;
const everyMs = 100;

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

describe("100 calls at 10 per second", () => {
  it("all come in, are answered and end", async () => {
    const network = await openTrunkNetwork({ server: "127.0.0.1:9" });
    cleanUp.push(() => network.close());
    const calls: Promise<PhoneCause>[] = [];
    network.onIncoming((call) => {
      calls.push(ended(call));
      call.ring();
      call.answer();
      sayTone(call, 1_000);
    });
    const sipp = await Sipp.start({
      scenario: scenarios.calls({ stayMs: 2_000 }),
      calls: count,
      remote: `127.0.0.1:${network.trunk!.port}`,
      args: ["-s", "+19195550142", "-r", String(1_000 / everyMs)],
    });
    cleanUp.push(() => sipp.stop());
    await sipp.finished();
    expect(await Promise.all(calls)).toEqual(Array.from({ length: count }, () => "hangup"));
  });

  it("all go out, are heard and end", async () => {
    const sipp = await Sipp.start({ scenario: scenarios.answers(), calls: count });
    cleanUp.push(() => sipp.stop());
    const network = await openTrunkNetwork({ server: `127.0.0.1:${sipp.port}` });
    cleanUp.push(() => network.close());
    const talk = async (call: PhoneCall): Promise<number> => {
      await answered(call);
      sayTone(call, 1_000);
      // sipp echoes: what was said comes back.
      const heard = await nextFrames(call, 100);
      call.hangUp();
      return toneShare(heard.slice(25), 1_000);
    };
    const shares = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        await new Promise<void>((resolve) => systemClock.after(index * everyMs, resolve));
        return talk(network.place({ to: "+19195550123", from: "+19195550142", ringLimitMs: 20_000 }));
      }),
    );
    await sipp.finished();
    // More of it than of everything else together: on a busy machine frames come late and are concealed.
    expect(shares.filter((share) => share > 0.5)).toHaveLength(count);
  });
});
