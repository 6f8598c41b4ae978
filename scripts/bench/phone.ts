import type { Page } from "playwright-core";
import { firstRemoteAudio } from "../../test/e2e/support/first-audio.ts";
import { expectNoLiveCall, expectTalking, hangUp, type Seat } from "../../test/e2e/support/office.ts";
import { type Measurement, repetitions } from "./measurement.ts";
import { withOffice } from "./offices.ts";
import { momentsOf, nextKey } from "./page-times.ts";

const dialToRingback = "dial to ringback";
const answerToAudio = "phone's answer to its first audio";
/** A simulated phone of the server: answers half a second after it was called and plays a tone. */
const number = "9195550101";

/** Alice dials a number, over and over. The phone is simulated by the server: no network and no trunk are in this. */
export const phone: Measurement = {
  figures: [dialToRingback, answerToAudio],
  run: () =>
    withOffice(async (office) => {
      const alice = await office.seat("alice");
      const rounds = [];
      for (let count = 0; count < repetitions; count++) rounds.push(await oneCall(alice));
      return [
        { name: dialToRingback, unit: "ms", samples: rounds.map((one) => one.ringbackMs) },
        { name: answerToAudio, unit: "ms", samples: rounds.map((one) => one.heardMs) },
      ];
    }),
};

async function oneCall(alice: Seat) {
  const { page } = alice;
  await page.keyboard.press("Control+K");
  await page.getByRole("textbox", { name: "Find people" }).fill(number);
  await page.getByRole("button", { name: /^Call \(919\)/ }).waitFor();
  const at = await momentsOf(
    {
      key: nextKey(page, "Enter"),
      ringback: ringback(page),
      answer: answer(page),
      audio: firstRemoteAudio(page),
    },
    async () => {
      // Keys take a shorter way than questions do: once this one is answered, those before it are being listened to.
      await page.evaluate(() => undefined);
      await page.keyboard.press("Enter");
    },
  );
  await expectTalking(alice);
  await hangUp(alice);
  await expectNoLiveCall(alice);
  return { ringbackMs: at.ringback - at.key, heardMs: at.audio - at.answer };
}

/** When main orders the ringback, which the page then plays at once; ms since the epoch. */
function ringback(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const stop = window.host.on("media.command", (command) => {
          if (command.type !== "ring" || command.tone !== "ringback") return;
          stop();
          resolve(performance.timeOrigin + performance.now());
        });
      }),
  );
}

/** When this page learns that the call was answered; ms since the epoch. */
function answer(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const stop = window.host.on("state.changed", ({ calls }) => {
          if (!calls.some(({ phase }) => phase === "connecting" || phase === "connected")) return;
          stop();
          resolve(performance.timeOrigin + performance.now());
        });
      }),
  );
}
