import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import os from "node:os";
import { afterEach, describe, expect, it, vi } from "vitest";
import { datagramSender } from "./datagram-sender.ts";
import { foreignLibrary } from "./foreign.ts";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function bound(type: "udp4" | "udp6" = "udp4"): Promise<Socket> {
  const socket = createSocket(type);
  socket.bind(0, type === "udp4" ? "127.0.0.1" : "::1");
  await once(socket, "listening");
  sockets.push(socket);
  return socket;
}

const arrived = async (socket: Socket): Promise<unknown[]> => once(socket, "message");
const targetOf = (socket: Socket) => ({ address: socket.address().address, port: socket.address().port });
const hasIpv6 = Object.values(os.networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");
const isNative = foreignLibrary() !== undefined && process.platform === "linux";

describe("sending a datagram", () => {
  it("delivers its bytes from the socket's own port, and leaves the buffer to the caller", async () => {
    const [from, to] = [await bound(), await bound()];
    const send = datagramSender(from);
    const buffer = Buffer.from("first");
    const first = arrived(to);
    send(buffer, targetOf(to));
    buffer.fill("x");
    expect(await first).toMatchObject([Buffer.from("first"), { port: from.address().port }]);
    const empty = arrived(to);
    send(Buffer.alloc(0), targetOf(to));
    expect(await empty).toMatchObject([Buffer.alloc(0), {}]);
  });

  it.runIf(isNative)("does so without Node's way", async () => {
    const [from, to] = [await bound(), await bound()];
    const nodes = vi.spyOn(from, "send");
    const delivered = arrived(to);
    datagramSender(from)(Buffer.from("here"), targetOf(to));
    await delivered;
    expect(nodes).not.toHaveBeenCalled();
  });

  it.runIf(isNative)("goes Node's way with what the system does not take", async () => {
    const [from, to] = [await bound(), await bound()];
    const nodes = vi.spyOn(from, "send").mockImplementation(() => undefined);
    datagramSender(from)(Buffer.alloc(70_000), targetOf(to));
    expect(nodes).toHaveBeenCalledOnce();
  });

  it("loses what is sent from a closed socket, whose number may be another file's", async () => {
    const [from, to] = [createSocket("udp4"), await bound()];
    from.bind(0, "127.0.0.1");
    await once(from, "listening");
    const send = datagramSender(from);
    from.close();
    await once(from, "close");
    const other = await bound();
    const heard = vi.fn();
    to.on("message", heard);
    if (isNative) send(Buffer.from("late"), targetOf(to));
    else expect(() => send(Buffer.from("late"), targetOf(to))).toThrow();
    const last = arrived(to);
    other.send("last", targetOf(to).port, targetOf(to).address);
    await last;
    expect(heard.mock.calls.map(([data]) => String(data))).toEqual(["last"]);
  });

  it.runIf(hasIpv6)("takes IPv6 too", async () => {
    const [from, to] = [await bound("udp6"), await bound("udp6")];
    const delivered = arrived(to);
    datagramSender(from)(Buffer.from("six"), targetOf(to));
    expect(await delivered).toMatchObject([Buffer.from("six"), {}]);
  });
});
