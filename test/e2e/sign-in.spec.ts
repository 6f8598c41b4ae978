import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { startKeyring } from "./support/keyring.ts";
import { expect, fillSignIn, people, signIn, test } from "./support/office.ts";

test.describe("signing in", () => {
  test("refuses a wrong password in plain words and lets one try again", async ({ office }) => {
    const alice = await office.seat("alice", { signIn: false });
    await fillSignIn(alice, "not-her-password");
    await expect(alice.page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
    await signIn(alice);
    await expect(alice.page.getByRole("button", { name: new RegExp(people.bob.name) })).toBeVisible();
  });

  test("says that the server cannot be reached", async ({ office }) => {
    const alice = await office.seat("alice", {
      signIn: false,
      env: { DESKLINE_SERVER: "http://127.0.0.1:9" },
    });
    await fillSignIn(alice, "deskline");
    await expect(alice.page.getByRole("alert").filter({ hasText: /reach/i })).toBeVisible();
  });

  test("is kept over a restart by the keychain", async ({ office }) => {
    const keyring = await startKeyring();
    try {
      const userData = await mkdtemp(path.join(office.folder, "kept-"));
      const first = await office.seat("alice", { userData, env: keyring.env });
      await first.desktop.close();
      const second = await office.seat("alice", { userData, env: keyring.env, signIn: false });
      await expect(second.page.getByRole("textbox", { name: "Find people" })).toBeVisible();
      await expect(second.page.getByRole("button", { name: new RegExp(people.bob.name) })).toBeVisible();
    } finally {
      await keyring.stop();
    }
  });

  test("lasts for this run only where there is no keychain, and says so", async ({ office }) => {
    const userData = await mkdtemp(path.join(office.folder, "unkept-"));
    const first = await office.seat("alice", { userData });
    await expect(first.page.getByText(/until you quit/i).first()).toBeVisible();
    await first.desktop.close();
    const second = await office.seat("alice", { userData, signIn: false });
    await expect(second.page.getByLabel("Username")).toHaveValue("alice");
  });
});
