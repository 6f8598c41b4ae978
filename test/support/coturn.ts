import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import os from "node:os";
import path from "node:path";
import { freePorts } from "./free-ports.ts";

export interface TurnServerProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Debian's coturn on loopback, which believes credentials that are made with the secret. */
export async function startCoturn(secret: string): Promise<TurnServerProcess> {
  const [port] = await freePorts(1);
  const folder = await mkdtemp(path.join(os.tmpdir(), "deskline-coturn-"));
  const config = path.join(folder, "turnserver.conf");
  await writeFile(
    config,
    [
      "listening-ip=127.0.0.1",
      `listening-port=${String(port)}`,
      "relay-ip=127.0.0.1",
      "use-auth-secret",
      `static-auth-secret=${secret}`,
      "realm=test",
      "allow-loopback-peers",
      "no-cli",
      "no-tls",
      "no-dtls",
      `userdb=${path.join(folder, "turndb")}`,
      `pidfile=${path.join(folder, "turnserver.pid")}`,
      "log-file=stdout",
      "",
    ].join("\n"),
  );
  const child = spawn("/usr/bin/turnserver", ["-c", config], { stdio: "ignore" });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  while (!(await accepts(port!))) {
    if (child.exitCode !== null) throw new Error(`coturn ended with ${String(child.exitCode)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `turn:127.0.0.1:${String(port)}`, close };
}

/** It listens on UDP before TCP. */
async function accepts(port: number): Promise<boolean> {
  const socket = createConnection({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
