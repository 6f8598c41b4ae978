/** The real WebSocket under the device link, against a real server. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { openWsSignalingSocket } from "../../main/signaling/ws-signaling-socket.ts";
import type { SignalingSocket } from "../../main/signaling/signaling-socket.ts";
import { deferred } from "../support/deferred.ts";

type End = { readonly code: number; readonly status: number | null };

let http: Server;
let gateway: WebSocketServer;
let address: string;

beforeEach(async () => {
  http = createServer();
  gateway = new WebSocketServer({ noServer: true });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  address = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/v3/`;
});

afterEach(async () => {
  for (const socket of gateway.clients) socket.terminate();
  http.closeAllConnections();
  http.close();
  await once(http, "close");
});

const acceptAll = (): void => {
  http.on("upgrade", (request, socket, head) =>
    gateway.handleUpgrade(request, socket, head, (accepted) => gateway.emit("connection", accepted, request)),
  );
};

function open(url = address): {
  socket: SignalingSocket;
  opened: Promise<null>;
  text: Promise<string>;
  ended: Promise<End>;
  ends: End[];
} {
  const opened = deferred<null>();
  const text = deferred<string>();
  const ended = deferred<End>();
  const ends: End[] = [];
  const socket = openWsSignalingSocket(url, {
    onOpen: () => opened.resolve(null),
    onText: (received) => text.resolve(received),
    onClose: (end) => {
      ends.push(end);
      ended.resolve(end);
    },
  });
  return { socket, opened: opened.promise, text: text.promise, ended: ended.promise, ends };
}

async function connected(): Promise<ReturnType<typeof open> & { service: WebSocket }> {
  acceptAll();
  const service = once(gateway, "connection") as Promise<[WebSocket]>;
  const link = open();
  await link.opened;
  return { ...link, service: (await service)[0] };
}

describe("openWsSignalingSocket", () => {
  it("carries text both ways without compression, and ignores binary frames", async () => {
    const { socket, service, text } = await connected();
    expect(service.extensions).toBe("");
    const received = once(service, "message");
    socket.send("hello");
    expect(String((await received)[0])).toBe("hello");
    service.send(Buffer.from("binary"));
    service.send("text");
    expect(await text).toBe("text");
  });

  it.each([1000, 1001, 1011, 4000])("R57 tells close code %i", async (code) => {
    const { service, ended } = await connected();
    service.close(code);
    expect(await ended).toEqual({ code, status: null });
  });

  it("R57 tells a torn connection as 1006", async () => {
    const { service, ended } = await connected();
    service.terminate();
    expect(await ended).toEqual({ code: 1006, status: null });
  });

  it.each([401, 403, 503])("R24 tells a handshake that is refused with %i, once", async (status) => {
    http.on("upgrade", (_request, socket) =>
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`),
    );
    const { ended, ends, socket } = open();
    expect(await ended).toEqual({ code: 1006, status });
    socket.close(1000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(1);
  });

  it("ends with 1006 where nobody listens", async () => {
    expect(await open("ws://127.0.0.1:1/v3/").ended).toEqual({ code: 1006, status: null });
  });

  it("takes no frame above 1 MiB", async () => {
    const { service, ended } = await connected();
    service.send("x".repeat(1_048_577));
    expect((await ended).code).not.toBe(1000);
  });

  it("R54 closes with 1000, also before it was open", async () => {
    const { socket, service } = await connected();
    const closed = once(service, "close");
    socket.close(1000);
    expect((await closed)[0]).toBe(1000);
    const early = open();
    early.socket.close(1000);
    expect((await early.ended).code).toBe(1006);
  });
});
