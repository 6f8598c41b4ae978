import { firstRemoteAudio } from "../../test/e2e/support/first-audio.ts";
import { expectTone } from "../../test/e2e/support/listen.ts";
import {
  accept,
  call,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
} from "../../test/e2e/support/office.ts";
import type { Stage } from "../lib/stages.ts";
import { type Cast, elapsed, seatOf } from "./cast.ts";

/** Two people: sign-in, a call with both voices, hang-up. */
export function peopleStages(cast: Cast): Stage[] {
  const hears = async (who: "alice" | "bob", other: "alice" | "bob"): Promise<string> => {
    const heard = await expectTone(seatOf(cast, who).page, people[other].hz, { absent: people[who].hz });
    return `peak at ${heard.peakHz.toFixed(0)} Hz`;
  };
  return [
    ...(["alice", "bob"] as const).map((who) => ({
      name: `${who} signs in`,
      run: async () => {
        cast.seats[who] = await cast.office.seat(who, { env: cast.env });
      },
    })),
    {
      name: "alice clicks bob, bob's app rings",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        const rings = bob.page.getByRole("button", { name: /^Accept/ }).waitFor({ timeout: 15_000 });
        const ms = await elapsed(async () => {
          await call(alice, "bob");
          await rings;
        });
        await cast.picture(bob.page, "incoming");
        await cast.picture(alice.page, "ringing");
        return `click to ring ${ms} ms`;
      },
    },
    {
      name: "bob accepts, both are connected",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        const heard = firstRemoteAudio(bob.page);
        const start = Date.now();
        await accept(bob);
        const ms = (await heard) - start;
        await expectTalking(alice, bob);
        return `accept to first audio ${ms} ms`;
      },
    },
    {
      name: `alice hears ${people.bob.hz} Hz and not ${people.alice.hz} Hz`,
      run: () => hears("alice", "bob"),
    },
    { name: `bob hears ${people.alice.hz} Hz and not ${people.bob.hz} Hz`, run: () => hears("bob", "alice") },
    {
      name: "alice hangs up, both are back",
      run: async () => {
        const [alice, bob] = [seatOf(cast, "alice"), seatOf(cast, "bob")];
        await cast.picture(alice.page, "call");
        await hangUp(alice);
        await expectNoLiveCall(alice, bob);
        await cast.picture(bob.page, "ended");
      },
    },
  ];
}
