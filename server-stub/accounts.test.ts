import { describe, expect, it } from "vitest";
import { UserId } from "../common/ids.ts";
import { hashAccounts } from "./accounts.ts";
import { hashPassword, verifyPassword } from "./token-server/passwords.ts";

const dana = { id: UserId.parse("dana"), name: "Dana Reyes", numbers: [] };

describe("hashAccounts", () => {
  it("has three demo people with the documented password", async () => {
    const accounts = await hashAccounts();
    if (!accounts.ok) throw new Error(accounts.error);
    expect(accounts.value.map(({ id, name }) => [id, name])).toEqual([
      ["alice", "Alice Martin"],
      ["bob", "Bob Okafor"],
      ["carol", "Carol Díaz"],
    ]);
    expect(await verifyPassword("deskline", accounts.value[0]!.passwordHash)).toBe(true);
  });

  it("keeps no password in plain", async () => {
    const accounts = await hashAccounts([{ ...dana, password: "correct horse" }]);
    expect(JSON.stringify(accounts)).not.toContain("correct horse");
  });

  it("takes a hash as it is, and refuses what is none", async () => {
    const passwordHash = await hashPassword("x", { N: 2, r: 1, p: 1 });
    expect(await hashAccounts([{ ...dana, passwordHash }])).toEqual({
      ok: true,
      value: [{ ...dana, passwordHash }],
    });
    const refused = await hashAccounts([{ ...dana, passwordHash: "plain" }]);
    expect(refused.ok ? "none" : refused.error).toContain("dana");
  });
});
