import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { createEspeak } from "./espeak.ts";
import { beeps } from "./speech.ts";

const sentence = { verb: "SpeakSentence", text: "Hello" } as const;

describe("createEspeak", () => {
  it.each(["/nowhere/espeak-ng", "false", "true"])(
    "gives tones for words when there is only %s",
    async (program) => {
      const logged: string[] = [];
      const speech = createEspeak({
        clock: new FakeClock(),
        log: (_level, message) => logged.push(message),
        program,
      });
      expect(await speech.render(sentence)).toEqual(await beeps.render(sentence));
      expect(logged).toEqual(["nothing to speak with, tones instead of words"]);
    },
  );

  it("leaves no timer behind", async () => {
    const clock = new FakeClock();
    await createEspeak({ clock, log: () => {}, program: "false" }).render(sentence);
    expect(clock.running).toBe(0);
  });
});
