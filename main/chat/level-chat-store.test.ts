import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { newDurable } from "../../common/chat/conversation-machine.ts";
import { withPerson } from "../../common/chat/conversation-id.ts";
import { LogId, MessageId } from "../../common/chat/message.ts";
import { UserId } from "../../common/ids.ts";
import { testUuid } from "../../test/support/chat-network.ts";
import { FakeKeychain } from "../../test/support/fake-keychain.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import type { ChatStore, Line } from "./chat-store.ts";
import { type OpenedChat, openChatStore } from "./open-chat-store.ts";

const account = { server: "https://phone.example.com", username: "alice" };
const bob = withPerson(UserId.parse("bob"));
const log = LogId.parse(testUuid(1));
const foreign = LogId.parse(testUuid(2));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "deskline-chat-"));
  folders.push(made);
  return made;
}

const line = (position: number, of: LogId, seq: number, text = `words ${String(position)}`): Line => ({
  position,
  entry: {
    kind: "message",
    log: of,
    from: UserId.parse(of === log ? "alice" : "bob"),
    message: { id: MessageId.parse(testUuid(100 + position)), seq, sentAt: position, kind: "text", text },
  },
});

const open = (place: string, keychain: FakeKeychain): Promise<OpenedChat> =>
  openChatStore(account, {
    folder: place,
    keychain,
    log: new KeptLog(),
    newMailKey: () => Promise.resolve("private"),
  });

const texts = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ entry }) => (entry.kind === "message" ? [entry.message.text] : []));

async function fill(store: ChatStore): Promise<void> {
  const durable = { ...newDurable(bob, log), last: 2 };
  await store.commit(
    { durable, lines: [line(1, log, 1), line(2, foreign, 1), line(3, foreign, 2), line(4, log, 2)] },
    true,
  );
}

describe("the chat history on disk", () => {
  it("is there again when it is opened anew, page by page and by number", async () => {
    const [place, keychain] = [folder(), new FakeKeychain()];
    const first = await open(place, keychain);
    await fill(first.store);
    await first.store.keepNote("epoch", "one");
    await first.store.close();
    const { store, mailKey, problem } = await open(place, keychain);
    expect({ mailKey, problem }).toEqual({ mailKey: "private", problem: null });
    expect(await store.all()).toEqual([{ ...newDurable(bob, log), last: 2 }]);
    expect(texts(await store.page(bob, Infinity, 2))).toEqual(["words 3", "words 4"]);
    expect(texts(await store.page(bob, 3, 5))).toEqual(["words 1", "words 2"]);
    expect((await store.own(bob, 1, 9)).map(({ text }) => text)).toEqual(["words 1", "words 4"]);
    expect(await store.note("epoch")).toBe("one");
    await store.close();
  });

  it("shows neither words nor names to whoever reads the files", async () => {
    const place = folder();
    const { store } = await open(place, new FakeKeychain());
    await fill(store);
    await store.close();
    const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const bytes = files.map((file) => readFileSync(path.join(file.parentPath, file.name), "latin1")).join("");
    expect(bytes.length).toBeGreaterThan(500);
    for (const secret of ["words", "bob", "alice", log]) expect(bytes).not.toContain(secret);
  });

  it("is kept in memory, and nothing is written, where there is no keychain", async () => {
    const [place, keychain] = [folder(), new FakeKeychain()];
    keychain.problem = "missing";
    const { store, problem } = await open(place, keychain);
    expect(problem).toBe("missing");
    await fill(store);
    expect(texts(await store.page(bob, Infinity, 9))).toHaveLength(4);
    expect((await store.own(bob, 2, 2)).map(({ text }) => text)).toEqual(["words 4"]);
    expect(readdirSync(place)).toEqual([]);
  });

  it("is not given up for a keychain that only seems empty", async () => {
    const [place, keychain] = [folder(), new FakeKeychain()];
    const first = await open(place, keychain);
    await fill(first.store);
    await first.store.close();
    const locked = new FakeKeychain();
    locked.lockedReadsAsEmpty = true;
    expect((await open(place, locked)).problem).toBe("locked");
    const again = await open(place, keychain);
    expect(texts(await again.store.page(bob, Infinity, 9))).toHaveLength(4);
    await again.store.close();
  });

  it("is put aside when the keychain works and has lost the key", async () => {
    const place = folder();
    const first = await open(place, new FakeKeychain());
    await fill(first.store);
    await first.store.close();
    const { store, problem } = await open(place, new FakeKeychain());
    expect(problem).toBeNull();
    expect(await store.all()).toEqual([]);
    expect(readdirSync(place).some((name) => name.includes("unreadable"))).toBe(true);
    await store.close();
  });
});
