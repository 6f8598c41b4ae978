import { firstRemoteAudio } from "../../test/e2e/support/first-audio.ts";
import {
  accept,
  choose,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  type Seat,
} from "../../test/e2e/support/office.ts";
import { type Measurement, repetitions } from "./measurement.ts";
import { withPair } from "./offices.ts";
import { appears, momentsOf, nextClick } from "./page-times.ts";

const clickToRing = "click to ring";
const heardByCallee = "accept to first audio, at who accepts";
const heardByCaller = "accept to first audio, at who called";

/** Alice clicks Call, Bob clicks Accept, over and over: each moment taken in the page where it happens. */
export const calls: Measurement = {
  figures: [clickToRing, heardByCallee, heardByCaller],
  run: () =>
    withPair(async (alice, bob) => {
      const rounds = [];
      for (let count = 0; count < repetitions; count++) rounds.push(await oneCall(alice, bob));
      return [
        { name: clickToRing, unit: "ms", samples: rounds.map((one) => one.ringMs) },
        { name: heardByCallee, unit: "ms", samples: rounds.map((one) => one.calleeHearsMs) },
        { name: heardByCaller, unit: "ms", samples: rounds.map((one) => one.callerHearsMs) },
      ];
    }),
};

async function oneCall(alice: Seat, bob: Seat) {
  await choose(alice, "bob");
  const ring = await momentsOf(
    { click: nextClick(alice.page), ringing: appears(bob.page, { selector: "button", text: "Accept" }) },
    () => alice.page.getByRole("button", { name: "Call", exact: true }).click(),
  );
  const audio = await momentsOf(
    {
      click: nextClick(bob.page),
      calleeHears: firstRemoteAudio(bob.page),
      callerHears: firstRemoteAudio(alice.page),
    },
    () => accept(bob),
  );
  await expectTalking(alice, bob);
  await hangUp(alice);
  await expectNoLiveCall(alice, bob);
  return {
    ringMs: ring.ringing - ring.click,
    calleeHearsMs: audio.calleeHears - audio.click,
    callerHearsMs: audio.callerHears - audio.click,
  };
}
