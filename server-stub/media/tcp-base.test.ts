import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { frame, FrameReader, maxFrameBytes } from "./length-frames.ts";
import type { RemoteAddress } from "./media-path.ts";
import { TcpBase } from "./tcp-base.ts";

const check = Buffer.alloc(20, 1);
const media = Buffer.alloc(40, 0x80);

describe("frames behind their length", () => {
  it("come out whole, however the stream is cut", () => {
    const datagrams = [check, media, Buffer.alloc(0), Buffer.alloc(maxFrameBytes, 7), Buffer.from("x")];
    const stream = Buffer.concat(datagrams.map(frame));
    for (const size of [1, 2, 3, 41, stream.length]) {
      const reader = new FrameReader();
      const found: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) {
        found.push(...reader.push(stream.subarray(at, at + size))!);
      }
      expect(found).toEqual(datagrams.filter(({ length }) => length > 0));
    }
  });

  it("are no frames when one would be longer than any datagram: nothing is held for it", () => {
    expect(new FrameReader().push(Buffer.from("GET / HTTP/1.1\r\n\r\n"))).toBeUndefined();
  });
});

describe("the TCP port of the media unit", () => {
  let base: TcpBase;
  let got: Buffer[];
  let gone: number;
  let remote: RemoteAddress | undefined;
  const clients: Socket[] = [];

  async function open(times = { admissionMs: 60_000, silenceMs: 60_000 }): Promise<void> {
    base = await TcpBase.listen("127.0.0.1", 0, times);
    base.serve({
      datagram: (data, address, port) => {
        got.push(data);
        remote = { base, address, port };
      },
      gone: () => (gone += 1),
    });
  }
  async function client(): Promise<Socket> {
    const socket = connect(base.port, "127.0.0.1");
    clients.push(socket);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  }
  /** The other end has closed it. */
  const isClosed = (socket: Socket): Promise<unknown> => {
    socket.resume();
    return socket.destroyed ? Promise.resolve() : once(socket, "close");
  };

  beforeEach(() => {
    [got, gone, remote] = [[], 0, undefined];
  });
  afterEach(async () => {
    for (const socket of clients.splice(0)) socket.destroy();
    await base.close();
    expect(base.connections).toBe(0);
  });

  it("takes media of a client after a check of it was answered, and sends to it", async () => {
    await open();
    const alice = await client();
    alice.write(frame(check));
    await expect.poll(() => got).toEqual([check]);
    base.admit(remote!);
    alice.write(frame(media));
    await expect.poll(() => got).toEqual([check, media]);
    base.send(media, remote!);
    const [data] = (await once(alice, "data")) as [Buffer];
    expect(data).toEqual(frame(media));
    base.send(media, { ...remote!, port: 1 });
  });

  it.each([
    ["sends media before a check was answered", frame(media)],
    ["asks for a page", Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n")],
  ])("closes the connection of one who %s", async (_what, bytes) => {
    await open();
    const mallory = await client();
    mallory.write(bytes);
    await isClosed(mallory);
    await expect.poll(() => gone).toBe(1);
    expect(got).toEqual([]);
  });

  it("closes one who only connects, or sends byte by byte, when its time for a check is over", async () => {
    await open({ admissionMs: 100, silenceMs: 60_000 });
    const [silent, slow] = [await client(), await client()];
    slow.write(frame(check).subarray(0, 5));
    await Promise.all([isClosed(silent), isClosed(slow)]);
    expect(got).toEqual([]);
  });

  it("closes a client that has fallen silent, and one whose transport is gone", async () => {
    await open({ admissionMs: 60_000, silenceMs: 1_500 });
    const alice = await client();
    alice.write(frame(check));
    await expect.poll(() => remote).toBeDefined();
    base.admit(remote!);
    await isClosed(alice);
    await base.close();
    await open();
    const bob = await client();
    bob.write(frame(check));
    await expect.poll(() => got).toHaveLength(2);
    base.release(remote!);
    await isClosed(bob);
  });

  it("lets an address have only so many connections that have not passed a check", async () => {
    await open();
    const sockets = await Promise.all(Array.from({ length: 40 }, client));
    await expect.poll(() => base.connections).toBe(32);
    for (const socket of sockets) socket.resume();
    await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length).toBe(8);
  });

  it("loses datagrams, and keeps no more than so many, for a client that does not read", async () => {
    await open();
    const alice = await client();
    alice.pause();
    alice.write(frame(check));
    await expect.poll(() => remote).toBeDefined();
    base.admit(remote!);
    const sent = 60_000_000;
    for (let bytes = 0; bytes < sent; bytes += 1_200) base.send(Buffer.alloc(1_200, 0x80), remote!);
    let received = 0;
    let last = 0;
    alice.on("data", (data) => {
      received += data.length;
      last = data.at(-1) ?? 0;
    });
    alice.resume();
    await expect
      .poll(() => {
        base.send(Buffer.from([0x90]), remote!);
        return last;
      })
      .toBe(0x90);
    expect(received).toBeLessThan(sent / 2);
  });
});
