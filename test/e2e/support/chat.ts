/** What chat tests do at a seat: by the views where a user would, by the host where many messages are counted. */
import { expect, type Page } from "@playwright/test";
import type { ConversationId } from "../../../common/chat/conversation-id.ts";
import type { ChatLine, ConversationSummary } from "../../../common/contract/chat.ts";
import { choose, type Seat, type Username } from "./office.ts";

export async function openMessages(seat: Seat, other: Username): Promise<void> {
  await seat.page.getByRole("button", { name: "People", exact: true }).click();
  await choose(seat, other);
  await seat.page.getByRole("button", { name: "Message", exact: true }).click();
  await expect(seat.page.getByRole("log")).toBeVisible();
}

export async function write({ page }: Seat, words: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Message to/ }).fill(words);
  await page.keyboard.press("Enter");
}

export const bubbles = ({ page }: Seat): ReturnType<Page["locator"]> => page.locator(".bubble__text");

export function summaryOf(seat: Seat, id: ConversationId): Promise<ConversationSummary | undefined> {
  return seat.page.evaluate(async (wanted) => {
    const state = await window.host.request("state.get", null);
    return state.ok ? state.value.chat.conversations.find((one) => one.id === wanted) : undefined;
  }, id);
}

/** Every line of a conversation, as its app has it on disk. */
export async function history(seat: Seat, conversation: ConversationId): Promise<ChatLine[]> {
  return seat.page.evaluate(async (id) => {
    const all: ChatLine[] = [];
    for (let before = 1_000_000_000; ;) {
      const page = await window.host.request("chat.page", { conversation: id, before });
      if (!page.ok) return all;
      all.unshift(...page.value.lines);
      before = all[0]?.position ?? 0;
      if (!page.value.older) return all;
    }
  }, conversation);
}

/** True when main has it on disk. */
export function send(seat: Seat, conversation: ConversationId, text: string): Promise<boolean> {
  return seat.page.evaluate(async (message) => (await window.host.request("chat.send", message)).ok, {
    conversation,
    text,
  });
}
