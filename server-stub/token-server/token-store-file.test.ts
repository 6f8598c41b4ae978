import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TokenFamily } from "./token-store.ts";
import { FileTokenStore } from "./token-store-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "deskline-state-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const family = (currentHash: string) =>
  TokenFamily.parse({
    id: crypto.randomUUID(),
    userId: "alice",
    clientId: crypto.randomUUID(),
    currentHash,
    expiresAt: 1,
  });

describe("FileTokenStore", () => {
  it("finds after a restart what was put before it", async () => {
    const file = path.join(folder, "deep", "state.json");
    const store = await FileTokenStore.open(file);
    const [kept, dropped] = [family("a"), family("b")];
    await Promise.all([store.put(kept), store.put(dropped)]);
    await store.put({ ...kept, currentHash: "c" });
    await store.delete(dropped.id);
    const again = await FileTokenStore.open(file);
    expect(again.all()).toEqual([{ ...kept, currentHash: "c" }]);
  });

  it("shows a change at once, before it is written", async () => {
    const store = await FileTokenStore.open(path.join(folder, "at-once.json"));
    const one = family("a");
    const written = store.put(one);
    expect(store.get(one.id)).toEqual(one);
    await written;
  });

  it("lets nobody else read the file and leaves no other behind", async () => {
    const file = path.join(folder, "alone", "state.json");
    const store = await FileTokenStore.open(file);
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.put(family(String(i)))));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(["state.json"]);
    expect((await FileTokenStore.open(file)).all()).toHaveLength(20);
  });

  it.each(["", "{", '{"version":2,"families":[]}', '{"families":[{}]}'])(
    "refuses a file that is not its own and leaves it alone: %s",
    async (text) => {
      const file = path.join(folder, "foreign.json");
      await writeFile(file, text);
      await expect(FileTokenStore.open(file)).rejects.toThrow("foreign.json");
      expect(await readFile(file, "utf8")).toBe(text);
    },
  );
});
