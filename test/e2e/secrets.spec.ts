import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  accept,
  call,
  expect,
  expectNoLiveCall,
  expectTalking,
  fillSignIn,
  hangUp,
  password,
  signIn,
  test,
} from "./support/office.ts";

/** Three base64url parts: a compact token (RFC 7515 section 7.1). */
const compactToken = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

test("no token and no password reaches a log or a file", async ({ office }) => {
  const alice = await office.seat("alice", { signIn: false, env: { DESKLINE_LOG: "debug" } });
  await fillSignIn(alice, "wrong-horse-battery");
  await expect(alice.page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await signIn(alice);
  const bob = await office.seat("bob", { env: { DESKLINE_LOG: "debug" } });
  await call(alice, "bob");
  await accept(bob);
  await expectTalking(alice, bob);
  await hangUp(alice);
  await expectNoLiveCall(alice, bob);
  await alice.desktop.close();
  await bob.desktop.close();

  const written = [office.output(), ...(await logFiles(alice.userData)), ...(await logFiles(bob.userData))];
  expect(written.join("\n")).toContain("call phase");
  for (const text of written) {
    expect(text).not.toMatch(compactToken);
    expect(text).not.toContain("wrong-horse-battery");
    expect(text).not.toMatch(new RegExp(`"(password|secret|token)\\w*":"(?!\\[)`, "i"));
    expect(text).not.toContain(`password":"${password}`);
    expect(text).not.toMatch(/[?&]token=(?!\[)/);
  }
});

async function logFiles(userData: string): Promise<string[]> {
  const folder = path.join(userData, "logs");
  const names = await readdir(folder);
  expect(names.length).toBeGreaterThan(0);
  return Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
}
