/** The built page with a fake main: one keyboard for every list beside the detail. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withPerson } from "../../common/chat/conversation-id.ts";
import type { Recent } from "../../common/contract/state.ts";
import { CallId } from "../../common/ids.ts";
import type { Person } from "../../common/wire/token-server.ts";
import { bob, carol, snapshot } from "../support/fake-host.ts";
import { answer } from "../support/renderer-page.ts";
import { rendererSuite } from "../support/renderer-suite.ts";

const { open } = rendererSuite();

const callWith = ({ id, name }: Person, number: number): Recent => ({
  id: CallId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
  remote: { kind: "person", userId: id, name },
  direction: "outbound",
  calledNumber: null,
  startedAt: 1_700_000_000_000,
  connectedAt: null,
  endedAt: 1_700_000_010_000,
  reason: { code: "busy" },
  unseen: false,
});
const both = snapshot({
  recents: [callWith(bob, 1), callWith(carol, 2)],
  chat: {
    historyProblem: null,
    conversations: [bob, carol].map(({ id }) => ({
      id: withPerson(id),
      title: "",
      unread: 0,
      last: { from: id, text: "Good morning", at: 1_700_000_000_000 },
      way: "direct" as const,
    })),
  },
});

/** The rows that Tab stops at, by their text. */
const tabStops = (page: Page, list: string): Promise<string[]> =>
  page.getByRole("list", { name: list }).locator("button[data-row][tabindex='0']").allTextContents();

describe.each([
  { section: "Recents", list: "Recent calls" },
  { section: "Chat", list: "Conversations" },
])("the list of $section", ({ section, list }) => {
  it("has one stop for Tab, and arrows, Home and End inside", async () => {
    const page = await open(both);
    await answer(page, "chat.open", "never"); // what a conversation holds is not looked at here
    await page.getByRole("button", { name: section, exact: true }).click();
    const rows = page.getByRole("list", { name: list }).locator("button[data-row]");
    expect(await tabStops(page, list)).toEqual([expect.stringContaining("Bob Okafor")]);
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    await rows.last().and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Home");
    await rows.first().and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowUp"); // nothing is above
    await rows.first().and(page.locator(":focus")).waitFor();
    await page.keyboard.press("End");
    await rows.last().and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("button[data-row][aria-current='true']").waitFor();
    expect(await tabStops(page, list)).toEqual([expect.stringContaining("Carol Díaz")]);
  });

  it("says what to do when it is empty", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: section, exact: true }).click();
    await page
      .locator(".list-pane .empty")
      .getByText(/^No (calls|conversations) yet$/)
      .waitFor();
    expect(await page.getByRole("list", { name: list }).count()).toBe(0);
  });
});
