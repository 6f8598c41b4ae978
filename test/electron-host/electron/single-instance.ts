import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";

export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
  readonly data: unknown;
}

const notifyLimitMs = 3_000;
const notifyScript =
  'const c=require("net").connect(process.argv[1],()=>c.end(process.argv[2]));c.on("error",()=>{})';

/** The lock of one user-data folder: a file with our pid, and a socket on which a second instance reports. */
export class SingleInstanceLock {
  readonly #file: string;
  readonly #socket: string;
  #server: Server | null = null;

  constructor(userData: string) {
    mkdirSync(userData, { recursive: true });
    this.#file = path.join(userData, "SingletonHost.lock");
    const name = createHash("sha256").update(this.#file).digest("hex").slice(0, 24);
    this.#socket = path.join(os.tmpdir(), `electron-host-${name}`);
  }

  /** Synchronous, as Electron's is. False when another living process has it; that one is told of us. */
  acquire(data: unknown, onSecond: (second: SecondInstance) => void): boolean {
    if (this.#server !== null) return true;
    if (this.#claim()) {
      this.#listen(onSecond);
      return true;
    }
    const message = JSON.stringify({ argv: process.argv, cwd: process.cwd(), data });
    execFileSync(process.execPath, ["-e", notifyScript, this.#socket, message], { timeout: notifyLimitMs });
    return false;
  }

  release(): void {
    if (this.#server === null) return;
    this.#server.close();
    this.#server = null;
    remove(this.#file);
    remove(this.#socket);
  }

  #claim(): boolean {
    try {
      writeFileSync(this.#file, String(process.pid), { flag: "wx" });
      return true;
    } catch (cause) {
      if (!isCode(cause, "EEXIST")) throw cause;
    }
    if (isAlive(Number(readFileSync(this.#file, "utf8")))) return false;
    remove(this.#file);
    return this.#claim();
  }

  #listen(onSecond: (second: SecondInstance) => void): void {
    remove(this.#socket);
    this.#server = createServer((connection) => {
      let text = "";
      connection.on("data", (chunk: Buffer) => (text += chunk.toString()));
      connection.on("end", () => onSecond(JSON.parse(text) as SecondInstance));
    }).listen(this.#socket);
    this.#server.unref();
    process.once("exit", () => this.release());
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return isCode(cause, "EPERM");
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch (cause) {
    if (!isCode(cause, "ENOENT")) throw cause;
  }
}

const isCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && "code" in cause && cause.code === code;
