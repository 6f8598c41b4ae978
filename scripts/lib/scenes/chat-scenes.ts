/** Pictures of the chat. */
import type { Page } from "playwright-core";
import { type ConversationId, inRoom, withPerson } from "../../../common/chat/conversation-id.ts";
import type {
  ChatLine,
  ChatState,
  ConversationSummary,
  OpenConversation,
} from "../../../common/contract/chat.ts";
import { RoomId, UserId } from "../../../common/ids.ts";
import { alice, bob, carol } from "../../../test/support/fake-host.ts";
import { answer } from "../../../test/support/renderer-page.ts";
import type { Scene } from "./scene.ts";

const minute = 60_000;
const room = inRoom(RoomId.parse("99999999-9999-4999-8999-999999999999"));
const withBob = withPerson(bob.id);

const says = (
  position: number,
  from: UserId,
  ago: number,
  text: string,
  own: number | null = null,
): ChatLine => ({
  kind: "message",
  position,
  from,
  own,
  at: Date.now() - ago,
  text,
});

const talk = (): ChatLine[] => [
  says(1, bob.id, 26 * 60 * minute, "Did the new headsets arrive?"),
  says(2, alice.id, 25.9 * 60 * minute, "Yes, two boxes. They are at the front desk.", 1),
  { kind: "key", position: 3, of: bob.id, change: "new-client", at: Date.now() - 65 * minute },
  says(4, bob.id, 62 * minute, "Great, thank you!"),
  says(
    5,
    bob.id,
    61 * minute,
    "I have put the plan for the move here:\nhttps://plans.example.com/office/2026/move?view=week",
  ),
  says(
    6,
    bob.id,
    60 * minute,
    "Could you look at the second page before the call? Kerstin asked about the cables under the floor, and I am not sure that we have thought of the meeting rooms at all.",
  ),
  says(7, alice.id, 8 * minute, "Looking now.", 2),
  says(8, alice.id, 7 * minute, "The meeting rooms are on page four 👍", 3),
];

const summary = (id: ConversationId, change: Partial<ConversationSummary>): ConversationSummary => ({
  id,
  title: "",
  unread: 0,
  last: null,
  way: "direct",
  ...change,
});

const list = (): ChatState => ({
  historyProblem: null,
  conversations: [
    summary(withBob, {
      last: { from: alice.id, text: "The meeting rooms are on page four 👍", at: Date.now() - 7 * minute },
    }),
    summary(withPerson(carol.id), {
      unread: 3,
      way: "stored",
      last: {
        from: carol.id,
        text: "Can we move our call to half past three? The customer is late.",
        at: Date.now() - 20 * minute,
      },
    }),
    summary(room, {
      title: "Weekly review with the northern office",
      last: { from: bob.id, text: "https://example.com/slides", at: Date.now() - 3 * 24 * 60 * minute },
      way: "waiting",
    }),
    summary(withPerson(UserId.parse("person-1")), {
      unread: 120,
      last: { from: UserId.parse("person-1"), text: "Ok", at: Date.now() - 9 * 24 * 60 * minute },
    }),
  ],
});

const open = (change: Partial<OpenConversation> = {}): OpenConversation => ({
  revision: 1,
  id: withBob,
  lines: talk(),
  older: false,
  progress: { sent: 3, problem: null, people: [{ user: bob.id, delivered: 3, read: 2 }] },
  ...change,
});

const chat = (page: Page): Promise<void> => page.getByRole("button", { name: /^Chat/ }).first().click();

const opened =
  (name: RegExp, conversation: () => OpenConversation) =>
  async (page: Page): Promise<void> => {
    await answer(page, "chat.open", { ok: true, value: conversation() });
    await chat(page);
    await page.getByRole("button", { name }).first().click();
    await page.getByRole("log").waitFor();
  };

const ofBob = /^Bob Okafor/;

export const chatScenes: readonly Scene[] = [
  { name: "chat", state: () => ({ chat: list() }), act: chat, main: true },
  { name: "chat-empty", state: () => ({}), act: chat },
  {
    name: "chat-this-run",
    state: () => ({ chat: { ...list(), historyProblem: "locked" } }),
    act: chat,
  },
  { name: "chat-person", state: () => ({ chat: list() }), act: opened(ofBob, open), main: true },
  {
    name: "chat-first",
    state: () => ({
      chat: { historyProblem: null, conversations: [summary(withBob, { way: "stored" })] },
    }),
    act: async (page) => {
      await answer(page, "chat.open", { ok: true, value: open({ lines: [] }) });
      await page.getByRole("button", { name: ofBob }).first().click();
      await page.getByRole("button", { name: "Message" }).click();
      await page.getByRole("log").waitFor();
    },
  },
  {
    name: "chat-failed",
    state: () => ({
      chat: {
        historyProblem: null,
        conversations: list()
          .conversations.slice(0, 1)
          .map((one) => ({ ...one, way: "waiting" as const })),
      },
    }),
    act: opened(ofBob, () => open({ progress: { sent: 2, problem: "full", people: [] } })),
  },
  {
    name: "chat-link",
    state: () => ({ chat: list() }),
    act: async (page) => {
      await opened(ofBob, open)(page);
      await page.getByRole("button", { name: /^https:..plans/ }).click();
    },
  },
  {
    name: "chat-room",
    state: () => ({ chat: list() }),
    act: opened(/^Weekly review/, () =>
      open({
        id: room,
        lines: [
          says(1, bob.id, 12 * minute, "Slides: https://example.com/slides"),
          says(2, carol.id, 11 * minute, "Thanks! Page 3 looks different from what we agreed on."),
          says(3, alice.id, 10 * minute, "I will check that.", 1),
        ],
        progress: {
          sent: 1,
          problem: null,
          people: [
            { user: bob.id, delivered: 1, read: 1 },
            { user: carol.id, delivered: 1, read: 1 },
          ],
        },
      }),
    ),
  },
  {
    name: "chat-long",
    state: () => ({ chat: list() }),
    act: opened(ofBob, () =>
      open({
        older: true,
        lines: Array.from({ length: 100 }, (_, index) =>
          says(
            index + 1,
            index % 3 === 0 ? alice.id : bob.id,
            (100 - index) * 4 * minute,
            `Line ${String(index + 1)} of many`,
          ),
        ),
      }),
    ),
  },
];
