import { beforeAll, describe, expect, it } from "vitest";
import { MailSeal, newMailKey } from "./sealing.ts";

describe("MailSeal", () => {
  let alice: MailSeal;
  let bob: MailSeal;
  let eve: MailSeal;
  beforeAll(async () => {
    const make = async (): Promise<MailSeal> => MailSeal.from(await newMailKey());
    [alice, bob, eve] = await Promise.all([make(), make(), make()]);
  });
  const about = "alice to bob 1";
  const unreadable = { ok: false, error: "unreadable" };

  it("is opened by whom it is for, with the words as they were", async () => {
    const sealed = await alice.seal(bob.publicKey, about, "naïve 👋 words");
    expect(await bob.open(alice.publicKey, about, sealed)).toEqual({ ok: true, value: "naïve 👋 words" });
  });

  it("is opened by nobody else", async () => {
    const sealed = await alice.seal(bob.publicKey, about, "words");
    expect(await eve.open(alice.publicKey, about, sealed)).toEqual(unreadable);
    expect(Buffer.from(sealed.body, "base64url").toString("latin1")).not.toContain("words");
  });

  it("is not taken from another sender, nor about something else", async () => {
    const forged = await eve.seal(bob.publicKey, about, "words");
    expect(await bob.open(alice.publicKey, about, forged)).toEqual(unreadable);
    const moved = await alice.seal(bob.publicKey, about, "words");
    expect(await bob.open(alice.publicKey, "alice to bob 2", moved)).toEqual(unreadable);
  });

  it.each([
    ["nothing", { enc: "", body: "" }],
    ["what is not base64url", { enc: "…", body: "…" }],
    ["noise", { enc: "A".repeat(43), body: "B".repeat(400) }],
  ])("does not read %s", async (_what, sealed) => {
    expect(await bob.open(alice.publicKey, about, sealed)).toEqual(unreadable);
  });

  it("tells little of the length of the words", async () => {
    const short = await alice.seal(bob.publicKey, about, "a");
    const longer = await alice.seal(bob.publicKey, about, "a".repeat(200));
    expect(short.body).toHaveLength(longer.body.length);
  });
});
