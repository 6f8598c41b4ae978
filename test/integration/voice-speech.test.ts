import { describe, expect, it } from "vitest";
import { createEspeak } from "../../server-stub/voice/audio/espeak.ts";
import { FakeClock } from "../support/fake-clock.ts";

const seconds = (frames: readonly unknown[]): number => frames.length / 50;

describe("espeak-ng", () => {
  const problems: string[] = [];
  const speech = createEspeak({ clock: new FakeClock(), log: (_level, message) => problems.push(message) });
  const say = (text: string, more: object = {}) => speech.render({ verb: "SpeakSentence", text, ...more });

  it("speaks: a longer sentence takes longer, and it is loud enough to hear", async () => {
    const short = await say("One.");
    const long = await say("One, two, three, four, five, six, seven, eight, nine, ten.");
    expect(problems).toEqual([]);
    expect(seconds(short)).toBeGreaterThan(0.3);
    expect(seconds(long)).toBeGreaterThan(3 * seconds(short));
    const peak = Math.max(...long.flatMap((frame) => [...frame].map(Math.abs)));
    expect(peak).toBeGreaterThan(3_000);
  });

  it.each(["$(touch /x) `id` ; rm -rf /", "--help", "-v nobody", "<speak>&"])(
    "takes %j for words and for nothing else",
    async (text) => {
      expect((await say(text)).length).toBeGreaterThan(0);
      expect(problems).toEqual([]);
    },
  );

  it.each(["de_DE", "en_UK", "xx_YY", "--help", "../../etc", "__proto__"])(
    "has a voice for locale %j",
    async (locale) => {
      expect((await say("One", { locale, gender: "female" })).length).toBeGreaterThan(0);
      expect(problems).toEqual([]);
    },
  );
});
