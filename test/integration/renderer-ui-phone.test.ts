/** The built page with a fake main: phones, recents, hold, keys, adding and passing on, as a user meets them. */
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Recent } from "../../common/contract/state.ts";
import { CallId, MemberId, PhoneNumber } from "../../common/ids.ts";
import type { CallMember } from "../../common/wire/calls.ts";
import { alice, bob, call, carol, snapshot } from "../support/fake-host.ts";
import { accessibilityProblems, answer, inputsOf, publish } from "../support/renderer-page.ts";
import { button, focusedName, rendererSuite } from "../support/renderer-suite.ts";

const { open } = rendererSuite();

const number = PhoneNumber.parse("+19195550123");
const phone = { kind: "phone", number, name: null } as const;

const { id } = call("connected");

async function middleOf(control: Locator): Promise<{ x: number; y: number }> {
  const box = await control.boundingBox();
  if (box === null) throw new Error("not shown");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe("the keypad", () => {
  it("reads what is typed as a number of the own country and calls it", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Keypad" }).click();
    expect(await focusedName(page)).toBe("Phone number");
    await page.keyboard.type("9195550123");
    expect(await page.getByLabel("Phone number").inputValue()).toBe("(919) 555-0123");
    await page.getByText("United States").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "phone", number } }]);
  });

  it("is empty for the next number once the call is placed, and keeps what was refused", async () => {
    const page = await open(snapshot());
    await answer(page, "call.place", { ok: false, error: { code: "phones-unavailable" } });
    await page.getByRole("button", { name: "Keypad" }).click();
    const field = page.getByLabel("Phone number");
    await page.keyboard.type("9195550123");
    await page.keyboard.press("Enter");
    await page.getByText("Your server cannot call phones at the moment.").waitFor();
    expect(await field.inputValue()).toBe("(919) 555-0123");
    await answer(page, "call.place", { ok: true, value: id });
    await page.keyboard.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("");
  });

  it("is pressed key by key, with the mouse and with arrows", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Keypad" }).click();
    const keys = page.getByRole("grid", { name: "Keypad" });
    await keys.getByRole("button", { name: "1", exact: true }).click();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("9");
    expect((await page.getByLabel("Phone number").inputValue()).replace(/\D/g, "")).toBe("1259");
    await button(page, "Delete the last digit").click();
    expect((await page.getByLabel("Phone number").inputValue()).replace(/\D/g, "")).toBe("125");
  });

  it.each([
    ["911", "Deskline cannot call emergency numbers. Use a mobile phone or a landline."],
    ["0195550142", "This number does not exist. Check the digits."],
  ])("says why %s is not called, and sends nothing", async (typed, words) => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Keypad" }).click();
    await page.keyboard.type(typed);
    await page.getByText(words).waitFor();
    await page.keyboard.press("Enter");
    await button(page, "Call").click({ force: true });
    expect(await inputsOf(page, "call.place")).toEqual([]);
  });

  it("is not there when the server cannot call phones", async () => {
    const page = await open(snapshot({ capabilities: ["call-people"] }));
    await page.getByRole("button", { name: "Recents" }).waitFor();
    expect(await page.getByRole("button", { name: "Keypad" }).count()).toBe(0);
    await page.keyboard.press("Control+K");
    await page.keyboard.type("9195550123");
    await page.getByText("0 matches").waitFor();
    expect(await page.getByRole("button", { name: "Call (919) 555-0123" }).count()).toBe(0);
  });

  it("is also in the search field: a number there is called by Enter", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+K");
    await page.keyboard.type("919 555 0123");
    await button(page, "Call (919) 555-0123").waitFor();
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "phone", number } }]);
  });
});

