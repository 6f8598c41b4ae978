import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:net";
import os from "node:os";
import path from "node:path";

/** What a second process tells the first one. */
export interface SecondInstance {
  readonly argv: string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

/** Runs in a short-lived Node of its own, as asking for the lock is synchronous. Fails when nobody answers. */
const deliverScript = `
  const sent = () => process.exit(0);
  const socket = require("node:net").connect(process.argv[1], () => socket.end(process.argv[2], sent));
  socket.on("error", () => process.exit(1));`;
const deliverLimitMs = 5_000;

/** One process a user-data folder: a file with the holder's process id, and a socket on which the holder listens. */
export class SingleInstanceLock {
  readonly #file: string;
  readonly #socket: string;
  #server: Server | null = null;

  constructor(userData: string) {
    this.#file = path.join(userData, "electron-host.lock");
    const key = createHash("sha256").update(path.resolve(this.#file)).digest("hex").slice(0, 16);
    this.#socket = path.join(os.tmpdir(), `electron-host-${key}.sock`);
  }

  get held(): boolean {
    return this.#server !== null;
  }

  /** True when this process is the one. Otherwise `mine` has been given to the one that is. */
  acquire(mine: SecondInstance, onSecond: (other: SecondInstance) => void): boolean {
    if (this.held) return true;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    if (this.#createFile()) return this.#listen(onSecond);
    if (this.#holderLives() && this.#deliver(mine)) return false;
    rmSync(this.#file, { force: true }); // left behind by a process that was killed
    return this.#createFile() && this.#listen(onSecond);
  }

  release(): void {
    if (!this.held) return;
    this.#server?.close();
    this.#server = null;
    rmSync(this.#file, { force: true });
    rmSync(this.#socket, { force: true });
  }

  #createFile(): boolean {
    try {
      writeFileSync(this.#file, String(process.pid), { flag: "wx" });
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw cause;
    }
  }

  #listen(onSecond: (other: SecondInstance) => void): true {
    rmSync(this.#socket, { force: true });
    this.#server = createServer((client) => {
      let text = "";
      client.on("data", (chunk: Buffer) => (text += chunk.toString()));
      client.on("end", () => onSecond(JSON.parse(text) as SecondInstance));
      client.on("error", () => undefined);
    });
    this.#server.listen(this.#socket).unref();
    return true;
  }

  #holderLives(): boolean {
    try {
      process.kill(Number(readFileSync(this.#file, "utf8")), 0);
      return true;
    } catch {
      return false;
    }
  }

  #deliver(mine: SecondInstance): boolean {
    try {
      const args = ["-e", deliverScript, this.#socket, JSON.stringify(mine)];
      execFileSync(process.execPath, args, { timeout: deliverLimitMs, stdio: "ignore" });
      return true;
    } catch {
      return false; // the process id belongs to somebody else by now
    }
  }
}
