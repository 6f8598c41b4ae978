import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { CdpConnection } from "./connection.ts";

function connected() {
  const toBrowser = new PassThrough();
  const fromBrowser = new PassThrough();
  let closed = 0;
  const connection = new CdpConnection(toBrowser, fromBrowser, () => closed++);
  const sent = (): unknown[] =>
    (toBrowser.read() as Buffer)
      .toString()
      .split("\0")
      .filter(Boolean)
      .map((text) => JSON.parse(text) as unknown);
  return { connection, fromBrowser, sent, closed: () => closed };
}

describe("DevTools connection", () => {
  it("matches answers to commands, whatever their order", async () => {
    const { connection, fromBrowser, sent } = connected();
    const first = connection.root.send("A.first");
    const second = connection.session("s1").send("A.second", { x: 1 });
    expect(sent()).toEqual([
      { id: 1, method: "A.first", params: {} },
      { id: 2, method: "A.second", params: { x: 1 }, sessionId: "s1" },
    ]);
    fromBrowser.write('{"id":2,"result":"two"}\0{"id":1,"result":"one"}\0');
    expect(await Promise.all([first, second])).toEqual(["one", "two"]);
  });

  it("puts messages together again that arrive in pieces", async () => {
    const { connection, fromBrowser } = connected();
    const answer = connection.root.send("A.first");
    const bytes = Buffer.from('{"id":1,"result":"\u{1f600}"}\0');
    for (const byte of bytes) fromBrowser.write(Buffer.from([byte]));
    expect(await answer).toBe("\u{1f600}");
  });

  it("delivers events to their session only", async () => {
    const { connection, fromBrowser } = connected();
    const heard: string[] = [];
    connection.root.on("Target.targetDestroyed", ({ targetId }) => heard.push(`root ${targetId}`));
    connection.session("s1").on("Target.targetDestroyed", ({ targetId }) => heard.push(`s1 ${targetId}`));
    const marker = connection.root.send("A.marker");
    fromBrowser.write(
      '{"sessionId":"s1","method":"Target.targetDestroyed","params":{"targetId":"t"}}\0{"id":1}\0',
    );
    await marker;
    expect(heard).toEqual(["s1 t"]);
  });

  it("rejects what is under way when the browser goes, and everything after", async () => {
    const { connection, fromBrowser, closed } = connected();
    const answer = connection.root.send("A.first");
    fromBrowser.destroy();
    await expect(answer).rejects.toThrow("Chromium is gone: A.first");
    await expect(connection.root.send("A.second")).rejects.toThrow("Chromium is gone");
    expect(closed()).toBe(1);
  });
});
