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
import { appears, nextClick } from "./page-times.ts";

const ring = "click to ring";
const heardByCallee = "accept to first audio, at who accepts";
const heardByCaller = "accept to first audio, at who called";

/** Alice clicks Call, Bob clicks Accept, over and over: each moment taken in the page where it happens. */
export const calls: Measurement = {
  figures: [ring, heardByCallee, heardByCaller],
  run: () =>
    withPair(async (alice, bob) => {
      const rounds = [];
      for (let count = 0; count < repetitions; count++) rounds.push(await oneCall(alice, bob));
      return [
        { name: ring, unit: "ms", samples: rounds.map((one) => one.ringMs) },
        { name: heardByCallee, unit: "ms", samples: rounds.map((one) => one.calleeHearsMs) },
        { name: heardByCaller, unit: "ms", samples: rounds.map((one) => one.callerHearsMs) },
      ];
    }),
};

async function oneCall(alice: Seat, bob: Seat) {
  await choose(alice, "bob");
  const clicked = nextClick(alice.page);
  const rang = appears(bob.page, { selector: "button", text: "Accept" });
  await alice.page.getByRole("button", { name: "Call", exact: true }).click();
  const ringMs = (await rang) - (await clicked);
  const accepted = nextClick(bob.page);
  const calleeHears = firstRemoteAudio(bob.page);
  const callerHears = firstRemoteAudio(alice.page);
  await accept(bob);
  const from = await accepted;
  const times = {
    ringMs,
    calleeHearsMs: (await calleeHears) - from,
    callerHearsMs: (await callerHears) - from,
  };
  await expectTalking(alice, bob);
  await hangUp(alice);
  await expectNoLiveCall(alice, bob);
  return times;
}
