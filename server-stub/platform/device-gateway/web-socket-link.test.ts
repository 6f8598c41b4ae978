import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { WebSocketLink } from "./web-socket-link.ts";

/** As much of a WebSocket as a link uses. */
class FakeWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  pings = 0;
  readonly sent: string[] = [];
  ended: number | "terminated" | null = null;

  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings += 1;
  }
  close(code: number): void {
    this.#end(code);
  }
  terminate(): void {
    this.#end("terminated");
  }
  #end(how: number | "terminated"): void {
    this.ended ??= how;
    this.readyState = 3;
    this.emit("close");
  }
}

function fixture() {
  const clock = new FakeClock();
  const webSocket = new FakeWebSocket();
  const link = new WebSocketLink(webSocket as unknown as WebSocket, { clock, log: () => {} });
  const received: string[] = [];
  let closed = 0;
  link.open({
    receive: (frame) => {
      received.push(frame);
      return Promise.resolve();
    },
    closed: () => (closed += 1),
  });
  return { clock, webSocket, link, received, closed: () => closed };
}

describe("WebSocketLink", () => {
  it("ends the socket of a client that reads nothing, before it costs 4 MiB and a message more", () => {
    const { webSocket, link, closed } = fixture();
    webSocket.bufferedAmount = 4 * 1024 * 1024;
    link.send({ still: "sent" });
    webSocket.bufferedAmount += 1;
    link.send({ not: "sent" });
    expect([webSocket.sent, webSocket.ended, closed()]).toEqual([[`{"still":"sent"}`], "terminated", 1]);
  });

  it("sends nothing on a socket that is closed, and leaves no timer behind", () => {
    const { clock, webSocket, link } = fixture();
    link.close(1000);
    link.send({ late: true });
    expect([webSocket.sent, webSocket.ended, clock.running]).toEqual([[], 1000, 0]);
  });

  it("reads 200 frames at once and 50 a second after that, and closes with 1008 for one more", () => {
    const { clock, webSocket, received } = fixture();
    const frames = (count: number) => {
      for (let sent = 0; sent < count; sent += 1) webSocket.emit("message", Buffer.from("{}"), false);
    };
    frames(200);
    clock.advance(1_000);
    frames(50);
    expect([received.length, webSocket.ended]).toEqual([250, null]);
    frames(1);
    expect([received.length, webSocket.ended]).toEqual([250, 1008]);
  });

  it("closes with 1003 for a binary frame, and puts a frame that came in pieces together", () => {
    const { webSocket, received } = fixture();
    webSocket.emit("message", [Buffer.from('{"a'), Buffer.from('":1}')], false);
    webSocket.emit("message", Buffer.from("{}"), true);
    expect([received, webSocket.ended]).toEqual([['{"a":1}'], 1003]);
  });

  it("pings every 15 s, and ends a socket whose pongs stay away", () => {
    const { clock, webSocket } = fixture();
    for (let round = 0; round < 10; round += 1) {
      clock.advance(15_000);
      webSocket.emit("pong");
    }
    expect([webSocket.pings, webSocket.ended]).toEqual([10, null]);
    clock.advance(30_000);
    expect(webSocket.ended).toBeNull();
    clock.advance(15_000);
    expect(webSocket.ended).toBe("terminated");
  });
});
