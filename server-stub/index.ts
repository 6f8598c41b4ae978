/** The command: reads the configuration, starts the server, says where it is, ends it on a signal. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { readConfig } from "./config/read-config.ts";
import { createJsonLog } from "./log.ts";
import { type RunningServer, startServer } from "./server.ts";
import { hashPassword } from "./token-server/passwords.ts";

if (process.argv.includes("--hash-password")) {
  process.stderr.write("Password, then Enter: ");
  process.stdout.write(`${await hashPassword(await firstLine())}\n`);
  process.exit(0);
}

const config = readConfig({ args: process.argv.slice(2), env: process.env });
if (config.ok) {
  const log = createJsonLog({
    level: config.value.logLevel,
    write: (line) => void process.stderr.write(line),
    now: () => Date.now(),
  });
  try {
    const server = await startServer(config.value, log);
    announce(server);
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(server));
  } catch (cause) {
    refuse(whyNotStarted(cause));
  }
} else {
  refuse(config.error);
}

/** One JSON line on standard output: whoever started us reads the addresses from it. */
function announce(server: RunningServer): void {
  const line = {
    ready: true,
    tokenServer: server.tokenServerUrl,
    controlApi: server.controlApiUrl,
    deviceGateway: server.deviceGatewayUrl,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function stop(server: RunningServer): Promise<void> {
  await server.close();
  process.exit(0);
}

function whyNotStarted(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ("code" in cause && cause.code === "EADDRINUSE") {
    return `The port is taken (${cause.message}). Stop what uses it, or choose another with --port; --port 0 takes a free one.`;
  }
  return cause.stack ?? cause.message;
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  const [line] = (await once(lines, "line")) as [string];
  lines.close();
  return line;
}
