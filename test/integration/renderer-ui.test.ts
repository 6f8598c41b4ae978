/** The built page in Chromium, behind the app's own headers, with a fake main: what a user does and meets. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Snapshot } from "../../common/contract/state.ts";
import { bob, call, carol, signedOut, signedOutBy, snapshot } from "../support/fake-host.ts";
import {
  accessibilityProblems,
  answer,
  buildRenderer,
  inputsOf,
  launchChromium,
  type OpenedPage,
  openRenderer,
  publish,
  type RendererServer,
  serveRenderer,
} from "../support/renderer-page.ts";

let folder: string;
let server: RendererServer;
let browser: Browser;
let opened: OpenedPage;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "deskline-page-"));
  await buildRenderer(folder);
  server = await serveRenderer(folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  const { errors } = opened;
  await opened.close();
  expect(errors).toEqual([]);
});

async function open(initial: Snapshot, width = 980): Promise<Page> {
  opened = await openRenderer(browser, server.url, initial, {
    viewport: { width, height: 680 },
    reducedMotion: "reduce",
  });
  opened.page.setDefaultTimeout(15_000);
  return opened.page;
}

const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return "";
    const label = focused.getAttribute("aria-label") ?? focused.getAttribute("placeholder");
    return label ?? (focused.id === "" ? (focused.textContent ?? "").trim() : focused.id);
  });

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

describe("signing in", () => {
  it("says what is wrong with the password and lets it be typed again", async () => {
    const page = await open(snapshot({ account: signedOut }));
    await answer(page, "account.sign-in", { ok: false, error: { code: "wrong-password" } });
    expect(await focusedName(page)).toBe("password");
    await page.keyboard.type("not it");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The username or the password is wrong.").waitFor();
    expect(await inputsOf(page, "account.sign-in")).toEqual([
      { server: "https://phone.example.com", username: "alice", password: "not it" },
    ]);
    expect(await page.locator("#password").getAttribute("aria-invalid")).toBe("true");
    expect(await focusedName(page)).toBe("password");
    await page.keyboard.type("right");
    expect(await page.locator("#password").inputValue()).toBe("right");
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("asks for what is missing and sends nothing", async () => {
    const page = await open(snapshot({ account: signedOut }));
    await button(page, "Sign in").click();
    await page.getByText("Enter your password.").waitFor();
    expect(await focusedName(page)).toBe("password");
    expect(await inputsOf(page, "account.sign-in")).toEqual([]);
  });

  it("shows and hides the password", async () => {
    const page = await open(snapshot({ account: signedOut }));
    await page.locator("#password").fill("secret");
    await button(page, "Show password").click();
    expect(await page.locator("#password").getAttribute("type")).toBe("text");
    expect(await page.locator("#password").inputValue()).toBe("secret");
    await button(page, "Hide password").click();
    expect(await page.locator("#password").getAttribute("type")).toBe("password");
  });

  it("opens the server address when the server cannot be reached", async () => {
    const page = await open(snapshot({ account: signedOutBy({ code: "server-unreachable" }) }));
    await page.locator("#server").waitFor();
    expect(await focusedName(page)).toBe("server");
  });

  it("lets a kept sign-in be tried again or given up", async () => {
    const page = await open(snapshot({ account: { phase: "restoring" } }));
    await page.getByRole("heading", { name: "Connecting to phone.example.com" }).waitFor();
    await button(page, "Try again").click();
    await button(page, "Use another account").click();
    expect(await inputsOf(page, "account.retry")).toEqual([null]);
    expect(await inputsOf(page, "account.sign-out")).toEqual([null]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

describe("people", () => {
  it("are found and called with the keyboard alone", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+K");
    expect(await focusedName(page)).toBe("Find people");
    await page.keyboard.type("diaz");
    await page.getByText("1 match").waitFor();
    expect(await page.getByRole("list", { name: "People" }).getByRole("listitem").count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.locator("#call-person:focus").waitFor();
    await page.keyboard.press("Enter");
    expect(await inputsOf(page, "call.place")).toEqual([{ to: carol.id }]);
  });

  it("are called by the big button", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Bob Okafor" }).first().click();
    await button(page, "Call").click();
    expect(await inputsOf(page, "call.place")).toEqual([{ to: bob.id }]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("are walked through with the arrow keys", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+K");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await focusedName(page)).toContain("Bob Okafor");
    await page.keyboard.press("End");
    expect(await focusedName(page)).toContain("Keiko Tanaka");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    expect(await focusedName(page)).toBe("Find people");
  });

  it("come in visual order for Tab: rail, search, list, detail", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Bob Okafor" }).first().click();
    await page.getByRole("button", { name: "Alice Lindqvist" }).focus();
    const order: string[] = [];
    for (let stop = 0; stop < 5; stop += 1) {
      await page.keyboard.press("Tab");
      order.push(await focusedName(page));
    }
    expect(order).toEqual([
      "People",
      "Settings",
      "Find people",
      expect.stringContaining("Bob Okafor"),
      "call-person",
    ]);
  });

  it("cannot be called while another call goes on, and the button says why", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await page.getByRole("button", { name: "Carol Díaz" }).first().click();
    const place = button(page, "Call");
    expect(await place.getAttribute("aria-disabled")).toBe("true");
    await page.getByText("Hang up first to call somebody else.").waitFor();
    await place.click({ force: true });
    expect(await inputsOf(page, "call.place")).toEqual([]);
  });

  it("take one column in a narrow window: list, detail, back", async () => {
    const page = await open(snapshot(), 360);
    const list = page.getByRole("list", { name: "People" });
    await page.getByRole("button", { name: "Bob Okafor" }).first().click();
    await list.waitFor({ state: "hidden" });
    await button(page, "Back").click();
    await list.waitFor();
    await page.getByRole("heading", { name: "Bob Okafor" }).waitFor({ state: "hidden" });
  });
});

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
    expect(await inputsOf(page, "call.place")).toEqual([{ to: bob.id }]);
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

  it("beside another call can be declined, and says that accepting has to wait", async () => {
    const page = await open(snapshot({ calls: [call("connected"), ringing] }));
    const card = page.getByRole("article", { name: "Carol Díaz" });
    await card.getByText("Hang up first to accept this call.").waitFor();
    await card.getByRole("button", { name: "Accept" }).click({ force: true });
    await page.keyboard.press("Control+Shift+A");
    await card.getByRole("button", { name: "Decline" }).click();
    expect(await inputsOf(page, "call.accept")).toEqual([]);
    expect(await inputsOf(page, "call.decline")).toEqual([{ id: ringing.id }]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

describe("settings", () => {
  it("are sent as they are changed, and shown as main has them", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+,");
    await page.getByLabel("Microphone", { exact: true }).selectOption({ label: "Built-in microphone" });
    await page.getByRole("switch", { name: "Noise suppression" }).click();
    await page.getByText("Dark", { exact: true }).click();
    expect(await inputsOf(page, "settings.change")).toEqual([
      { microphoneId: "built-in" },
      { noiseSuppression: false },
      { theme: "dark" },
    ]);
    const changed = snapshot();
    await publish(page, { ...changed, settings: { ...changed.settings, theme: "dark" } });
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("list", { name: "People" }).waitFor();
  });

  it("open the microphone on a click only, and close it when left", async () => {
    const page = await open(snapshot());
    await page.keyboard.press("Control+,");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect(await page.getByRole("meter").count()).toBe(0);
    await button(page, "Test the microphone").click();
    await page.getByRole("meter", { name: "Microphone level" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+,");
    await button(page, "Test the microphone").waitFor();
  });

  it("ask once more before signing out ends a call", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await page.keyboard.press("Control+,");
    await button(page, "Sign out").click();
    expect(await inputsOf(page, "account.sign-out")).toEqual([]);
    await button(page, "End the call and sign out").click();
    expect(await inputsOf(page, "account.sign-out")).toEqual([null]);
  });
});

describe("a failure", () => {
  it("says what happened and what to do, until Escape", async () => {
    const page = await open(snapshot());
    await answer(page, "call.place", { ok: false, error: { code: "person-unknown" } });
    await page.getByRole("button", { name: "Bob Okafor" }).first().click();
    await button(page, "Call").click();
    const toast = page.getByRole("alert");
    await toast.getByText("This person has no account on your server any more.").waitFor();
    await toast.getByText("Choose somebody else, or ask your administrator.").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await toast.getByText("This person").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Bob Okafor" }).waitFor();
  });

  it("of the connection is one quiet line, which says that the call goes on", async () => {
    const page = await open(snapshot({ registration: "reconnecting", calls: [call("connected")] }));
    await page.getByText("Reconnecting… your call goes on.").waitFor();
    await publish(page, snapshot({ calls: [call("connected")] }));
    await page.getByText("Reconnecting…").waitFor({ state: "detached" });
  });
});
