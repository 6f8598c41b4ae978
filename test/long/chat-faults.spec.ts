import { type ConversationId, inRoom } from "../../common/chat/conversation-id.ts";
import { say } from "../../scripts/lib/run.ts";
import { bubbles, history, summaryOf } from "../e2e/support/chat.ts";
import { type Count, count, sum, textsFrom } from "../e2e/support/chat-count.ts";
import { ChatWriter } from "../e2e/support/chat-writer.ts";
import { type Keyring, startKeyring } from "../e2e/support/keyring.ts";
import { expect, people, test as base, type Username } from "../e2e/support/office.ts";
import { losePackets } from "../e2e/support/packet-loss.ts";
import { enterRoom, openRoom } from "../e2e/support/rooms.ts";

/*
 * A session of three apps whose network loses a fifth of all datagrams from the first message to the last, while one
 * window is reloaded, one app and the server are killed, and everybody writes on.
 */
const total = 2_000;
const loss = 0.2;
const stages = 5;
const names = Object.keys(people) as Username[];
/** Repeats of what got lost take their time: seconds, not tenths. */
const patiently = { timeout: 240_000, intervals: [1_000] };

/** Without a keychain the history would not outlive the app (docs/decisions/chat.md). */
const test = base.extend<{ keyring: Keyring }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures are needed
  keyring: async ({}, use) => {
    const keyring = await startKeyring();
    await use(keyring);
    await keyring.stop();
  },
});
test.use({ serverConfig: { deviceGraceMs: 5_000 } });

test("2,000 messages come to everybody once and in order through loss, a reload, kill -9 and a server restart", async ({
  keyring,
  office,
}) => {
  const [alice, bob, carol] = await Promise.all(names.map((name) => office.seat(name, { env: keyring.env })));
  const room = await openRoom(alice!, "Daily");
  await enterRoom(bob!, room);
  await enterRoom(carol!, room);
  const conversation = inRoom(room);
  const writers = [alice!, bob!, carol!].map((seat) => new ChatWriter(seat, conversation));
  for (const { seat } of writers) {
    await expect.poll(() => summaryOf(seat, conversation)).toMatchObject({ way: "direct" });
  }
  const network = await losePackets(loss);

  const faults = [
    () => bob!.page.reload(),
    async () => {
      await carol!.desktop.kill();
      const { userData } = carol!;
      writers[2]!.seat = await office.seat("carol", { userData, env: keyring.env, signIn: false });
      await enterRoom(writers[2]!.seat, room);
    },
    () => office.restartServer(),
  ];
  for (let stage = 1; stage <= stages; stage += 1) {
    // The first half is under way everywhere when the fault comes; the second is written while it lasts.
    await write(writers, (stage - 0.5) / stages);
    await everybodyHears(writers, conversation, (stage - 1) / stages);
    await Promise.all([faults[stage - 2]?.(), write(writers, stage / stages)]);
  }

  const whole = writers.map(() => ({ here: total, missing: 0, doubled: 0, disordered: 0 }));
  await expect.poll(() => counts(writers, conversation), patiently).toEqual(whole);
  const [first] = await counts(writers, conversation);
  const unsure = writers.flatMap((writer) => writer.unsure).length;
  say(`at each of three apps: ${JSON.stringify(first)}; cut off while being written: ${String(unsure)}`);
  // Nobody has more than the others either: what an app had on disk when it died is everywhere, or nowhere.
  const kept = await Promise.all(writers.map(({ seat }) => history(seat, conversation)));
  for (const { name } of writers) {
    const [one, ...others] = kept.map((lines) => textsFrom(lines, name));
    for (const other of others) expect(other).toEqual(one);
  }
  for (const [index, { seat }] of writers.entries()) {
    const last = kept[index]!.slice(-10).map((line) => (line.kind === "message" ? line.text : ""));
    await seat.page.getByRole("button", { name: /^Chat/ }).first().click();
    await seat.page.getByRole("list", { name: "Conversations" }).getByRole("button").first().click();
    await expect.poll(async () => (await bubbles(seat).allTextContents()).slice(-10)).toEqual(last);
  }
  const { arrived, dropped } = await network.counted();
  say(`datagrams: ${String(arrived)} arrived, ${String(dropped)} of them dropped`);
  expect(dropped).toBeGreaterThan(0.15 * arrived);
});

/** 667, 667 and 666. */
const shareOf = (index: number): number => Math.floor((total + names.length - 1 - index) / names.length);

/** All write at once, until this part of everything is safe on their disks. */
async function write(writers: readonly ChatWriter[], part: number): Promise<void> {
  await Promise.all(writers.map((writer, index) => writer.write(Math.floor(shareOf(index) * part))));
}

/** Something written after this part has come to each from each. */
async function everybodyHears(
  writers: readonly ChatWriter[],
  conversation: ConversationId,
  part: number,
): Promise<void> {
  // By name, so that a failure says who does not hear whom.
  const deaf = async (): Promise<string[]> => {
    const all = await Promise.all(writers.map(({ seat }) => history(seat, conversation)));
    return all.flatMap((lines, at) =>
      writers
        .filter(({ name }, of) => textsFrom(lines, name).length <= Math.floor(shareOf(of) * part))
        .map(({ name }) => `after ${String(part)}: ${writers[at]!.name} does not hear ${name}`),
    );
  };
  await expect.poll(deaf, patiently).toEqual([]);
}

/** At each app, of what all writers were told to be safe. */
async function counts(writers: readonly ChatWriter[], conversation: ConversationId): Promise<Count[]> {
  const all: Count[] = [];
  for (const { seat } of writers) {
    const lines = await history(seat, conversation);
    all.push(sum(writers.map(({ name, safe }) => count(textsFrom(lines, name), safe))));
  }
  return all;
}
