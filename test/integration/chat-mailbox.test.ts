import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderMailStore } from "../../server-stub/token-server/chat/folder-mail-store.ts";
import { newMailKey } from "../../main/chat/sealing.ts";
import { ChatClient } from "../support/chat-client.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { Desk, type DeskClient } from "../support/token-server-desk.ts";

const secret = "the cables under the floor";
const posted = (to: { user: string; client: string }, change: object = {}) => ({
  to,
  id: randomUUID(),
  replaces: null,
  enc: "AAAA",
  body: "BBBB",
  ...change,
});

let folder: string;
let desk: Desk;
const clients: ChatClient[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "deskline-mail-"));
  desk = await open();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await desk.close();
  rmSync(folder, { recursive: true });
});

const open = async (mailboxes = "mail", clock = new FakeClock()): Promise<Desk> =>
  Desk.open({ mail: await FolderMailStore.open(path.join(folder, mailboxes)), clock });

function client(name: string, server = desk): ChatClient {
  const made = new ChatClient(server.url, name);
  clients.push(made);
  return made;
}

const filesOf = (place: string): string =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "latin1"))
    .join("\n");

describe("mail between clients", () => {
  it("brings what was written to somebody who was away, and the server never has the words", async () => {
    const [alice, bob] = [client("alice"), client("bob")];
    await bob.start();
    await bob.stop();
    await alice.start();
    await alice.write("bob", secret);
    await alice.write("bob", "and a second line");
    const own = alice.chat.service.session?.find(alice.with("bob"));
    await alice.until(() =>
      Object.values(own?.state.durable.readers ?? {}).some(({ mailed }) => mailed === 2),
    );
    const kept = filesOf(folder) + desk.logged.join("\n") + JSON.stringify(desk.answers);
    for (const words of [secret, "second line", Buffer.from(secret).toString("base64url").slice(4, 24)]) {
      expect(kept).not.toContain(words);
    }
    await bob.start();
    await bob.until(async () => (await bob.texts("alice")).length === 2);
    expect(await bob.texts("alice")).toEqual([secret, "and a second line"]);
    expect(bob.notified.at(-1)).toMatchObject({ title: "Alice Martin" });
    await alice.until(() => Object.values(own?.state.durable.readers ?? {}).some(({ have }) => have === 2));
  });

  it("brings it to each client of a person once, and to the sender's other one", async () => {
    const [alice, tablet, bob, laptop] = [client("alice"), client("alice"), client("bob"), client("bob")];
    for (const one of [alice, tablet, bob, laptop]) await one.start();
    await alice.write("bob", "hello, all of you");
    for (const one of [bob, laptop]) await one.until(async () => (await one.texts("alice")).length === 1);
    await tablet.until(async () => (await tablet.texts("bob")).length === 1);
    await laptop.write("alice", "hello, both of you");
    for (const one of [alice, tablet]) await one.until(async () => (await one.texts("bob")).length === 2);
    await bob.until(async () => (await bob.texts("alice")).length === 2);
    expect(await tablet.texts("bob")).toEqual(["hello, all of you", "hello, both of you"]);
  });

  it("keeps the history and the place in it over a restart of the client", async () => {
    const [alice, bob] = [client("alice"), client("bob")];
    await bob.start();
    await alice.start();
    await alice.write("bob", "one");
    await bob.until(async () => (await bob.texts("alice")).length === 1);
    await alice.stop();
    await bob.write("alice", "two");
    await alice.start();
    await alice.until(async () => (await alice.texts("bob")).length === 2);
    await alice.write("bob", "three");
    await bob.until(async () => (await bob.texts("alice")).length === 3);
    expect(await bob.texts("alice")).toEqual(["one", "two", "three"]);
    expect(await alice.texts("bob")).toEqual(["one", "two", "three"]);
  });

  it("shows that a person has another client, whose messages are taken all the same", async () => {
    const [alice, bob, laptop] = [client("alice"), client("bob"), client("bob")];
    await alice.start();
    await bob.start();
    await alice.write("bob", "hello");
    await bob.until(async () => (await bob.texts("alice")).length === 1);
    await laptop.start();
    await alice.until(async () => (await alice.lines("bob")).some(({ kind }) => kind === "key"));
    expect((await alice.lines("bob")).at(-1)).toMatchObject({ kind: "key", of: "bob", change: "new-client" });
  });
});

