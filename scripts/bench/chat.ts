import { withPerson } from "../../common/chat/conversation-id.ts";
import { UserId } from "../../common/ids.ts";
import { openMessages, summaryOf } from "../../test/e2e/support/chat.ts";
import { expect, type Seat } from "../../test/e2e/support/office.ts";
import { bareChannelMs, bareChannelName } from "./bare-channel.ts";
import { type Measurement, repetitions } from "./measurement.ts";
import { withPair } from "./offices.ts";
import { appears, momentsOf, nextKey } from "./page-times.ts";

const latency = "chat, Enter to the words on the other screen";

/** Both have their conversation open, and a channel between them stands before the first message that counts. */
export const chat: Measurement = {
  figures: [latency],
  run: async () => {
    const samples = await withPair(async (alice, bob) => {
      await openMessages(alice, "bob");
      await openMessages(bob, "alice");
      await oneMessage(alice, bob, "first words");
      await expect
        .poll(() => summaryOf(alice, withPerson(UserId.parse("bob"))), { timeout: 30_000 })
        .toMatchObject({ way: "direct" });
      const taken: number[] = [];
      for (let count = 0; count < repetitions; count++)
        taken.push(await oneMessage(alice, bob, `message ${count} of the bench`));
      return taken;
    });
    const peer = { name: bareChannelName, samples: await bareChannelMs(repetitions) };
    return [{ name: latency, unit: "ms", samples, peer }];
  },
};

const composer = ({ page }: Seat) => page.getByRole("textbox", { name: /^Message to / });

async function oneMessage(alice: Seat, bob: Seat, text: string): Promise<number> {
  await composer(alice).fill(text);
  const { key, words } = await momentsOf(
    {
      key: nextKey(alice.page, "Enter"),
      words: appears(bob.page, { selector: ".bubble__text", text }),
    },
    () => composer(alice).press("Enter"),
  );
  return words - key;
}
