/** The built page with a fake main: signing in, people, settings and failures, as a user meets them. */
import { describe, expect, it } from "vitest";
import { bob, call, carol, signedOut, signedOutBy, snapshot } from "../support/fake-host.ts";
import { accessibilityProblems, answer, inputsOf, publish } from "../support/renderer-page.ts";
import { button, focusedName, rendererSuite } from "../support/renderer-suite.ts";

const { open } = rendererSuite();

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
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "person", id: carol.id } }]);
  });

  it("are called by the big button", async () => {
    const page = await open(snapshot());
    await page.getByRole("button", { name: "Bob Okafor" }).first().click();
    await button(page, "Call").click();
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "person", id: bob.id } }]);
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
    for (let stop = 0; stop < 9; stop += 1) {
      await page.keyboard.press("Tab");
      order.push(await focusedName(page));
    }
    expect(order).toEqual([
      "People",
      "Recents",
      "Keypad",
      "Sessions",
      "Chat",
      "Settings",
      "Find people",
      expect.stringContaining("Bob Okafor"),
      "call-person",
    ]);
  });

  it("can be called while another call goes on, and the button says what becomes of that one", async () => {
    const page = await open(snapshot({ calls: [call("connected")] }));
    await page.getByRole("button", { name: "Carol Díaz" }).first().click();
    await page.getByText("Calling puts Bob Okafor on hold.").waitFor();
    await button(page, "Call").click();
    expect(await inputsOf(page, "call.place")).toEqual([{ to: { kind: "person", id: carol.id } }]);
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
