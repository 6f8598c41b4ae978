/** The built page with a fake main: calls that go out, come in and end, as a user meets them. */
import { describe, expect, it } from "vitest";
import { bob, call, carol, snapshot } from "../support/fake-host.ts";
import { accessibilityProblems, inputsOf, publish } from "../support/renderer-page.ts";
import { button, focusedName, rendererSuite } from "../support/renderer-suite.ts";

const { open } = rendererSuite();

describe("a call", () => {
  it("tells its phases in words, then its time", async () => {
    const page = await open(snapshot({ calls: [call("trying")] }));
    const view = page.getByRole("region", { name: "Call with Bob Okafor" });
    await view.getByText("Calling…").waitFor();
    await publish(page, snapshot({ calls: [call("ringing")] }));
    await view.getByText("Ringing…").waitFor();
    await publish(page, snapshot({ calls: [call("connected", { connectedAt: Date.now() - 65_000 })] }));
    await view.getByText(/^01:0\d$/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await publish(page, snapshot({ calls: [call("reconnecting", { connectedAt: Date.now() })] }));
    await view.getByText("Reconnecting…").waitFor();
  });

  it("keeps the timer to itself and announces phases politely", async () => {
    const page = await open(snapshot({ calls: [call("connected", { connectedAt: Date.now() })] }));
    expect(await page.getByRole("timer").getAttribute("aria-live")).toBe("off");
    await page
      .locator("[aria-live=polite]", { hasText: "Connected to Bob Okafor" })
      .waitFor({ state: "attached" });
  });

  it("is muted by button and by key, and says so", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    const mute = button(page, "Mute");
    expect(await mute.getAttribute("aria-pressed")).toBe("false");
    await mute.click();
    const { id } = call("connected");
    expect(await inputsOf(page, "call.mute")).toEqual([{ id, muted: true }]);
    await publish(page, snapshot({ calls: [call("connected", { muted: true })] }));
    expect(await button(page, "Muted").getAttribute("aria-pressed")).toBe("true");
    await page.getByText("Your microphone is off").waitFor();
    await page.keyboard.press("Control+Shift+M");
    expect(await inputsOf(page, "call.mute")).toEqual([
      { id, muted: true },
      { id, muted: false },
    ]);
  });

  it("goes on in the dock when Escape makes it smaller, and comes back from there", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await page.keyboard.press("Escape");
    const dock = page.getByRole("complementary", { name: "Call with Bob Okafor" });
    await dock.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await inputsOf(page, "call.hang-up")).toEqual([]);
    await dock.getByRole("button", { name: "Show the call with Bob Okafor" }).click();
    await page.getByRole("region", { name: "Call with Bob Okafor" }).waitFor();
    await page.keyboard.press("Control+Shift+D");
    expect(await inputsOf(page, "call.hang-up")).toEqual([{ id: call("connected").id }]);
  });

  it("stays after its end with the reason, until Escape or Close", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await button(page, "Hang up").focus();
    const reason = { code: "declined", by: "them" } as const;
    const ended = call("ended", { reason, connectedAt: null });
    await publish(page, snapshot({ calls: [ended] }));
    await page.getByRole("region").getByText("Bob Okafor declined the call.").waitFor();
    expect(await focusedName(page)).toBe("Bob Okafor");
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await button(page, "Close").click();
    await button(page, "Call again").click();
    expect(await inputsOf(page, "call.dismiss")).toEqual([
      { id: ended.id },
      { id: ended.id },
      { id: ended.id },
    ]);
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "person", id: bob.id } }]);
  });
});

describe("an incoming call", () => {
  const ringing = call("ringing", { direction: "inbound", with: carol, number: 2 });

  it("is announced at once and leaves the focus in the text field", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+K");
    await page.keyboard.type("bo");
    await publish(page, snapshot({ calls: [ringing] }));
    await page.getByRole("region", { name: "Incoming calls" }).waitFor();
    await page
      .locator("[aria-live=assertive]", { hasText: "Carol Díaz is calling" })
      .waitFor({ state: "attached" });
    expect(await focusedName(page)).toBe("Find people");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(await inputsOf(page, "call.accept")).toEqual([]);
    expect(await inputsOf(page, "call.decline")).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("is accepted by Enter only on its own button", async () => {
    const page = await open(snapshot({ calls: [ringing] }));
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.accept")).toEqual([]);
    await page.keyboard.press("Tab");
    expect(await focusedName(page)).toBe("Accept");
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.accept")).toEqual([{ id: ringing.id }]);
  });

  it("is accepted and declined by the keys that work everywhere", async () => {
    const page = await open(snapshot({ calls: [ringing] }));
    await page.keyboard.press("Control+Shift+A");
    await page.keyboard.press("Control+Shift+D");
    expect(await inputsOf(page, "call.accept")).toEqual([{ id: ringing.id }]);
    expect(await inputsOf(page, "call.decline")).toEqual([{ id: ringing.id }]);
  });

  it("has two buttons of one size", async () => {
    const page = await open(snapshot({ calls: [ringing] }));
    const accept = await button(page, "Accept").boundingBox();
    const decline = await button(page, "Decline").boundingBox();
    expect(accept?.width).toBeCloseTo(decline!.width, 0);
    expect(accept?.height).toBe(decline?.height);
    expect(accept?.height).toBeGreaterThanOrEqual(48);
  });

  it("beside another call can be declined, or accepted, which puts the other one on hold", async () => {
    const page = await open(snapshot({ calls: [call("connected"), ringing] }));
    const card = page.getByRole("article", { name: "Carol Díaz" });
    await card.getByText("Accepting puts Bob Okafor on hold.").waitFor();
    await card.getByRole("button", { name: "Accept" }).click();
    await card.getByRole("button", { name: "Decline" }).click();
    expect(await inputsOf(page, "call.accept")).toEqual([{ id: ringing.id }]);
    expect(await inputsOf(page, "call.decline")).toEqual([{ id: ringing.id }]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