describe("recents", () => {
  const recent = (n: number, change: Partial<Recent> = {}): Recent => ({
    id: CallId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`),
    remote: { kind: "person", userId: bob.id, name: bob.name },
    direction: "outbound",
    calledNumber: null,
    startedAt: 0,
    connectedAt: 10_000,
    endedAt: 190_000,
    reason: { code: "hung-up", by: "us" },
    unseen: false,
    ...change,
  });
  const missed = recent(2, {
    remote: phone,
    direction: "inbound",
    connectedAt: null,
    reason: { code: "cancelled", by: "them" },
    unseen: true,
  });

  it("count what was missed until they are looked at, and call back", async () => {
    const page = await open(snapshot({ recents: [missed, recent(1)] }));
    await page.getByRole("button", { name: /^Recents.*1 missed call$/ }).click();
    expect(await inputsOf(page, "recents.seen")).toEqual([null]);
    const list = page.getByRole("list", { name: "Recent calls" });
    await list.getByText(/^Missed call/).waitFor();
    await list.getByText(/^Talked for 3 minutes/).waitFor();
    await list.getByRole("button", { name: /^\(919\) 555-0123/ }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await button(page, "Call back").click();
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "phone", number } }]);
  });

  it("are forgotten one by one, or all after a question", async () => {
    const page = await open(snapshot({ recents: [recent(1)] }));
    await page.getByRole("button", { name: "Recents" }).click();
    await page.getByRole("list", { name: "Recent calls" }).getByRole("button").first().click();
    await button(page, "Forget the call with Bob Okafor").click();
    await button(page, "Clear all").click();
    await button(page, "Forget them").click();
    expect(await inputsOf(page, "recents.remove")).toEqual([{ id: recent(1).id }, { id: null }]);
  });

  it("teach what will be here when there are none", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Recents" }).click();
    await page.getByText("Calls you make, take or miss appear here.").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

describe("a call in progress", () => {
  it("to a phone takes keys from the keypad and the keyboard", async () => {
    const page = await open(snapshot({ calls: [call("connected", { remote: phone })] }));
    await page
      .getByRole("region", { name: /^Call with/ })
      .getByRole("button", { name: "Keypad" })
      .click();
    await page.keyboard.type("1#");
    await page.getByRole("grid", { name: "Keypad" }).getByRole("button", { name: "5 JKL" }).click();
    await page.getByLabel("Keys pressed").getByText("1#5").waitFor();
    expect(await inputsOf(page, "call.digits")).toEqual([
      { id, digits: "1" },
      { id, digits: "#" },
      { id, digits: "5" },
    ]);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("grid").count()).toBe(0);
  });

  it.each(["connecting", "connected"] as const)(
    "is hung up by a press that began before it was %s, even if the button has moved",
    async (phase) => {
      const page = await open(snapshot({ calls: [call("ringing", { remote: phone })] }));
      const hangUp = button(page, "Hang up");
      const before = await middleOf(hangUp);
      await page.mouse.move(before.x, before.y);
      await page.mouse.down();
      await publish(page, snapshot({ calls: [call(phase, { remote: phone })] }));
      if (phase === "connected") {
        await button(page, "Hold").waitFor();
        expect((await middleOf(hangUp)).x).not.toBe(before.x);
      }
      await page.mouse.up();
      expect(await inputsOf(page, "call.hang-up")).toEqual([{ id }]);
    },
  );

  it("goes on when a press is called off by letting go elsewhere", async () => {
    const page = await open(snapshot({ calls: [call("connected", { remote: phone })] }));
    const { x, y } = await middleOf(button(page, "Hang up"));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 200);
    await page.mouse.up();
    await button(page, "Mute").click();
    await expect.poll(() => inputsOf(page, "call.mute")).toEqual([{ id, muted: true }]);
    expect(await inputsOf(page, "call.hang-up")).toEqual([]);
    await button(page, "Hang up").press("Enter");
    expect(await inputsOf(page, "call.hang-up")).toEqual([{ id }]);
  });

  it("is put on hold and taken back", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await button(page, "Hold").click();
    await publish(page, snapshot({ calls: [call("connected", { held: true })] }));
    const view = page.getByRole("region", { name: "Call with Bob Okafor" });
    await view.getByText("On hold").waitFor();
    await button(page, "Resume").click();
    expect(await inputsOf(page, "call.hold")).toEqual([
      { id, held: true },
      { id, held: false },
    ]);
  });

  it("says who has put us on hold", async () => {
    const page = await open(snapshot({ calls: [call("connected", { heldByThem: true })] }));
    await page.getByText("Bob Okafor has put you on hold").waitFor();
  });

  it("swaps with one that waits", async () => {
    const waiting = call("connected", { remote: phone, held: true, number: 2 });
    const page = await open(snapshot({ calls: [waiting, call("connected")] }));
    await button(page, "Resume the call with (919) 555-0123").click();
    expect(await inputsOf(page, "call.hold")).toEqual([{ id: waiting.id, held: false }]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  const member = (n: string, person: typeof alice, state: CallMember["state"] = "joined"): CallMember => ({
    id: MemberId.parse(n),
    party: { kind: "person", id: person.id, name: person.name },
    state,
    holding: false,
    participantId: null,
  });

  it("takes somebody in, and out again", async () => {
    const three = [member("caller", alice), member("callee", bob), member("added", carol, "ringing")];
    const page = await open(snapshot({ calls: [call("connected", { members: three.slice(0, 2) })] }));
    await page
      .getByRole("region", { name: /^Call with/ })
      .getByRole("button", { name: "People" })
      .click();
    await page.keyboard.type("diaz");
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.add")).toEqual([{ id, to: { kind: "person", id: carol.id } }]);
    await publish(page, snapshot({ calls: [call("connected", { members: three })] }));
    await page.getByRole("list", { name: "In this call" }).getByText("Ringing…").first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await button(page, "Take Carol Díaz out of the call").click();
    expect(await inputsOf(page, "call.drop")).toEqual([{ id, member: "added" }]);
  });

  it("is passed on to a number, and stays when that is refused", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await answer(page, "call.transfer", { ok: false, error: { code: "phones-unavailable" } });
    await button(page, "Pass on").click();
    await page.keyboard.type("9195550123");
    await button(page, "(919) 555-0123 Pass on").click();
    await page.getByText("Your server cannot call phones at the moment.").waitFor();
    expect(await inputsOf(page, "call.transfer")).toEqual([{ id, to: { kind: "phone", number } }]);
    await page.getByRole("region", { name: "Call with Bob Okafor" }).waitFor();
  });
});