describe("a mailbox", () => {
  async function registered(
    name: "alice" | "bob",
  ): Promise<DeskClient & { name: { user: string; client: string } }> {
    const signedIn = await desk.signIn(name);
    const publicKey = (await newMailKey()).split(".")[1];
    const answer = await signedIn.post("/v1/chat-key", { publicKey });
    expect(answer.status).toBe(200);
    return Object.assign(signedIn, { name: { user: name, client: signedIn.clientId } });
  }

  it("gives what it keeps until it is confirmed, in order, each once", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    const first = posted(bob.name);
    for (const mail of [first, posted(bob.name), first]) {
      expect((await alice.post("/v1/mail", mail)).status).toBe(200);
    }
    const fetched = (await bob.post("/v1/mail/fetch")).body as { envelopes: { id: string }[] };
    expect(fetched.envelopes).toHaveLength(2);
    const { to: _to, ...sealed } = first;
    expect(fetched.envelopes[0]).toEqual({ ...sealed, from: alice.name });
    await bob.post("/v1/mail/confirm", { ids: [fetched.envelopes[0]!.id] });
    const rest = (await bob.post("/v1/mail/fetch")).body as { envelopes: { id: string }[] };
    expect(rest.envelopes.map(({ id }) => id)).toEqual([fetched.envelopes[1]!.id]);
  });

  it("puts a newer word in the place of an older one of the same sender", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    await alice.post("/v1/mail", posted(bob.name, { replaces: "marks", body: "old" }));
    await alice.post("/v1/mail", posted(bob.name, { replaces: "marks", body: "new" }));
    const fetched = (await bob.post("/v1/mail/fetch")).body as { envelopes: { body: string }[] };
    expect(fetched.envelopes.map(({ body }) => body)).toEqual(["new"]);
  });

  it("is bounded: more is refused, and the sender keeps it", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    const body = "B".repeat(64_000);
    const statuses: number[] = [];
    for (let count = 0; count < 70; count += 1) {
      statuses.push((await alice.post("/v1/mail", posted(bob.name, { body }))).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(65);
    expect(new Set(statuses.slice(65))).toEqual(new Set([409]));
  });

  it("forgets mail after thirty days", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    await alice.post("/v1/mail", posted(bob.name));
    desk.clock.advance(29 * 24 * 3_600_000);
    const late = await desk.signIn("bob", bob.clientId);
    expect(((await late.post("/v1/mail/fetch")).body as { envelopes: unknown[] }).envelopes).toHaveLength(1);
    desk.clock.advance(2 * 24 * 3_600_000);
    const later = await desk.signIn("bob", bob.clientId);
    expect(((await later.post("/v1/mail/fetch")).body as { envelopes: unknown[] }).envelopes).toEqual([]);
  });

  it("is empty after another key, and unknown where there was none", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    await alice.post("/v1/mail", posted(bob.name));
    await bob.post("/v1/chat-key", { publicKey: (await newMailKey()).split(".")[1] });
    expect((await bob.post("/v1/mail/fetch")).body).toEqual({ envelopes: [], more: false });
    const nobody = posted({ user: "bob", client: randomUUID() });
    expect((await alice.post("/v1/mail", nobody)).status).toBe(404);
  });

  it("is there after a restart of the server", async () => {
    const [alice, bob] = [await registered("alice"), await registered("bob")];
    await alice.post("/v1/mail", posted(bob.name));
    await desk.close();
    desk = await open();
    const again = await desk.signIn("bob", bob.clientId);
    expect(((await again.post("/v1/mail/fetch")).body as { envelopes: unknown[] }).envelopes).toHaveLength(1);
  });
});
