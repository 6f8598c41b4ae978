/** A connection to an X server: as much of the X11 core protocol as listing, naming and picturing windows takes. */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { findCookie, padded, readSetup, type XScreen } from "./setup.ts";

interface Waiting {
  readonly sequence: number;
  readonly resolve: (reply: Buffer) => void;
  readonly reject: (cause: Error) => void;
}

/** Requests are answered in order, so that replies need no table. */
export class XConnection {
  readonly screen: XScreen;
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #sequence = 0;
  #input: Buffer;

  private constructor(socket: Socket, screen: XScreen, rest: Buffer) {
    this.#socket = socket;
    this.screen = screen;
    this.#input = rest;
    socket.removeAllListeners("data");
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("close", () => this.#fail(new Error("the X server closed the connection")));
  }

  /** Rejects where there is no such display, or it does not let us in. */
  static open(display: string): Promise<XConnection> {
    const { host, number } = parseDisplay(display);
    const socket =
      host === "" ? connect(`/tmp/.X11-unix/X${number}`) : connect({ host, port: 6_000 + number });
    return new Promise((resolve, reject) => {
      let input = Buffer.alloc(0);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error(`the X server ${display} is not there`)));
      socket.once("connect", () => socket.write(hello(number)));
      socket.on("data", (chunk) => {
        input = Buffer.concat([input, chunk]);
        const length = input.length < 8 ? Infinity : 8 + 4 * input.readUInt16LE(6);
        if (input.length < length) return;
        socket
          .removeAllListeners("close")
          .removeListener("error", reject)
          .on("error", () => undefined);
        if (input[0] === 1) resolve(new XConnection(socket, readSetup(input), input.subarray(length)));
        else
          reject(new Error(`the X server ${display} refused: ${input.toString("latin1", 8, 8 + input[1]!)}`));
      });
    });
  }

  /** Sends a request that has a reply. */
  ask(opcode: number, detail: number, body: Buffer): Promise<Buffer> {
    this.tell(opcode, detail, body);
    return new Promise((resolve, reject) =>
      this.#waiting.push({ sequence: this.#sequence, resolve, reject }),
    );
  }

  /** Sends a request without a reply; whether it worked shows in a later question. */
  tell(opcode: number, detail: number, body: Buffer): void {
    const head = Buffer.from([opcode, detail, 0, 0]);
    const whole = padded(Buffer.concat([head, body]));
    whole.writeUInt16LE(whole.length / 4, 2);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#socket.write(whole);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk]);
    while (this.#input.length >= 32) {
      const kind = this.#input[0];
      const length = kind === 1 ? 32 + 4 * this.#input.readUInt32LE(4) : 32;
      if (this.#input.length < length) return;
      const message = this.#input.subarray(0, length);
      this.#input = this.#input.subarray(length);
      if (kind === 0 || kind === 1) this.#settle(message);
    }
  }

  #settle(message: Buffer): void {
    const first = this.#waiting[0];
    if (first === undefined || first.sequence !== message.readUInt16LE(2)) return; // the error of a `tell`
    this.#waiting.shift();
    if (message[0] === 1) first.resolve(message);
    else first.reject(new Error(`the X server answered with error ${message[1]} to request ${message[10]}`));
  }

  #fail(cause: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(cause);
  }
}

function parseDisplay(display: string): { host: string; number: number } {
  const match = /^(?:unix)?([^:]*):(\d+)(?:\.\d+)?$/.exec(display);
  if (match === null) throw new Error(`not a display: ${display}`);
  return { host: match[1] ?? "", number: Number(match[2]) };
}

function hello(number: number): Buffer {
  const cookie = findCookie(readAuthority(), number);
  const name = Buffer.from(cookie === null ? "" : "MIT-MAGIC-COOKIE-1");
  const head = Buffer.from([0x6c, 0, 11, 0, 0, 0, name.length, 0, cookie?.length ?? 0, 0, 0, 0]);
  return Buffer.concat([head, padded(name), padded(cookie ?? Buffer.alloc(0))]);
}

function readAuthority(): Buffer {
  try {
    return readFileSync(process.env.XAUTHORITY ?? path.join(os.homedir(), ".Xauthority"));
  } catch {
    return Buffer.alloc(0); // an open display, as virtual ones are
  }
}
