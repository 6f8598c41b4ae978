/** The server's command line. Standard output gets one line, when it is ready; the log goes to standard error. */
import { text } from "node:stream/consumers";
import type { Config } from "./config.ts";
import { readCommandLine } from "./config-sources.ts";
import { createJsonLog, type Log } from "./log.ts";
import { startServer } from "./server.ts";
import { StartError } from "./start-error.ts";
import { hashPassword } from "./token-server/passwords.ts";

/** A shutdown that hangs must not outlive the patience of who asked for it. */
const shutdownMs = 10_000;

const commandLine = await readCommandLine(process.argv.slice(2), process.env);
if (!commandLine.ok) refuse(commandLine.error);
else if (commandLine.value.hashPassword) await printHash();
else await serve(commandLine.value.config);

async function serve(config: Config): Promise<void> {
  const log = createJsonLog({
    level: config.logLevel,
    write: (line) => process.stderr.write(line),
    now: () => Date.now(),
  });
  try {
    const server = await startServer(config, { log });
    onSignal(log, () => server.close());
    const {
      tokenServerUrl: tokenServer,
      controlApiUrl: controlApi,
      deviceGatewayUrl: deviceGateway,
      voiceApiUrl: voiceApi,
      metricsUrl: metrics,
      faultsUrl: faults,
    } = server;
    const addresses = { tokenServer, controlApi, deviceGateway, voiceApi, metrics };
    const forTests = faults === null ? {} : { faults };
    process.stdout.write(`${JSON.stringify({ ready: true, ...addresses, ...forTests })}\n`);
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    refuse(cause.message);
  }
}

function onSignal(log: Log, close: () => Promise<void>): void {
  let closing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) return;
    closing = true;
    log("info", "shutting down", { signal });
    setTimeout(() => {
      log("error", "shutdown took too long");
      process.exit(1);
    }, shutdownMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "shutdown failed", { error });
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

async function printHash(): Promise<void> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (password === "") return refuse("Give the password on standard input.");
  process.stdout.write(`${await hashPassword(password)}\n`);
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
