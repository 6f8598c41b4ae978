import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallIn } from "../../common/call/call.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { call } from "../../test/support/fake-host.ts";
import { maxRecents, Recents } from "./recents.ts";

let folder: string;
let log: KeptLog;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "deskline-recents-"));
  log = new KeptLog();
});
afterEach(() => rmSync(folder, { recursive: true }));

const alice = { server: "https://phone.test", user: "alice" };
const open = (account: typeof alice | null = alice): Recents => {
  const recents = new Recents({ folder, log });
  recents.use(account);
  return recents;
};
const ended = (number: number, details: Parameters<typeof call>[1] = {}): CallIn<"ended"> =>
  call("ended", { number, ...details }) as CallIn<"ended">;
const missed = (number: number): CallIn<"ended"> =>
  ended(number, { direction: "inbound", connectedAt: null, reason: { code: "cancelled", by: "them" } });

describe("Recents", () => {
  it("keeps calls over restarts, newest first, each once", () => {
    const first = open();
    first.record(ended(1));
    first.record(missed(2));
    first.record(ended(1));
    const again = open();
    expect(again.all).toEqual(first.all);
    expect(again.all.map(({ id }) => id)).toEqual([ended(1).id, missed(2).id]);
  });

  it("tells missed calls apart until they were seen", () => {
    const recents = open();
    recents.record(ended(1));
    recents.record(missed(2));
    expect(recents.all.map(({ unseen }) => unseen)).toEqual([true, false]);
    recents.seen();
    expect(open().all.some(({ unseen }) => unseen)).toBe(false);
  });

  it("leaves out what was no call of its own", () => {
    const recents = open();
    recents.record(ended(1, { reason: { code: "merged" } }));
    recents.record(ended(2, { reason: { code: "signed-out" }, connectedAt: null }));
    expect(recents.all).toEqual([]);
  });

  it("forgets one, or all", () => {
    const recents = open();
    for (const number of [1, 2, 3]) recents.record(ended(number));
    recents.remove(ended(2).id);
    expect(recents.all.map(({ id }) => id)).toEqual([ended(3).id, ended(1).id]);
    recents.remove(null);
    expect(open().all).toEqual([]);
  });

  it("holds no more than fit on a screen in a year of scrolling", () => {
    const recents = open();
    for (let number = 1; number <= maxRecents + 5; number += 1) recents.record(ended(number));
    expect(recents.all).toHaveLength(maxRecents);
    expect(recents.all[0]?.id).toBe(ended(maxRecents + 5).id);
  });

  it("shows nobody the calls of another account", () => {
    open().record(ended(1));
    expect(open({ ...alice, user: "bob" }).all).toEqual([]);
    expect(open({ ...alice, server: "https://other.test" }).all).toEqual([]);
    const nobody = open(null);
    nobody.record(ended(2));
    expect(nobody.all).toEqual([]);
  });

  it("puts a damaged file aside, and drops single entries it cannot read", () => {
    open().record(ended(1));
    const file = path.join(folder, readdirSync(folder)[0] ?? "");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, JSON.stringify([{ id: "nonsense" }, open().all[0]]));
    expect(open().all).toHaveLength(1);
    writeFileSync(file, "{");
    expect(open().all).toEqual([]);
    expect(readdirSync(folder).some((name) => name.endsWith(".damaged"))).toBe(true);
  });
});
